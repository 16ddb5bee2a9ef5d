// Shifts by what a table says, and a state too large for registers: n times Keccak-f[1600].
#include "kernel.h"

static const u8 turn[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};
static const u8 lane[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};
static const u64 constant[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

static u64 state[25];

static inline u64 rotl(u64 x, int by) { return x << by | x >> (64 - by); }

static NOINLINE void permute(void) {
  u64 c[5];
  for (int round = 0; round < 24; round++) {
    for (int i = 0; i < 5; i++) c[i] = state[i] ^ state[i + 5] ^ state[i + 10] ^ state[i + 15] ^ state[i + 20];
    for (int i = 0; i < 5; i++) {
      u64 t = c[(i + 4) % 5] ^ rotl(c[(i + 1) % 5], 1);
      for (int j = 0; j < 25; j += 5) state[i + j] ^= t;
    }
    u64 moved = state[1];
    for (int i = 0; i < 24; i++) {
      u64 t = state[lane[i]];
      state[lane[i]] = rotl(moved, turn[i]);
      moved = t;
    }
    for (int j = 0; j < 25; j += 5) {
      for (int i = 0; i < 5; i++) c[i] = state[i + j];
      for (int i = 0; i < 5; i++) state[i + j] = c[i] ^ (~c[(i + 1) % 5] & c[(i + 2) % 5]);
    }
    state[0] ^= constant[round];
  }
}

static u64 kernel(u32 n) {
  for (u32 i = 0; i < 25; i++) state[i] = 0;
  for (u32 i = 0; i < n; i++) permute();
  return state[0];
}

#include "shell.h"
