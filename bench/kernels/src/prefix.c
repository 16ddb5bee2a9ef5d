// The least that a loop over memory can do: n prefix sums of 4096 words.
#include "kernel.h"

#define SIZE 4096
static u64 a[SIZE];

static u64 kernel(u32 n) {
  for (u32 i = 0; i < SIZE; i++) a[i] = i * i;
  for (u32 r = 0; r < n; r++)
    for (u32 i = 1; i < SIZE; i++) a[i] += a[i - 1];
  return a[SIZE - 1];
}

#include "shell.h"
