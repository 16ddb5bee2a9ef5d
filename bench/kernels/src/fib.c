// Calls: the naive Fibonacci recursion.
#include "kernel.h"

static NOINLINE u32 fib(u32 n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

static u64 kernel(u32 n) { return fib(n); }

#include "shell.h"
