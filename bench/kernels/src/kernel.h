// What every kernel shares: names for the integer types and the two ways in.
//
// A kernel defines `static u64 kernel(u32 n)`, which does work in proportion
// to n and returns a number that depends on all of it, and includes shell.h at
// its end. The same bytes then run in every engine: bare through `run`, and
// as a CosmWasm contract through `execute`.
#pragma once

typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef int i32;
typedef long long i64;

#define EXPORT(name) __attribute__((export_name(name)))
#define IMPORT(name) __attribute__((import_module("env"), import_name(name)))
#define NOINLINE __attribute__((noinline))

// next is a small deterministic generator (xorshift64).
static inline u64 next(u64 *s) {
  u64 x = *s;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return *s = x;
}
