// Recursion, branches and loads: quicksort of n random words, at most 64 Ki.
#include "kernel.h"

static u32 a[65536];

static NOINLINE void sort(u32 *lo, u32 *hi) {
  while (lo < hi) {
    u32 pivot = lo[(hi - lo) / 2];
    u32 *i = lo, *j = hi;
    while (i <= j) {
      while (*i < pivot) i++;
      while (*j > pivot) j--;
      if (i > j) break;
      u32 t = *i;
      *i++ = *j;
      *j-- = t;
    }
    if (j - lo < hi - i) {
      sort(lo, j);
      lo = i;
    } else {
      sort(i, hi);
      hi = j;
    }
  }
}

static u64 kernel(u32 n) {
  if (n == 0 || n > 65536) return 0;
  u64 s = 88172645463325252ull, sum = 0;
  for (u32 i = 0; i < n; i++) a[i] = (u32)next(&s);
  sort(a, a + n - 1);
  for (u32 i = 0; i < n; i++) sum = sum * 31 + a[i];
  return sum;
}

#include "shell.h"
