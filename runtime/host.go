package runtime

import (
	"encoding/binary"
	"errors"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

// A host function is a row of the table in package abi and a method of frame with the same name. What
// lies between the guest and the method is generated from the row: it checks the attributes and the
// bounds, charges the price (I3), and reads the arguments. The method acts and then writes its answer
// to guest memory.
//
// A method answers a number of zero or more, or an errno. Its error ends the call: running out of
// gas, abort, or else a failure of this node (I7), which frame.run tells apart.
//
//go:generate go run ./abi/hostgen

// frameOf finds the call that a host function serves.
func frameOf(c *vm.Caller) (*frame, error) {
	f, ok := c.Env().(*frame)
	if !ok {
		return nil, errNoFrame
	}
	return f, nil
}

// errNoFrame cannot happen: only frames run contract code, and the sandbox itself refuses host
// functions while a module initialises.
var errNoFrame = errors.New("host function called outside a frame")

// permits says whether the frame may call a function with these attributes at all.
func (f *frame) permits(pure, storage, writes bool, needs abi.Capability) abi.Errno {
	switch {
	case f.pure && !pure, f.storage && !pure && !storage:
		return abi.ErrDenied
	case f.readonly && writes:
		return abi.ErrReadOnly
	case needs != "" && !f.contract.Has(needs): // (I9)
		return abi.ErrDenied
	}
	return abi.OK
}

// decline answers an errno before anything is read, for the price of a refusal.
func decline(c *vm.Caller, stack []uint64, e abi.Errno) error {
	if err := c.Charge(abi.RefusalGas); err != nil {
		return err
	}
	return answer(stack, int64(e))
}

// answer gives a result of 32 bits to the guest.
func answer(stack []uint64, v int64) error {
	stack[0] = uint64(uint32(v))
	return nil
}

// errno is shorthand for a method's answer.
func errno(e abi.Errno) (int64, error) { return int64(e), nil }

// memory reads arguments from guest memory. The first one that lies outside makes it failed.
type memory struct {
	c      *vm.Caller
	failed bool
}

// bytes is a view of n bytes, valid until the guest goes on.
func (m *memory) bytes(ptr, n uint64) []byte {
	b, ok := m.c.Read(ptr, n)
	m.failed = m.failed || !ok
	return b
}

func (m *memory) address(ptr uint64) (a abi.Address) {
	copy(a[:], m.bytes(ptr, abi.AddressSize))
	return a
}

func (m *memory) hash(ptr uint64) (h abi.Hash) {
	copy(h[:], m.bytes(ptr, uint64(len(h))))
	return h
}

func (m *memory) signature(ptr uint64) (s [64]byte) {
	copy(s[:], m.bytes(ptr, uint64(len(s))))
	return s
}

func (m *memory) amount(ptr uint64) abi.Amount {
	b := m.bytes(ptr, abi.AmountSize)
	if b == nil {
		return abi.Amount{}
	}
	return abi.AmountLE(b)
}

// optionalAmount is nothing for the pointer 0.
func (m *memory) optionalAmount(ptr uint64) abi.Amount {
	if ptr == 0 {
		return abi.Amount{}
	}
	return m.amount(ptr)
}

func (m *memory) words(ptr, n uint64) []uint64 {
	b := m.bytes(ptr, 8*n)
	list := make([]uint64, len(b)/8)
	for i := range list {
		list[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return list
}
