// Strided byte stores: the primes below n, at most 1 Mi.
#include "kernel.h"

#define MAX (1 << 20)
static u8 composite[MAX];

static u64 kernel(u32 n) {
  if (n > MAX) n = MAX;
  u64 count = 0;
  for (u32 i = 0; i < n; i++) composite[i] = 0;
  for (u32 i = 2; i < n; i++) {
    if (composite[i]) continue;
    count++;
    for (u32 j = i + i; j < n; j += i) composite[j] = 1;
  }
  return count;
}

#include "shell.h"
