// Calls with three arguments: Takeuchi's function of n, 2n/3 and n/3.
#include "kernel.h"

static NOINLINE i32 tak(i32 x, i32 y, i32 z) {
  return y >= x ? z : tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}

static u64 kernel(u32 n) { return tak(n, n * 2 / 3, n / 3); }

#include "shell.h"
