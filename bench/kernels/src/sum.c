// A choice without a branch: n times the sum of those of 8192 words that are odd.
#include "kernel.h"

#define SIZE 8192
static u32 a[SIZE];

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull, sum = 0;
  for (u32 i = 0; i < SIZE; i++) a[i] = (u32)next(&s);
  for (u32 r = 0; r < n; r++)
    for (u32 i = 0; i < SIZE; i++) sum += a[i] & 1 ? a[i] : 0;
  return sum;
}

#include "shell.h"
