// Nested loops over memory: the product of two n by n integer matrices, n at most 192.
#include "kernel.h"

#define MAX 192
static u32 a[MAX * MAX], b[MAX * MAX];

static u64 kernel(u32 n) {
  if (n > MAX) return 0;
  u64 s = 88172645463325252ull, sum = 0;
  for (u32 i = 0; i < n * n; i++) a[i] = (u32)next(&s), b[i] = (u32)next(&s);
  for (u32 i = 0; i < n; i++)
    for (u32 j = 0; j < n; j++) {
      u32 cell = 0;
      for (u32 l = 0; l < n; l++) cell += a[i * n + l] * b[l * n + j];
      sum = sum * 31 + cell;
    }
  return sum;
}

#include "shell.h"
