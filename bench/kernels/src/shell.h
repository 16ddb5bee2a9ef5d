// The ways into a kernel. The CosmWasm half is the least that wasmvm accepts:
// a bump allocator for the regions it passes in, a message that is a bare JSON
// number n, and an answer that carries the kernel's result as an attribute.
#pragma once
#include "kernel.h"

EXPORT("run") NOINLINE u64 run(u32 n) { return kernel(n); }

typedef struct {
  u32 offset, capacity, length;
} region;

#define SHELL_HEAP 16384
static u8 shell_heap[SHELL_HEAP] __attribute__((aligned(8)));
static u32 shell_used;

EXPORT("interface_version_8") void interface_version(void) {}

EXPORT("deallocate") void deallocate(u32 p) { (void)p; }

EXPORT("allocate") u32 allocate(u32 size) {
  u32 need = (sizeof(region) + size + 7) & ~7u;
  if (need > SHELL_HEAP - shell_used) __builtin_trap();
  region *r = (region *)(shell_heap + shell_used);
  shell_used += need;
  r->offset = (u32)(r + 1);
  r->capacity = size;
  r->length = 0;
  return (u32)r;
}

static u8 shell_answer[160] =
    "{\"ok\":{\"messages\":[],\"events\":[],\"data\":null,"
    "\"attributes\":[{\"key\":\"result\",\"value\":\"0000000000000000\"}]}}";
#define SHELL_DIGITS 84 // where the 16 hex digits of the result go

static region shell_result;

static u32 shell_reply(u64 value) {
  for (int i = 15; i >= 0; i--, value >>= 4)
    shell_answer[SHELL_DIGITS + i] = "0123456789abcdef"[value & 15];
  u32 n = 0;
  while (shell_answer[n]) n++;
  shell_result.offset = (u32)shell_answer;
  shell_result.capacity = shell_result.length = n;
  return (u32)&shell_result;
}

static u32 shell_number(u32 message) {
  region *r = (region *)message;
  u8 *p = (u8 *)r->offset;
  u32 n = 0;
  for (u32 i = 0; i < r->length; i++) n = n * 10 + (p[i] - '0');
  return n;
}

EXPORT("instantiate") u32 instantiate(u32 env, u32 info, u32 message) {
  (void)env, (void)info, (void)message;
  return shell_reply(0);
}

EXPORT("execute") u32 execute(u32 env, u32 info, u32 message) {
  (void)env, (void)info;
  return shell_reply(run(shell_number(message)));
}
