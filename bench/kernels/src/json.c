// A parser: n times a list of 300 strings, numbers and lists.
#include "kernel.h"

static u8 text[8192];
static u32 at;

static void skip(void) {
  while (text[at] == ' ') at++;
}

static NOINLINE u64 value(void) {
  u64 sum = 0;
  skip();
  switch (text[at]) {
    case '[':
      do {
        at++; // the bracket or a comma
        sum = sum * 31 + value();
        skip();
      } while (text[at] == ',');
      at++;
      break;
    case '"':
      for (at++; text[at] != '"'; at++) sum = sum * 131 + text[at];
      at++;
      break;
    default:
      for (; text[at] >= '0' && text[at] <= '9'; at++) sum = sum * 10 + (text[at] - '0');
  }
  return sum;
}

static void put(u8 c) { text[at++] = c; }

static void write(u64 *s) {
  put('[');
  for (u32 i = 0; i < 300; i++) {
    if (i > 0) put(',');
    u32 length = next(s) % 16;
    switch (next(s) % 3) {
      case 0:
        put('"');
        for (u32 k = 0; k <= length; k++) put('a' + next(s) % 26);
        put('"');
        break;
      case 1:
        for (u32 k = 0; k <= length % 6; k++) put('0' + next(s) % 10);
        break;
      default:
        for (const char *p = "[1 ,2]"; *p; p++) put(*p);
    }
  }
  put(']');
}

static u64 kernel(u32 n) {
  u64 s = 88172645463325252ull, sum = 0;
  at = 0;
  write(&s);
  for (u32 i = 0; i < n; i++) {
    at = 0;
    sum = sum * 31 + value();
  }
  return sum;
}

#include "shell.h"
