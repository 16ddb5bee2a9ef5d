package runtime

import (
	"encoding/binary"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

func (f *frame) stateGet(c *vm.Caller, a stateGetArgs) (int64, error) {
	v, ok, err := f.s.w.Value(f.self, a.Key)
	if err != nil {
		return 0, err
	}
	if !ok {
		f.result = nil
		return errno(abi.ErrNotFound)
	}
	if err := a.chargeFound(c, len(v)); err != nil {
		return 0, err
	}
	f.result = v
	copy(a.Dst, v)
	return int64(len(v)), nil
}

// stateSet pays for what the state grows by, and for the value that was there: every node retains it
// for as long as it can look back. Removing gives nothing back: whoever grows the state again pays again,
// and there is nothing to trade in.
func (f *frame) stateSet(c *vm.Caller, a stateSetArgs) (int64, error) {
	old, ok, err := f.s.w.Value(f.self, a.Key)
	if err != nil {
		return 0, err
	}
	if err := a.chargeFound(c, len(old)); err != nil {
		return 0, err
	}
	grown := max(len(a.Value)-len(old), 0)
	if !ok {
		grown = len(world.StorageKey(f.self, a.Key)) + len(a.Value)
	}
	if err := c.Charge(uint64(grown) * f.s.params.GrowthGas); err != nil {
		return 0, err
	}
	return 0, f.s.w.SetValue(f.self, a.Key, a.Value)
}

func (f *frame) stateDelete(c *vm.Caller, a stateDeleteArgs) (int64, error) {
	old, _, err := f.s.w.Value(f.self, a.Key)
	if err != nil {
		return 0, err
	}
	if err := a.chargeFound(c, len(old)); err != nil {
		return 0, err
	}
	return 0, f.s.w.DeleteValue(f.self, a.Key)
}

// stateScan fills the result buffer with whole entries and answers its length. It pays for each key
// that the walk comes to before the walk goes on, also for those that this block has removed: which
// these are depends on the block alone, whatever the store has on its disk or in memory (I5).
func (f *frame) stateScan(c *vm.Caller, a stateScanArgs) (int64, error) {
	var buf []byte
	var stop error
	left := a.Limit
	err := f.s.w.Walk(f.self, a.Start, a.End, a.Flags&abi.ScanDescending != 0, func(k, v []byte) bool {
		if left == 0 || len(buf) > 0 && len(buf)+8+len(k)+len(v) > abi.MaxScanBytes {
			return false
		}
		if stop = a.chargeFound(c, len(k)+len(v)); stop != nil {
			return false
		}
		if v != nil {
			buf = appendEntry(buf, k, v)
			left--
		}
		return true
	})
	if err != nil {
		return 0, err
	}
	f.result = buf
	return int64(len(buf)), stop
}

func appendEntry(b, k, v []byte) []byte {
	b = append(binary.LittleEndian.AppendUint32(b, uint32(len(k))), k...)
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(v))), v...)
}
