package main

import (
	"encoding/binary"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// nestedRows are as many contracts with the largest memory as may be called in each other: each writes to
// every page of a processor, then calls the next. The first of them has the number n.
func nestedRows(n int) (rows []hostRow) {
	const most = abi.MaxNestedPages / wasm.MaxPages
	for i := range most {
		b := []byte{0x41, 0, 0x21, 0, 0x03, 0x40}            // local 0 = 0, loop
		b = append(b, 0x20, 0, 0x41, 1, 0x36, 2, 0x80, 0x10) // i32.store offset=2048
		b = append(constant(append(b, 0x20, 0), 4096, false), 0x6a, 0x22, 0)
		b = append(constant(b, wasm.MaxPages*wasm.PageSize, false), 0x49, 0x0d, 0, 0x0b)
		if i+1 < most {
			b = append(invoke(b, hostCall{name: "call", args: []uint64{fixedAt, largeAt, 8, 0, 0, 0}}), 0x1a)
		}
		rows = append(rows, hostRow{what: fmt.Sprint("nested ", i), guest: guest{pages: wasm.MaxPages, tail: b, memory: map[uint32][]byte{fixedAt: addressOf(n + i + 1)}}})
	}
	return rows
}

func fillNested(first int) func(*sandbox.Chain, int) ([][]byte, error) {
	return func(c *sandbox.Chain, _ int) ([][]byte, error) {
		return repeated(10, func(int) ([]byte, error) { return signed(c, 99_000_000, tx.Call{Contract: builtin(first)}) })
	}
}

// coldCalls is how many codes can be loaded in a block.
const coldCalls = 90

// fillCold calls, in every other block, the contracts of one of two sets, each with a code of its own: the codes of
// the other set are not warm any more by then.
func fillCold(c *sandbox.Chain, n int) ([][]byte, error) {
	const gas = 11_000_000
	if n == 0 {
		for i := range 2 * coldCalls {
			code := guest{pages: 1, tail: []byte{0x01}, memory: map[uint32][]byte{fixedAt: binary.LittleEndian.AppendUint32(nil, uint32(i))}}.module()
			for _, msg := range []tx.Msg{tx.Upload{Code: code}, nil, tx.Instantiate{CodeHash: tx.Hash(code), Label: fmt.Sprint("n", i)}} {
				var raw [][]byte
				if msg != nil {
					one, err := c.Tx("alice", msg)
					if err != nil {
						return nil, err
					}
					raw = [][]byte{one}
				}
				if _, err := c.Block(c.Time()+1, raw...); err != nil {
					return nil, err
				}
			}
		}
	}
	address := func(i int) abi.Address { // alice's nonces: an upload, an instantiation, and so on
		return abi.ContractAddress(sandbox.Key("alice").Address(), uint64(2*i+1))
	}
	return repeated(coldCalls, func(i int) ([]byte, error) {
		return signed(c, gas, tx.Call{Contract: address(n%2*coldCalls + i)})
	})
}

// fillForged fills a block with the smallest transactions whose signature is bad. No proposal is accepted with one;
// here all of them are verified.
func fillForged(c *sandbox.Chain, _ int) ([][]byte, error) {
	const limit = 310_000
	good, err := signed(c, limit, tx.Transfer{To: sandbox.Key("bob").Address(), Amount: abi.U64(1)})
	if err != nil {
		return nil, err
	}
	return repeated(1_000_000_000/limit, func(i int) ([]byte, error) {
		raw := append([]byte{}, good...)
		binary.LittleEndian.PutUint32(raw[len(raw)-40:], uint32(i)) // of its signature
		return raw, nil
	})
}

func repeated(n int, make func(i int) ([]byte, error)) (list [][]byte, err error) {
	for i := range n {
		raw, err := make(i)
		if err != nil {
			return nil, err
		}
		list = append(list, raw)
	}
	return list, nil
}
