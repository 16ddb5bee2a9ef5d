// Loads at places that depend on what was compared: heapsort of n random words, at most 32 Ki.
#include "kernel.h"

#define MAX 32768
static u32 a[MAX];

static inline void swap(u32 *x, u32 *y) {
  u32 t = *x;
  *x = *y;
  *y = t;
}

static NOINLINE void sift(u32 i, u32 n) {
  for (u32 child = 2 * i + 1; child < n; child = 2 * i + 1) {
    if (child + 1 < n && a[child + 1] > a[child]) child++;
    if (a[i] >= a[child]) return;
    swap(&a[i], &a[child]);
    i = child;
  }
}

static u64 kernel(u32 n) {
  if (n == 0 || n > MAX) return 0;
  u64 s = 88172645463325252ull, sum = 0;
  for (u32 i = 0; i < n; i++) a[i] = (u32)next(&s);
  for (u32 i = n / 2; i > 0; i--) sift(i - 1, n);
  for (u32 last = n - 1; last > 0; last--) {
    swap(&a[0], &a[last]);
    sift(0, last);
  }
  for (u32 i = 0; i < n; i++) sum = sum * 31 + a[i];
  return sum;
}

#include "shell.h"
