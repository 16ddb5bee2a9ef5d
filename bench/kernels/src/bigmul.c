// Multiplications that carry: n products of numbers of 2048 bits, in words of 32.
#include "kernel.h"

#define WORDS 64
static u32 a[WORDS], b[WORDS], product[2 * WORDS];

static NOINLINE void multiply(void) {
  for (u32 i = 0; i < 2 * WORDS; i++) product[i] = 0;
  for (u32 i = 0; i < WORDS; i++) {
    u64 carry = 0;
    for (u32 j = 0; j < WORDS; j++) {
      carry += (u64)a[i] * b[j] + product[i + j];
      product[i + j] = (u32)carry;
      carry >>= 32;
    }
    product[i + WORDS] = (u32)carry;
  }
}

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull, sum = 0;
  for (u32 i = 0; i < WORDS; i++) a[i] = (u32)next(&s), b[i] = (u32)next(&s);
  for (u32 i = 0; i < n; i++) {
    multiply();
    a[i % WORDS] ^= product[i % (2 * WORDS)];
    sum = sum * 31 + product[2 * WORDS - 1];
  }
  return sum;
}

#include "shell.h"
