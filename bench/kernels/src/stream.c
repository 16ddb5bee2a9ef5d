// A loop over arrays larger than the caches: n passes of a[i] = b[i] + 3 * c[i], 4 MiB each.
#include "kernel.h"

#define SIZE (4u * 1024 * 1024 / sizeof(u64))
static u64 a[SIZE], b[SIZE], c[SIZE];

static u64 kernel(u32 n) {
  for (u32 i = 0; i < SIZE; i++) {
    b[i] = i * 0x9e3779b97f4a7c15ull;
    c[i] = i;
  }
  for (u32 r = 0; r < n; r++)
    for (u32 i = 0; i < SIZE; i++) a[i] = b[i] + 3 * c[i] + r;
  return a[SIZE - 1] + a[SIZE / 2];
}

#include "shell.h"
