package runtime

import (
	"encoding/binary"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

func context(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Copy.For(abi.ContextSize)); err != nil {
		return 0, err
	}
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
	return put(c, a[0], append(b, f.s.chain[:]...), 0)
}

func gasLeft(c *vm.Caller, _ *frame, _ []uint64) (int64, error) {
	err := c.Charge(prices.Copy.Base)
	return int64(c.Gas()), err
}
