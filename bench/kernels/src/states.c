// Branches that no processor can foresee: n steps of a machine with eight states, at random.
#include "kernel.h"

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull, x = 0;
  u32 state = 0;
  for (u32 i = 0; i < n; i++) {
    u32 r = next(&s) & 7;
    switch (state) {
      case 0: state = r < 3 ? 1 : 2, x += 1; break;
      case 1: state = r < 5 ? 3 : 0, x ^= r; break;
      case 2: state = r < 1 ? 0 : 4, x = x * 3 + r; break;
      case 3: state = r & 1 ? 5 : 2, x -= r; break;
      case 4: state = r < 6 ? 6 : 1, x += x >> 3; break;
      case 5: state = 7, x ^= x << 5; break;
      case 6: state = r & 2 ? 0 : 5, x += 77; break;
      default: state = r, x = x * 5 + 1;
    }
  }
  return x;
}

#include "shell.h"
