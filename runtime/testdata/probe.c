// A contract that does what its input says: a list of host calls with their arguments. Tests
// use it to reach every host function with any argument, good or hostile.
//
// A program is u32 n, n bytes that are placed at DATA, and then operations: one byte of
// function number (its position in the ABI's list), and 8 bytes little endian per argument.
// The result of each is appended to the output, 8 bytes little endian. Further operations:
// SHOW(ptr, len) appends memory to the output; TRAP; LOOP for ever; RETURN(value);
// RECURSE until the stack is full. Hooks run the program stored under "end_epoch" or "end_block".
//
// Built by build.sh; with -DBAD its end_epoch traps, with -DBACK its migrate runs the program stored under "back";
// with -DDEAD it takes what is no program, and does nothing.
typedef unsigned char u8;
typedef unsigned int u32;
typedef int i32;
typedef unsigned long long u64;
typedef long long i64;

#define IMPORT(name) __attribute__((import_module("peerz1"), import_name(#name)))
#define EXPORT(name) __attribute__((export_name(#name)))

IMPORT(input_size) i32 input_size(void);
IMPORT(input_read) i32 input_read(u32, u32, u32);
IMPORT(output_write) i32 output_write(u32, u32);
IMPORT(result_read) i32 result_read(u32, u32, u32);
IMPORT(state_get) i32 state_get(u32, u32, u32, u32);
IMPORT(state_set) i32 state_set(u32, u32, u32, u32);
IMPORT(state_delete) i32 state_delete(u32, u32);
IMPORT(state_scan) i32 state_scan(u32, u32, u32, u32, u32, u32);
IMPORT(call) i32 call(u32, u32, u32, u32, i64, u32);
IMPORT(call_pure) i32 call_pure(u32, u32, u32, u32, u32, i64);
IMPORT(savepoint) i32 savepoint(void);
IMPORT(undo) i32 undo(void);
IMPORT(context) i32 context(u32);
IMPORT(gas_left) i64 gas_left(void);
IMPORT(balance) i32 balance(u32, u32);
IMPORT(transfer) i32 transfer(u32, u32);
IMPORT(mint) i32 mint(u32);
IMPORT(mint_reserve) i32 mint_reserve(u32, u32);
IMPORT(return_to_reserve) i32 return_to_reserve(u32);
IMPORT(burn) i32 burn(u32);
IMPORT(collect_fees) i32 collect_fees(u32);
IMPORT(supply) i32 supply(u32);
IMPORT(sha256) i32 sha256(u32, u32, u32);
IMPORT(ed25519_verify) i32 ed25519_verify(u32, u32, u32, u32);
IMPORT(mul_div) i32 mul_div(u32, u32, u32, u32, u32);
IMPORT(apportion) i32 apportion(u32, u32, u32, u32);
IMPORT(event) i32 event(u32, u32, u32, u32);
IMPORT(abort) void abort_(u32, u32, u32);
IMPORT(contract_info) i32 contract_info(u32, u32);
IMPORT(contract_by_name) i32 contract_by_name(u32, u32, u32);
IMPORT(code_info) i32 code_info(u32);
IMPORT(upgrade) i32 upgrade(u32, u32, u32, u32, u32, i64);
IMPORT(code_failed) i32 code_failed(u32, u32, u32);
IMPORT(set_params) i32 set_params(u32, u32, u32);
IMPORT(stake) i32 stake(u32, i64, u32);
IMPORT(total_stake) i32 total_stake(i64, u32);
IMPORT(awake_stake) i32 awake_stake(i64, u32);
IMPORT(awake) i32 awake(u32, i64);
IMPORT(validator_duty) i32 validator_duty(u32, i64, u32);
IMPORT(escrow) i32 escrow(u32, u32);
IMPORT(escrow_lock) i32 escrow_lock(u32, u32);
IMPORT(escrow_release) i32 escrow_release(u32, u32);
IMPORT(escrow_forfeit) i32 escrow_forfeit(u32, u32, u32, u32, u32);
IMPORT(delegate) i32 delegate(u32);
IMPORT(proxy) i32 proxy(u32, i64, u32);
IMPORT(delegated) i32 delegated(u32, i64, u32);
IMPORT(chain_param) i32 chain_param(u32, u32);
IMPORT(dry_run) i32 dry_run(i64);
IMPORT(upgrade_call) i32 upgrade_call(u32, u32, i64);
IMPORT(upgrade_outcome) i32 upgrade_outcome(i64, u32);
IMPORT(block_hash) i32 block_hash(u32);
IMPORT(next_validator) i32 next_validator(u32, u32);
IMPORT(slash) i32 slash(u32, u32);

enum { DATA = 0x20000, PROGRAM = 0x30000, OUTPUT = 0x50000 };
enum { SHOW = 200, TRAP, LOOP, RETURN, RECURSE };

static u32 out;

static u64 le(const u8 *p, int n) {
  u64 v = 0;
  while (n--) v = v << 8 | p[n];
  return v;
}

static void put(u64 v) {
  for (int i = 0; i < 8; i++, v >>= 8) ((u8 *)OUTPUT)[out++] = (u8)v;
}

__attribute__((noinline)) static u32 recurse(u32 n) {
  volatile u32 keep = n;
  return recurse(n + 1) + keep;
}

static const u8 arity[] = {0, 3, 2, 3, 4, 4, 2, 6, 6, 6, 0, 0, 1, 0, 2, 2, 1, 2, 1, 1, 1, 3, 4, 5, 4, 4, 3, 2, 3, 1, 6, 3, 3, 3, 2, 2, 2, 3, 2, 2, 2, 5, 1, 1, 3, 3, 2, 1, 3, 2, 1, 2, 2};

static u64 host(u32 f, const u64 *a) {
  switch (f) {
  case 0: return input_size();
  case 1: return input_read(a[0], a[1], a[2]);
  case 2: return output_write(a[0], a[1]);
  case 3: return result_read(a[0], a[1], a[2]);
  case 4: return state_get(a[0], a[1], a[2], a[3]);
  case 5: return state_set(a[0], a[1], a[2], a[3]);
  case 6: return state_delete(a[0], a[1]);
  case 7: return state_scan(a[0], a[1], a[2], a[3], a[4], a[5]);
  case 8: return call(a[0], a[1], a[2], a[3], a[4], a[5]);
  case 9: return call_pure(a[0], a[1], a[2], a[3], a[4], a[5]);
  case 10: return savepoint();
  case 11: return undo();
  case 12: return context(a[0]);
  case 13: return gas_left();
  case 14: return balance(a[0], a[1]);
  case 15: return transfer(a[0], a[1]);
  case 16: return mint(a[0]);
  case 17: return mint_reserve(a[0], a[1]);
  case 18: return return_to_reserve(a[0]);
  case 19: return collect_fees(a[0]);
  case 20: return supply(a[0]);
  case 21: return sha256(a[0], a[1], a[2]);
  case 22: return ed25519_verify(a[0], a[1], a[2], a[3]);
  case 23: return mul_div(a[0], a[1], a[2], a[3], a[4]);
  case 24: return apportion(a[0], a[1], a[2], a[3]);
  case 25: return event(a[0], a[1], a[2], a[3]);
  case 26: abort_(a[0], a[1], a[2]); return 0;
  case 27: return contract_info(a[0], a[1]);
  case 28: return contract_by_name(a[0], a[1], a[2]);
  case 29: return code_info(a[0]);
  case 30: return upgrade(a[0], a[1], a[2], a[3], a[4], a[5]);
  case 31: return code_failed(a[0], a[1], a[2]);
  case 32: return set_params(a[0], a[1], a[2]);
  case 33: return stake(a[0], a[1], a[2]);
  case 34: return total_stake(a[0], a[1]);
  case 35: return awake_stake(a[0], a[1]);
  case 36: return awake(a[0], a[1]);
  case 37: return validator_duty(a[0], a[1], a[2]);
  case 38: return escrow(a[0], a[1]);
  case 39: return escrow_lock(a[0], a[1]);
  case 40: return escrow_release(a[0], a[1]);
  case 41: return escrow_forfeit(a[0], a[1], a[2], a[3], a[4]);
  case 42: return burn(a[0]);
  case 43: return delegate(a[0]);
  case 44: return proxy(a[0], a[1], a[2]);
  case 45: return delegated(a[0], a[1], a[2]);
  case 46: return chain_param(a[0], a[1]);
  case 47: return dry_run(a[0]);
  case 48: return upgrade_call(a[0], a[1], a[2]);
  case 49: return upgrade_outcome(a[0], a[1]);
  case 50: return block_hash(a[0]);
  case 51: return next_validator(a[0], a[1]);
  case 52: return slash(a[0], a[1]);
  }
  __builtin_trap();
}

static i32 play(u32 size) {
  const u8 *p = (const u8 *)PROGRAM, *end = p + size;
  u32 n = le(p, 4);
  p += 4;
  for (u32 i = 0; i < n; i++) ((u8 *)DATA)[i] = *p++;
  while (p < end) {
    u64 a[6];
    u32 f = *p++;
    u32 k = f < sizeof arity ? arity[f] : f == SHOW ? 2 : f == RETURN ? 1 : 0;
    for (u32 i = 0; i < k; i++, p += 8) a[i] = le(p, 8);
    switch (f) {
    case SHOW:
      for (u32 i = 0; i < a[1]; i++) ((u8 *)OUTPUT)[out++] = ((u8 *)(u32)a[0])[i];
      break;
    case TRAP: __builtin_trap();
    case LOOP: for (volatile u32 i = 0;; i++);
    case RETURN: return a[0];
    case RECURSE: put(recurse(0)); break;
    default: put(host(f, a));
    }
  }
  if (out) output_write(OUTPUT, out);
  return 0;
}

static i32 input_program(void) {
  u32 n = input_size();
  if (n < 4) return 0;
  input_read(PROGRAM, 0, n);
#ifdef DEAD
  if (le((const u8 *)PROGRAM, 4) > 0xffff) return 0;
#endif
  return play(n);
}

static i32 stored_program(const char *key, u32 len) {
  i32 n = state_get((u32)key, len, PROGRAM, 0x10000);
  return n < 4 ? 0 : play(n);
}

EXPORT(instantiate) i32 on_instantiate(void) { return input_program(); }
EXPORT(execute) i32 on_execute(void) { return input_program(); }
EXPORT(query) i32 on_query(void) { return input_program(); }
#ifdef BACK
EXPORT(migrate) i32 on_migrate(void) { return stored_program("back", 4); }
#else
EXPORT(migrate) i32 on_migrate(void) { return input_program(); }
#endif
EXPORT(weights) i32 on_weights(void) { return input_program(); }
EXPORT(end_block) i32 on_end_block(void) { return stored_program("end_block", 9); }
EXPORT(end_epoch) i32 on_end_epoch(void) {
#ifdef BAD
  __builtin_trap();
#endif
  return stored_program("end_epoch", 9);
}
