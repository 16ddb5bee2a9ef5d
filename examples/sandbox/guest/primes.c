// clang-19 --target=wasm32 -Oz -nostdlib -Wl,--no-entry,--strip-all,-z,stack-size=0 -o primes.wasm primes.c
typedef unsigned long long u64;

__attribute__((import_module("demo"), import_name("found"))) void found(u64 prime);

__attribute__((export_name("primes"))) unsigned primes(u64 below) {
  unsigned n = 0;
  for (u64 p = 2; p < below; p++) {
    u64 d = 2;
    while (d * d <= p && p % d)
      d++;
    if (d * d > p)
      found(p), n++;
  }
  return n;
}

__attribute__((export_name("divide"))) u64 divide(u64 a, u64 b) { return a / b; }
