package runtime

import (
	"encoding/binary"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

func (f *frame) context(_ *vm.Caller, a contextArgs) (int64, error) {
	var flags uint32
	if f.readonly {
		flags |= abi.ContextQuery
	}
	if f.system {
		flags |= abi.ContextSystem
	}
	b := make([]byte, 0, abi.ContextSize)
	for _, addr := range []abi.Address{f.self, f.caller, f.s.origin} {
		b = append(b, addr[:]...)
	}
	b = f.value.AppendLE(binary.LittleEndian.AppendUint32(b, flags))
	k := f.s.clock
	for _, n := range []uint64{f.s.height, f.s.time, k.Epoch, k.Start, k.End} {
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	copy(a.Dst, append(b, f.s.chain[:]...))
	return 0, nil
}

func (f *frame) blockHash(_ *vm.Caller, a blockHashArgs) (int64, error) {
	copy(a.Dst, f.s.hash[:])
	return 0, nil
}

func (f *frame) gasLeft(c *vm.Caller) (uint64, error) { return c.Gas(), nil }
