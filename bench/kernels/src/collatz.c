// Branches that no predictor likes: steps of 3x+1 for every start below n.
#include "kernel.h"

static u64 kernel(u32 n) {
  u64 total = 0;
  for (u32 i = 1; i < n; i++)
    for (u64 x = i; x != 1; total++) x = x & 1 ? 3 * x + 1 : x >> 1;
  return total;
}

#include "shell.h"
