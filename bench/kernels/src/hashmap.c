// Look-ups at random: n words are counted in a hash table with open addressing.
#include "kernel.h"

#define BITS 14
#define SLOTS (1u << BITS)
static u32 key[SLOTS], count[SLOTS];

static NOINLINE u32 *find(u32 k) {
  u32 i = k * 2654435761u >> (32 - BITS);
  while (key[i] != 0 && key[i] != k) i = (i + 1) % SLOTS;
  key[i] = k;
  return &count[i];
}

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull, sum = 0;
  for (u32 i = 0; i < SLOTS; i++) key[i] = count[i] = 0;
  for (u32 i = 0; i < n; i++) *find((u32)next(&s) % (SLOTS / 2) + 1) += i;
  for (u32 i = 0; i < SLOTS; i++) sum = sum * 31 + key[i] + count[i];
  return sum;
}

#include "shell.h"
