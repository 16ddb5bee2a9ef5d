package runtime

import (
	"bytes"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/state"
)

// Bounds on what is told of one transaction's calls.
const (
	MaxCalled      = 256  // calls; the others are counted
	MaxCalledInput = 4096 // bytes of the input of each
)

// Called is a call of contract code within a transaction that was executed again.
type Called struct {
	Depth    int         // 1 for what the transaction itself called
	Contract abi.Address // zero for a pure call, which has code alone
	Code     abi.Hash    // zero when there is no such contract
	Entry    string
	Input    []byte     // the first MaxCalledInput bytes
	Size     int        // of the whole input, in bytes
	Funds    abi.Amount // moved to the contract before the call
	GasUsed  uint64     // with that of the calls within
	Fault    *Fault     // nil: it succeeded, which a failure further out may have undone
}

// calls are those of a transaction, each before those within it. A block has none: nil.
type calls struct {
	list    []Called
	omitted int
}

func (l *calls) enter(c Called) (at int) {
	if len(l.list) == MaxCalled {
		l.omitted++
		return -1
	}
	c.Size, c.Input = len(c.Input), bytes.Clone(c.Input[:min(len(c.Input), MaxCalledInput)]) // (I10)
	l.list = append(l.list, c)
	return len(l.list) - 1
}

func (l *calls) leave(at int, out outcome) {
	if at >= 0 {
		l.list[at].GasUsed, l.list[at].Fault = out.gas, out.fault
	}
}

// depthBelow is the depth of a call that parent makes.
func depthBelow(parent *frame) int {
	if parent == nil {
		return 1
	}
	return parent.depth + 1
}

// Repeated is a transaction that was executed again.
type Repeated struct {
	Receipt
	Calls   []Called // each before those within it
	Omitted int      // calls after the first MaxCalled
}

// Repeat executes the beginning of a block again, with header h and above the state before it, and tells what its
// last transaction called. It takes as long as the block took, at most, and leaves no effect; it is safe beside a block.
// Before each transaction it calls before with the most gas that contract code may burn in it, and ends with its error. Another
// error is a node fault, or a program that knows other records than the state has.
func (m *Machine) Repeat(v *state.View, h Header, txs []Decoded, before func(gas uint64) error) (r Repeated, err error) {
	if v.Height()+1 != h.Height || len(txs) == 0 {
		return Repeated{}, fmt.Errorf("runtime: block %d, of which %d transactions, does not follow state %d", h.Height, len(txs), v.Height())
	}
	b, err := m.begin(v.Overlay(), h, false)
	if err != nil {
		return r, err
	}
	for i, d := range txs {
		if err := before(codeGas(d)); err != nil {
			return Repeated{}, err
		}
		if i == len(txs)-1 {
			b.s.traced = &calls{}
		}
		if r.Receipt, err = b.Apply(d); err != nil {
			return Repeated{}, err
		}
	}
	r.Calls, r.Omitted = b.s.traced.list, b.s.traced.omitted
	return r, nil
}

// codeGas is the most gas that contract code may burn in a transaction: an upload runs none, and has a limit of its own.
func codeGas(d Decoded) uint64 {
	if d.Fault != nil || d.Tx.Body.Msg.Kind() == tx.KindUpload {
		return 0
	}
	return d.Tx.Body.GasLimit
}
