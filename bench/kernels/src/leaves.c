// Calls to functions of a few instructions: n rounds of three.
#include "kernel.h"

static NOINLINE u32 mix(u32 a, u32 b) { return (a ^ b) * 2654435761u; }
static NOINLINE u32 step(u32 a) { return a >> 3 ? mix(a, a >> 5) : a + 1; }

static u64 kernel(u32 n) {
  u32 sum = 1;
  for (u32 i = n; i > 0; i--) sum = step(sum) + mix(sum, i);
  return sum;
}

#include "shell.h"
