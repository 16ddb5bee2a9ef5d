// A virtual machine in the virtual machine: a stack bytecode that runs its loop n times.
#include "kernel.h"

enum { PUSH, LOAD, STORE, ADD, MUL, XOR, LESS, JUMP_IF, HALT };

static const u8 program[] = {
    PUSH, 1, STORE, 1,                      // x = 1
    LOAD, 1, PUSH, 5, MUL, LOAD, 0, ADD,    // 4: x*5 + i
    LOAD, 1, PUSH, 3, XOR, XOR, STORE, 1,   // x = that ^ x ^ 3
    LOAD, 0, PUSH, 1, ADD, STORE, 0,        // i++
    LOAD, 0, LOAD, 2, LESS, JUMP_IF, 4, HALT,
};

static u64 stack[16], vars[4];

static NOINLINE u64 interpret(const u8 *code) {
  u64 *sp = stack;
  for (u32 pc = 0;;) switch (code[pc++]) {
      case PUSH: *sp++ = code[pc++]; break;
      case LOAD: *sp++ = vars[code[pc++] & 3]; break;
      case STORE: vars[code[pc++] & 3] = *--sp; break;
      case ADD: sp--, sp[-1] += sp[0]; break;
      case MUL: sp--, sp[-1] *= sp[0]; break;
      case XOR: sp--, sp[-1] ^= sp[0]; break;
      case LESS: sp--, sp[-1] = sp[-1] < sp[0]; break;
      case JUMP_IF: pc = *--sp ? code[pc] : pc + 1; break;
      default: return vars[1];
    }
}

static u64 kernel(u32 n) {
  vars[0] = 0, vars[2] = n;
  return interpret(program);
}

#include "shell.h"
