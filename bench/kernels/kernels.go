// Package kernels holds the programs that every engine runs: small C sources and the
// WebAssembly that clang makes of them, committed so that nobody needs clang.
//
// A kernel exports `run (n i32) -> i64`, whose work grows with n and whose result depends on
// all of it, and enough of the CosmWasm interface that wasmvm runs the very same bytes as a
// contract. The sources are in src; build.sh rebuilds them.
package kernels

import (
	"embed"
	"slices"
)

//go:embed *.wasm
var files embed.FS

// Kernel is one program with the work it is given.
type Kernel struct {
	Name  string
	N     uint32 // a few milliseconds of work on a machine of 2020
	Check uint32 // a small n for tests
	Want  uint64 // the result of run(Check)
}

// Compute are the ten kernels of the headline ratios: calls, loops, branches, memory,
// hashing and 128-bit arithmetic.
var Compute = []Kernel{
	{"fib", 29, 20, 0x1a6d},
	{"loop", 3_000_000, 1000, 0xa0111981fa013f21},
	{"collatz", 30_000, 1000, 0xe827},
	{"sha256", 8_000, 64, 0x1d316550aceb4255},
	{"qsort", 50_000, 1000, 0xdbe65b88597f073b},
	{"matmul", 128, 16, 0x83522c74ece51049},
	{"sieve", 1 << 20, 1000, 0xa8},
	{"bytes", 60, 3, 0x84a8b},
	{"interp", 300_000, 1000, 0x24c92492448c3266},
	{"reward", 20_000, 100, 0x1ace8cedd744b926},
}

// Indirect calls through a table; it has a goal of its own.
var Indirect = Kernel{"indirect", 2_000_000, 1000, 0x37e441cba1d960d8}

// Broad are twenty kernels of other kinds, by which prices are judged (see bench/calibrate). The
// rewriter was not tuned for them.
var Broad = []Kernel{
	{"tak", 24, 9, 0x6},
	{"queens", 11, 6, 0x4},
	{"trees", 100, 2, 0x3efe0},
	{"leaves", 600_000, 1000, 0xaba92e9f},
	{"dispatch", 300_000, 1000, 0x7215dd043849b5d4},
	{"gcd", 30_000, 100, 0x5dbbaa42b45064c2},
	{"heap", 32_000, 1000, 0xdbe65b88597f073b},
	{"hashmap", 600_000, 1000, 0x275b0599a9d59e2d},
	{"json", 800, 2, 0x6f092b5726dfac40},
	{"lz", 30, 2, 0x7b860},
	{"edit", 8, 1, 0x114},
	{"life", 100, 3, 0x1623ef0da976cceb},
	{"bigmul", 600, 3, 0x2dbb7a01e00},
	{"chacha", 30_000, 10, 0xf0dc291fdf3dc4c1},
	{"keccak", 2_000, 3, 0x55eabb80767d3646},
	{"crc32", 500, 1, 0x463470a0},
	{"prefix", 1_000, 2, 0x155555400000},
	{"sum", 600, 1, 0x81a80d9870f},
	{"states", 800_000, 1000, 0xc3a2a66985fbee80},
	{"bits", 2_000_000, 1000, 0x5edb8bde76a6d279},
}

// Hostile are kernels chosen to make one unit of gas cost as much time as possible: divisions,
// stores across a border of pages, and loads that miss the caches in a memory as large as is cheap
// (64 pages) and as large as can be.
var Hostile = []Kernel{
	{"divide", 1_000_000, 1000, 0xfffff277b8d0f509},
	{"split", 1_000_000, 1000, 0x3d},
	{"chase4", 1_000_000, 1000, 0x9720},
	{"chase16", 1_000_000, 1000, 0x38d20},
}

// Argon2 is Argon2id as a password is hashed with it: n passes over 256 KiB in four lanes. It is
// measured as a whole call of a contract and is in none of the means. Its other export,
// `example (word i32) -> i64`, gives the tag of the example in RFC 9106, section 5.3.
var Argon2 = Kernel{"argon2", 5, 1, 0x24bdfda66b203e91}

// Pages are the memory sizes, in pages of 64 KiB, that the empty contracts come in.
var Pages = []int{3, 17, 64, 256}

// Stream is a loop over arrays larger than the caches. A fresh memory of that size is part of the
// work for engines that give each call a clean instance.
var Stream = Kernel{"stream", 5, 1, 0x167a7dc451d583e8}

// Untuned lists the kernels that nobody had in mind when the rewriter was written.
func Untuned() []Kernel { return append(slices.Clone(Broad), Stream) }

// Tuned lists the kernels that the rewriter's shapes were tried on, and those with goals of their
// own.
func Tuned() []Kernel { return slices.Concat(Compute, []Kernel{Indirect}, Hostile) }

// Code returns the module of a kernel, or nil if there is none of that name. Besides the
// kernels there are empty<pages>, a CosmWasm contract that does nothing, and hosted<pages>,
// which reads its input and writes its output through the host module "bench".
func Code(name string) []byte {
	code, err := files.ReadFile(name + ".wasm")
	if err != nil {
		return nil
	}
	return code
}
