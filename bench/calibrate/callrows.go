package main

import (
	"bytes"
	"math/rand"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// callRows are calls of other contracts, which are rows too, so that they have an address: the first of
// them is number n.
func callRows(n int) []hostRow {
	callees := []hostRow{
		{what: "a callee that returns", guest: guest{pages: 1, tail: []byte{0x01}}},
		{what: "a callee that traps", guest: guest{pages: 1, tail: []byte{0x00}}},
		{what: "a callee with a long straight body", guest: guest{pages: 1, tail: bytes.Repeat([]byte{0x20, 0, 0x41, 1, 0x6a, 0x21, 0}, 9_000)}},
		{what: "a callee with a long body of loads", guest: guest{pages: 1, tail: bytes.Repeat([]byte{0x20, 0, 0x28, 2, 0, 0x21, 0}, 9_000)}},
		{what: "a callee of divisions", guest: guest{pages: 1, tail: slices.Concat([]byte{0x41, 7, 0x21, 0}, bytes.Repeat([]byte{0x20, 0, 0x41, 3, 0x6e, 0x41, 7, 0x6a, 0x21, 0}, 6_500))}},
	}
	large := hostRow{what: "a callee with a large memory", guest: guest{pages: 64, tail: []byte{0x00}}}
	callees = append(callees, large)
	callees = append(callees, hostRow{what: "a callee that aborts", guest: guest{pages: 1, tail: append(invoke(nil, hostCall{name: "abort", args: []uint64{7, 0, 512}}), 0x01)}})
	call := func(i int, gas, input uint64) guest {
		return guest{memory: map[uint32][]byte{fixedAt: addressOf(n + i)}, call: hostCall{name: "call", args: []uint64{fixedAt, largeAt, input, 0, gas, 0}}}
	}
	var rows []hostRow
	for _, c := range callees { // rows of no measurement of their own: one call that does nothing
		c.rounds = 0
		rows = append(rows, c)
	}
	const start = 16_384 + 32_768
	rows = append(rows,
		hostRow{what: "call", guest: call(0, 0, 0), rounds: 2000},
		hostRow{what: "call, 256 KiB of input", guest: call(0, 0, 256<<10), rounds: 2000},
		hostRow{what: "call, a trap", guest: call(1, start+10, 0), rounds: 2000},
		hostRow{what: "call, an abort with a text", guest: call(6, 0, 0), rounds: 2000},
		hostRow{what: "call, 1 gas", guest: call(0, 1, 0), rounds: 5000},
		hostRow{what: "call, just not enough to start", guest: call(0, start-1, 0), rounds: 2000},
		hostRow{what: "call, out of gas in a long body", guest: call(2, start+200, 0), rounds: 1000},
		hostRow{what: "call, out of gas in a long body of loads", guest: call(3, start+200, 0), rounds: 1000},
		hostRow{what: "call, out of gas in a long body of divisions", guest: call(4, start+200, 0), rounds: 1000},
		hostRow{what: "call, 1 gas for a large memory", guest: call(5, 1, 0), rounds: 500},
		hostRow{what: "call, a trap in a large memory", guest: call(5, 16_384+32_768*64+10, 0), rounds: 500},
		hostRow{what: "call, nobody there", guest: guest{call: hostCall{name: "call", args: []uint64{keyAt, largeAt, 0, 0, 0, 0}, fresh: []uint32{keyAt}}}, rounds: 5000},
		hostRow{what: "call_pure, unknown code", guest: guest{memory: map[uint32][]byte{fixedAt: []byte("weights")}, call: hostCall{name: "call_pure", args: []uint64{keyAt, fixedAt, 7, largeAt, 0, 0}, fresh: []uint32{keyAt}}}, rounds: 5000},
	)
	return rows
}

func addressOf(i int) []byte { a := builtin(i); return a[:] }

// bigEvent has as many pairs as fit into 4 KiB: what takes longest to check.
func bigEvent() []byte {
	const pairs = 1000
	b := abi.AppendMap(nil, pairs)
	for i := range pairs {
		b = append(b, 0x62, 'a'+byte(i/90), byte(i%90+33), 0)
	}
	return b
}

func noise(n int) []byte {
	b := make([]byte, n)
	rand.New(rand.NewSource(1)).Read(b)
	return b
}

// zeros is a source of no randomness for a key of no value.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
