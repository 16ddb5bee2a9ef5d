package main

import (
	"crypto/ed25519"
	"math"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Where things lie in a guest's memory.
const (
	keyAt   = 1024
	fixedAt = 4096
	largeAt = 1 << 16
	spareAt = 1 << 20
)

func hostRows() []hostRow {
	rows := slices.Concat(bufferRows(), stateRows(), ledgerRows(), mathRows(), registryRows())
	return append(rows, callRows(len(rows))...)
}

// one is a guest that calls a function with the round's number at keyAt.
func one(name string, args ...uint64) guest {
	return guest{call: hostCall{name: name, args: args, fresh: []uint32{keyAt}}}
}

// afterUpgrade is a guest that calls a function when an upgrade of group 1 is scheduled.
func afterUpgrade(name string, args ...uint64) guest {
	g := with(one(name, args...), addressOf(0), codeOf(one("input_size")))
	g.setUp, g.setUps = &hostCall{name: "upgrade", args: []uint64{fixedAt, fixedAt + 20, largeAt, 0, spareAt, 1}}, 1
	return g
}

// with puts bytes at fixedAt.
func with(g guest, b ...[]byte) guest {
	g.memory = map[uint32][]byte{fixedAt: slices.Concat(b...)}
	return g
}

func set(size uint64) *hostCall {
	return &hostCall{name: "state_set", args: []uint64{keyAt, 8, largeAt, size}, fresh: []uint32{keyAt}}
}

func amount(a abi.Amount) []byte { return a.AppendLE(nil) }

var largest = abi.Amount{Hi: math.MaxUint64, Lo: math.MaxUint64}

// bufferRows read and write the buffers of a call.
func bufferRows() []hostRow {
	return []hostRow{
		{what: "input_size", guest: one("input_size"), rounds: 200_000},
		{what: "gas_left", guest: one("gas_left"), rounds: 200_000},
		{what: "input_read, nothing", guest: one("input_read", spareAt, 0, 0), rounds: 200_000},
		{what: "output_write, nothing", guest: one("output_write", largeAt, 0), rounds: 200_000},
		{what: "output_write, 64 KiB", guest: one("output_write", largeAt, 64<<10), rounds: 2000},
		{what: "input_read, 8 bytes", guest: one("input_read", spareAt, 0, 8), rounds: 200_000},
		{what: "result_read, 64 KiB", guest: guest{setUp: set(64 << 10), setUps: 1, before: &hostCall{name: "state_get", args: []uint64{keyAt, 8, spareAt, 0}}, befores: 1,
			call: hostCall{name: "result_read", args: []uint64{spareAt, 0, 64 << 10}}}, rounds: 2000},
		{what: "a refusal", guest: one("state_get", keyAt, 0, 0, 0), rounds: 200_000},
		{what: "context", guest: one("context", spareAt), rounds: 100_000},
		{what: "block_hash", guest: one("block_hash", spareAt), rounds: 100_000},
	}
}

// stateRows read, write and scan storage.
func stateRows() []hostRow {
	scan := hostCall{name: "state_scan", args: []uint64{0, 0, 0, 0, 0, 1}}
	scanAll := hostCall{name: "state_scan", args: []uint64{0, 0, 0, 0, 1, 1000}}
	remove := &hostCall{name: "state_delete", args: []uint64{keyAt, 8}, fresh: []uint32{keyAt}}
	return []hostRow{
		{what: "state_get, absent keys", guest: one("state_get", keyAt, 8, spareAt, 0), rounds: 20_000},
		{what: "state_get, 256 byte keys", guest: one("state_get", keyAt, 256, spareAt, 0), rounds: 20_000},
		{what: "state_get, 64 KiB values", guest: guest{setUp: set(64 << 10), setUps: 100, call: hostCall{name: "state_get", args: []uint64{keyAt, 8, spareAt, 64 << 10}}}, rounds: 2000},
		{what: "state_set, new keys, a block", guest: guest{call: *set(8)}, rounds: 20_000, commit: true},
		{what: "state_set, 64 KiB, a block", guest: guest{call: *set(64 << 10)}, rounds: 200, commit: true},
		{what: "state_delete, absent keys, a block", guest: guest{call: *remove}, rounds: 20_000, commit: true},
		{what: "state_scan, one of many", guest: guest{setUp: set(8), setUps: 20_000, call: scan}, rounds: 5000},
		{what: "state_scan, nothing there", guest: guest{call: scan}, rounds: 5000},
		{what: "state_scan, 1000 backwards", guest: guest{setUp: set(8), setUps: 20_000, call: scanAll}, rounds: 100},
		{what: "state_scan, one of 64 KiB", guest: guest{setUp: set(64 << 10), setUps: 100, call: scan}, rounds: 2000},
		{what: "state_scan over 1000 that the block removed", guest: guest{setUp: set(8), setUps: 1000, before: remove, befores: 1000, call: scan}, rounds: 200},
		{what: "state_scan over 5000 that the last block removed", guest: guest{setUp: set(8), setUps: 5000, before: remove, befores: 5000, call: scan}, rounds: 200, query: true},
	}
}

// ledgerRows move tokens.
func ledgerRows() []hostRow {
	return []hostRow{
		{what: "balance, nobody", guest: one("balance", keyAt, spareAt), rounds: 20_000},
		{what: "transfer, to nobody, a block", guest: with(one("transfer", keyAt, fixedAt), amount(abi.U64(1))), rounds: 10_000, commit: true, poor: true},
		{what: "mint, a block", guest: with(one("mint", fixedAt), amount(abi.U64(1))), rounds: 10_000, commit: true},
		{what: "mint_reserve, a block", guest: with(one("mint_reserve", fixedAt, spareAt), amount(abi.U64(1))), rounds: 10_000, commit: true},
		{what: "return_to_reserve, a block", guest: with(one("return_to_reserve", fixedAt), amount(abi.U64(1))), rounds: 10_000, commit: true},
		{what: "burn, a block", guest: with(one("burn", fixedAt), amount(abi.U64(1))), rounds: 10_000, commit: true},
		{what: "collect_fees", guest: one("collect_fees", spareAt), rounds: 10_000},
		{what: "supply", guest: one("supply", spareAt), rounds: 20_000},
		{what: "escrow, nobody", guest: one("escrow", keyAt, spareAt), rounds: 20_000},
		{what: "escrow_lock, for nobody, a block", guest: with(one("escrow_lock", keyAt, fixedAt), amount(abi.U64(1))), rounds: 10_000, commit: true, poor: true},
		{what: "escrow_release, a block", guest: locked("escrow_release", keyAt, fixedAt), rounds: 2_000, commit: true, poor: true},
		{what: "escrow_forfeit, a block", guest: locked("escrow_forfeit", keyAt, fixedAt, keyAt, fixedAt+16, spareAt), rounds: 2_000, commit: true, poor: true},
	}
}

// locked is a guest that locks one base unit for an account, and then calls a function about it.
func locked(name string, args ...uint64) guest {
	g := with(one(name, args...), amount(abi.U64(1)), amount(abi.U64(0)))
	g.setUp, g.setUps = &hostCall{name: "escrow_lock", args: []uint64{keyAt, fixedAt}, fresh: []uint32{keyAt}}, 11_000
	return g
}

// mathRows compute.
func mathRows() []hostRow {
	_, private, _ := ed25519.GenerateKey(zeros{})
	message := make([]byte, 1<<20)
	small, long := ed25519.Sign(private, message[:1]), ed25519.Sign(private, message)
	public := []byte(private[32:])
	return []hostRow{
		{what: "sha256, nothing", guest: one("sha256", largeAt, 0, spareAt), rounds: 100_000},
		{what: "sha256, 1 MiB", guest: one("sha256", largeAt, 1<<20-64, spareAt), rounds: 20},
		{what: "ed25519_verify, 1 byte", guest: with(one("ed25519_verify", fixedAt, fixedAt+32, largeAt, 1), public, small), rounds: 300},
		{what: "ed25519_verify, 1 MiB", guest: with(one("ed25519_verify", fixedAt, fixedAt+32, largeAt, 1<<20), public, long), rounds: 20},
		{what: "mul_div, largest", guest: with(one("mul_div", fixedAt, fixedAt, fixedAt+16, spareAt, spareAt+16),
			amount(abi.Amount{Hi: math.MaxUint64, Lo: 0}), amount(abi.Amount{Hi: math.MaxUint64, Lo: math.MaxUint64})), rounds: 100_000},
		{what: "apportion, 255 over 256 equal", guest: with(one("apportion", fixedAt, fixedAt+16, 256, spareAt), amount(abi.U64(255)), slices.Repeat([]byte{1, 0, 0, 0, 0, 0, 0, 0}, 256)), rounds: 500},
		{what: "apportion, largest over largest", guest: with(one("apportion", fixedAt, fixedAt+16, 256, spareAt), amount(largest), noise(8*256)), rounds: 500},
		{what: "apportion, one weight", guest: with(one("apportion", fixedAt, fixedAt+16, 1, spareAt), amount(largest), slices.Repeat([]byte{255}, 8)), rounds: 50_000},
	}
}

// allParams is a change of all parameters, each to the most that it can be.
func allParams() []byte {
	var list []world.ParamValue
	for _, v := range world.Votables() {
		list = append(list, world.ParamValue{Name: v.Name, Value: v.Most})
	}
	return world.AppendParamValues(nil, list)
}

// holder is the address of one who has stake.
func holder() []byte { a := holders()[0].Account; return a[:] }

// registryRows report events and read or change the registry.
func registryRows() []hostRow {
	event, changes := bigEvent(), allParams()
	return []hostRow{
		{what: "event, smallest", guest: with(one("event", fixedAt, 1, fixedAt+1, 1), []byte{'a', 0xa0}), rounds: 900},
		{what: "event, 4 KiB of amounts and texts", guest: with(one("event", fixedAt, 1, fixedAt+1, uint64(len(event))), []byte{'a'}, event), rounds: 60},
		{what: "savepoint", guest: one("savepoint"), rounds: 50_000},
		{what: "undo, of nothing", guest: one("undo"), rounds: 50_000},
		{what: "contract_info", guest: guest{memory: map[uint32][]byte{fixedAt: addressOf(0)}, call: hostCall{name: "contract_info", args: []uint64{fixedAt, spareAt}}}, rounds: 20_000},
		{what: "contract_by_name", guest: with(one("contract_by_name", fixedAt, 4, spareAt), []byte("row0")), rounds: 20_000},
		{what: "code_info, unknown", guest: one("code_info", keyAt), rounds: 20_000},
		{what: "upgrade, 64 KiB of input, a block", guest: with(one("upgrade", fixedAt, fixedAt+20, largeAt, 64<<10, spareAt, 1), addressOf(0), codeOf(one("input_size"))), rounds: 200, commit: true},
		{what: "upgrade_call, 64 KiB, a block", guest: afterUpgrade("upgrade_call", largeAt, 64<<10, 1), rounds: 200, commit: true},
		{what: "upgrade_outcome, unknown", guest: one("upgrade_outcome", 1, spareAt), rounds: 20_000},
		{what: "dry_run", guest: afterUpgrade("dry_run", 1), rounds: 1, commit: true},
		{what: "code_failed", guest: guest{memory: map[uint32][]byte{fixedAt: addressOf(0)}, call: hostCall{name: "code_failed", args: []uint64{fixedAt, keyAt, 1}, fresh: []uint32{keyAt}}}, rounds: 20_000},
		{what: "set_params, a check of all", guest: with(one("set_params", fixedAt, uint64(len(changes)), abi.ParamsCheck), changes), rounds: 5_000},
		{what: "stake, of a validator", guest: with(one("stake", fixedAt, 1, spareAt), holder()), rounds: 20_000},
		{what: "awake, a validator", guest: with(one("awake", fixedAt, 1), holder()), rounds: 20_000},
		{what: "validator_duty, of a validator", guest: with(one("validator_duty", fixedAt, 0, spareAt), holder()), rounds: 20_000},
		{what: "next_validator, of 256", guest: one("next_validator", keyAt, spareAt), rounds: 20_000},
		{what: "stake, nobody", guest: one("stake", keyAt, 1, spareAt), rounds: 20_000},
		{what: "total_stake", guest: one("total_stake", 1, spareAt), rounds: 20_000},
		{what: "awake_stake", guest: one("awake_stake", 0, spareAt), rounds: 20_000},
		{what: "chain_param", guest: with(one("chain_param", fixedAt, 9), []byte("probation")), rounds: 20_000},
		{what: "delegate", guest: guest{memory: map[uint32][]byte{fixedAt: addressOf(0)}, call: hostCall{name: "delegate", args: []uint64{keyAt}, fresh: []uint32{keyAt}}}, rounds: 5_000},
		{what: "proxy, nobody", guest: one("proxy", keyAt, 1, spareAt), rounds: 20_000},
		{what: "delegated, nobody", guest: one("delegated", keyAt, 1, spareAt), rounds: 20_000},
		{what: "awake, nobody", guest: one("awake", keyAt, 1), rounds: 20_000},
		{what: "validator_duty, nobody", guest: one("validator_duty", keyAt, 0, spareAt), rounds: 20_000},
		{what: "next_validator, none", guest: with(one("next_validator", fixedAt, spareAt), slices.Repeat([]byte{255}, 32)), rounds: 20_000},
		{what: "slash, nobody", guest: one("slash", keyAt, spareAt), rounds: 5_000},
	}
}
