// Nine loads for one store: n generations of the game of life on 64 by 64 cells.
#include "kernel.h"

#define WIDTH 66 // with a dead border
static u8 cell[WIDTH * WIDTH], after[WIDTH * WIDTH];

static NOINLINE void step(void) {
  for (u32 y = 1; y < WIDTH - 1; y++)
    for (u32 x = 1; x < WIDTH - 1; x++) {
      const u8 *p = &cell[y * WIDTH + x], *above = p - WIDTH, *below = p + WIDTH;
      u32 around = above[-1] + above[0] + above[1] + p[-1] + p[1] + below[-1] + below[0] + below[1];
      after[y * WIDTH + x] = around == 3 || (around == 2 && *p);
    }
  for (u32 i = 0; i < WIDTH * WIDTH; i++) cell[i] = after[i];
}

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull, sum = 0;
  for (u32 y = 1; y < WIDTH - 1; y++)
    for (u32 x = 1; x < WIDTH - 1; x++) cell[y * WIDTH + x] = next(&s) & 1;
  for (u32 i = 0; i < n; i++) step();
  for (u32 i = 0; i < WIDTH * WIDTH; i++) sum = sum * 31 + cell[i];
  return sum;
}

#include "shell.h"
