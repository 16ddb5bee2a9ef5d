// What a rewards contract does: total * weight / sum in 128 bits, for n shares.
#include "kernel.h"

typedef struct {
  u64 hi, lo;
} u128;

static NOINLINE u128 multiply(u64 a, u64 b) {
  u64 al = (u32)a, ah = a >> 32, bl = (u32)b, bh = b >> 32;
  u64 low = al * bl, mid = ah * bl + (low >> 32);
  u64 cross = al * bh + (u32)mid;
  return (u128){ah * bh + (mid >> 32) + (cross >> 32), cross << 32 | (u32)low};
}

// divide needs a.hi < d: the quotient then fits in 64 bits.
static NOINLINE u64 divide(u128 a, u64 d, u64 *rest) {
  u64 r = a.hi, q = 0;
  for (int i = 63; i >= 0; i--) {
    u64 top = r >> 63;
    r = r << 1 | (a.lo >> i & 1);
    q <<= 1;
    if (top || r >= d) r -= d, q |= 1;
  }
  *rest = r;
  return q;
}

static u64 weight[1024], share[1024];

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull, sum = 0, total = 1000000000000000000ull, digest = 0;
  for (u32 i = 0; i < 1024; i++) sum += weight[i] = next(&s) >> 16;
  u64 left = total, rest;
  for (u32 i = 0; i < n; i++) {
    u128 p = multiply(total, weight[i & 1023]);
    share[i & 1023] = divide(p, sum, &rest);
    left -= share[i & 1023];
    digest = digest * 31 + rest;
  }
  return digest ^ left;
}

#include "shell.h"
