// A chain of loads from a small table: the checksum of n times 4 KiB.
#include "kernel.h"

static u32 table[256];
static u8 data[4096];

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull;
  for (u32 i = 0; i < 256; i++) {
    table[i] = i;
    for (int bit = 0; bit < 8; bit++) table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320 : 0);
  }
  for (u32 i = 0; i < sizeof data; i++) data[i] = (u8)next(&s);
  u32 sum = ~0u;
  for (u32 r = 0; r < n; r++)
    for (u32 i = 0; i < sizeof data; i++) sum = table[(sum ^ data[i]) & 255] ^ sum >> 8;
  return ~sum;
}

#include "shell.h"
