// Stores that lie in two pages of the system at once: n of them, at one place.
#include "kernel.h"

static u8 two[8192] __attribute__((aligned(4096)));
typedef u64 unaligned __attribute__((aligned(1)));

static u64 kernel(u32 n) {
  volatile unaligned *across = (unaligned *)(two + 4092);
  for (u32 i = 0; i < n / 16; i++)
#pragma unroll
    for (int k = 0; k < 16; k++) *across = i;
  return *across;
}

#include "shell.h"
