// Cache misses: n loads along a random cycle through PAGES pages of memory, each at the address
// that the load before it has found.
#include "kernel.h"

typedef struct slot {
  struct slot *next;
  u8 rest[60]; // of a cache line
} slot;

#define SLOTS (PAGES * 65536 / sizeof(slot))
static slot chain[SLOTS];

// The cycle is that of a linear congruential generator. Its period is full: FACTOR - 1 has all
// prime factors of SLOTS, and 4.
static u64 kernel(u32 n) {
  for (u32 i = 0; i < SLOTS; i++) chain[i].next = &chain[(i * FACTOR + 12343u) % SLOTS];
  slot *at = chain;
  for (u32 i = 0; i < n / 16; i++)
#pragma unroll
    for (int k = 0; k < 16; k++) at = at->next;
  return (u64)(at - chain);
}

#include "shell.h"
