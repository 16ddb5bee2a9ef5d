// Recursion that tries and gives up: the ways to place n queens on a board, n at most 16.
#include "kernel.h"

// A set bit in column, left and right is a place that an earlier row attacks.
static NOINLINE u32 place(u32 board, u32 column, u32 left, u32 right) {
  if (column == board) return 1;
  u32 ways = 0;
  for (u32 open = board & ~(column | left | right); open != 0; open &= open - 1) {
    u32 queen = open & -open;
    ways += place(board, column | queen, (left | queen) << 1, (right | queen) >> 1);
  }
  return ways;
}

static u64 kernel(u32 n) { return n > 16 ? 0 : place((1u << n) - 1, 0, 0, 0); }

#include "shell.h"
