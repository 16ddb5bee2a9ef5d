// Text work, one byte at a time: n rounds of a histogram, a reversal and a search.
#include "kernel.h"

static u8 text[16384];
static u32 seen[256];

static NOINLINE void reverse(u8 *p, u32 n) {
  for (u32 i = 0, j = n - 1; i < j; i++, j--) {
    u8 t = p[i];
    p[i] = p[j];
    p[j] = t;
  }
}

static NOINLINE u32 find(const u8 *p, u32 n, u8 first, u8 second) {
  u32 found = 0;
  for (u32 i = 0; i + 1 < n; i++) found += p[i] == first && p[i + 1] == second;
  return found;
}

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull, sum = 0;
  for (u32 i = 0; i < sizeof text; i++) text[i] = (u8)(next(&s) & 31);
  for (u32 i = 0; i < 256; i++) seen[i] = 0;
  for (u32 r = 0; r < n; r++) {
    for (u32 i = 0; i < sizeof text; i++) seen[text[i]]++;
    reverse(text, sizeof text);
    sum = sum * 31 + find(text, sizeof text, (u8)(r & 31), 7) + seen[r & 31];
  }
  return sum;
}

#include "shell.h"
