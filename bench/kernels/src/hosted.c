// A contract call without work, and a loop of host calls, over three host functions.
#include "kernel.h"

IMPORT("input") u32 input(u32 dst, u32 capacity);
IMPORT("output") u32 output(u32 src, u32 length);
IMPORT("tick") u32 tick(u32 x);

static u8 message[256];

// run copies the input in and hands it back as the output.
EXPORT("run") u64 run(u32 n) {
  u32 length = input((u32)message, sizeof message);
  message[0] += (u8)n;
  output((u32)message, length);
  return length;
}

// ticks makes n host calls.
EXPORT("ticks") u64 ticks(u32 n) {
  u32 x = 0;
  for (u32 i = 0; i < n; i++) x = tick(x);
  return x;
}
