// BLAKE2b without a key (RFC 7693), taken in pieces, with a digest of 1 to 64 bytes.
#pragma once
#include "kernel.h"

#define BLAKE2B_BLOCK 128

typedef struct {
  u64 h[8], length; // of what was compressed, in bytes: 2^64 of them are enough here
  u8 buffer[BLAKE2B_BLOCK];
  u32 used, size; // bytes in the buffer, bytes of the digest
} blake2b;

static const u64 blake2b_iv[8] = {0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
                                  0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

static const u8 blake2b_sigma[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}, {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4}, {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13}, {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11}, {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5}, {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

static inline u64 rotr64(u64 x, int by) { return x >> by | x << (64 - by); }

static inline void blake2b_mix(u64 v[16], int a, int b, int c, int d, u64 x, u64 y) {
  v[a] += v[b] + x, v[d] = rotr64(v[d] ^ v[a], 32);
  v[c] += v[d], v[b] = rotr64(v[b] ^ v[c], 24);
  v[a] += v[b] + y, v[d] = rotr64(v[d] ^ v[a], 16);
  v[c] += v[d], v[b] = rotr64(v[b] ^ v[c], 63);
}

static NOINLINE void blake2b_compress(blake2b *s, u32 bytes, int last) {
  u64 v[16], m[16];
  s->length += bytes;
  for (int i = 0; i < 8; i++) v[i] = s->h[i], v[8 + i] = blake2b_iv[i];
  for (int i = 0; i < 16; i++) m[i] = ((u64 *)s->buffer)[i];
  v[12] ^= s->length;
  if (last) v[14] = ~v[14];
  for (int r = 0; r < 12; r++) {
    const u8 *p = blake2b_sigma[r % 10];
    for (int i = 0; i < 4; i++) blake2b_mix(v, i, 4 + i, 8 + i, 12 + i, m[p[2 * i]], m[p[2 * i + 1]]);
    for (int i = 0; i < 4; i++)
      blake2b_mix(v, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4, m[p[8 + 2 * i]], m[p[9 + 2 * i]]);
  }
  for (int i = 0; i < 8; i++) s->h[i] ^= v[i] ^ v[8 + i];
}

static void blake2b_start(blake2b *s, u32 size) {
  for (int i = 0; i < 8; i++) s->h[i] = blake2b_iv[i];
  s->h[0] ^= 0x01010000 ^ size;
  s->length = 0, s->used = 0, s->size = size;
}

// The last block is kept back: only the end knows that it is the last.
static void blake2b_add(blake2b *s, const void *from, u32 length) {
  for (const u8 *p = from; length > 0; length--) {
    if (s->used == BLAKE2B_BLOCK) blake2b_compress(s, BLAKE2B_BLOCK, 0), s->used = 0;
    s->buffer[s->used++] = *p++;
  }
}

static void blake2b_end(blake2b *s, u8 *digest) {
  for (u32 i = s->used; i < BLAKE2B_BLOCK; i++) s->buffer[i] = 0;
  blake2b_compress(s, s->used, 1);
  for (u32 i = 0; i < s->size; i++) digest[i] = ((u8 *)s->h)[i];
}
