// The dearest single instruction: n dependent 64-bit divisions.
#include "kernel.h"

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull, x = ~0ull;
  for (u32 i = 0; i < n; i++) {
    u64 d = (next(&s) >> 40) | 1;
    x = ~0ull - x / d - x % d;
  }
  return x;
}

#include "shell.h"
