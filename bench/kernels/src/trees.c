// Pointers and recursion: n binary trees of 8191 nodes are built and counted.
#include "kernel.h"

#define DEPTH 12

typedef struct node {
  struct node *left, *right;
} node;

static node pool[2 << DEPTH];
static u32 used;

static NOINLINE node *grow(u32 depth) {
  node *t = &pool[used++];
  t->left = depth == 0 ? 0 : grow(depth - 1);
  t->right = depth == 0 ? 0 : grow(depth - 1);
  return t;
}

static NOINLINE u32 count(const node *t) { return t->left ? 1 + count(t->left) + count(t->right) : 1; }

static u64 kernel(u32 n) {
  u64 sum = 0;
  for (u32 i = 0; i < n; i++) {
    used = 0;
    sum = sum * 31 + count(grow(DEPTH - i % 2));
  }
  return sum;
}

#include "shell.h"
