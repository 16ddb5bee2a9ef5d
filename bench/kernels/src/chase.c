// Cache misses: n dependent loads along a random cycle through 8 MiB.
#include "kernel.h"

#define SLOTS (1 << 17) // of 64 bytes
static u32 chain[SLOTS * 16];

// The cycle is that of a full-period linear congruential generator.
static u64 kernel(u32 n) {
  for (u32 i = 0; i < SLOTS; i++) chain[i * 16] = ((i * 82997u + 12345u) & (SLOTS - 1)) * 16;
  u32 at = 0;
  for (u32 i = 0; i < n; i++) at = chain[at];
  return at;
}

#include "shell.h"
