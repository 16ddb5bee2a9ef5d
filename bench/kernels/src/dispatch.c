// Calls through a table that no processor can foresee: n of them, one of four functions at random.
#include "kernel.h"

typedef u64 (*operation)(u64, u64);

static NOINLINE u64 add(u64 a, u64 b) { return a + b; }
static NOINLINE u64 xor(u64 a, u64 b) { return a ^ b; }
static NOINLINE u64 multiply(u64 a, u64 b) { return a * b + 1; }
static NOINLINE u64 subtract(u64 a, u64 b) { return a - b; }

static const operation table[4] = {add, xor, multiply, subtract};

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull, x = 1;
  for (u32 i = 0; i < n; i++) {
    u64 r = next(&s);
    x = table[r & 3](x, r);
  }
  return x;
}

#include "shell.h"
