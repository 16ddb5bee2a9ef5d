// Additions and rotations that overlap well: n blocks of ChaCha20.
#include "kernel.h"

static inline u32 rotl(u32 x, int by) { return x << by | x >> (32 - by); }

static inline void quarter(u32 *x, int a, int b, int c, int d) {
  x[a] += x[b], x[d] = rotl(x[d] ^ x[a], 16);
  x[c] += x[d], x[b] = rotl(x[b] ^ x[c], 12);
  x[a] += x[b], x[d] = rotl(x[d] ^ x[a], 8);
  x[c] += x[d], x[b] = rotl(x[b] ^ x[c], 7);
}

static u64 kernel(u32 n) {
  u32 state[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}, x[16];
  u64 sum = 0;
  for (u32 i = 4; i < 16; i++) state[i] = i * 0x9e3779b9;
  for (u32 block = 0; block < n; block++) {
    state[12] = block;
    for (int i = 0; i < 16; i++) x[i] = state[i];
    for (int round = 0; round < 10; round++) {
      quarter(x, 0, 4, 8, 12), quarter(x, 1, 5, 9, 13), quarter(x, 2, 6, 10, 14), quarter(x, 3, 7, 11, 15);
      quarter(x, 0, 5, 10, 15), quarter(x, 1, 6, 11, 12), quarter(x, 2, 7, 8, 13), quarter(x, 3, 4, 9, 14);
    }
    for (int i = 0; i < 16; i++) sum = sum * 31 + (x[i] + state[i]);
  }
  return sum;
}

#include "shell.h"
