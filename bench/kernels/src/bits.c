// Counting bits: how many are set, and how many zeros are before and behind them, in n words.
#include "kernel.h"

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull, sum = 0;
  for (u32 i = 0; i < n; i++) {
    u64 x = next(&s); // never zero
    sum += __builtin_popcountll(x) + __builtin_clzll(x) * __builtin_ctzll(x);
    sum = sum << 7 | sum >> 57;
  }
  return sum;
}

#include "shell.h"
