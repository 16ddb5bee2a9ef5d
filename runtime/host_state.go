package runtime

import (
	"encoding/binary"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

// readKey charges for a key and reads it.
func readKey(c *vm.Caller, p Price, ptr, n uint64) ([]byte, abi.Errno, error) {
	if n == 0 || n > abi.MaxKey {
		return nil, abi.ErrKeyTooLong, c.Charge(p.Base)
	}
	if err := c.Charge(p.For(n)); err != nil {
		return nil, 0, err
	}
	key, ok := c.Read(ptr, n)
	if !ok {
		return nil, abi.ErrBadPointer, nil
	}
	return key, abi.OK, nil
}

func stateGet(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	key, e, err := readKey(c, prices.Get, a[0], a[1])
	if err != nil || e != abi.OK {
		return int64(e), err
	}
	v, ok, err := f.s.w.Value(f.self, key)
	if err != nil {
		return 0, nodeFault(err)
	}
	if !ok {
		f.result = nil
		return errno(abi.ErrNotFound)
	}
	if err := c.Charge(prices.Get.For(uint64(len(v))) - prices.Get.Base); err != nil {
		return 0, err
	}
	f.result = v
	return put(c, a[2], v[:min(uint64(len(v)), a[3])], int64(len(v)))
}

func stateSet(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	key, e, err := readKey(c, prices.Set, a[0], a[1])
	if err != nil || e != abi.OK {
		return int64(e), err
	}
	switch n := a[3]; {
	case n == 0:
		return errno(abi.ErrInvalidArgument)
	case n > abi.MaxValue:
		return errno(abi.ErrValueTooLong)
	}
	if err := c.Charge(prices.Set.For(a[3]) - prices.Set.Base); err != nil {
		return 0, err
	}
	v, ok := c.Read(a[2], a[3])
	if !ok {
		return errno(abi.ErrBadPointer)
	}
	if err := f.s.w.SetValue(f.self, key, v); err != nil {
		return 0, nodeFault(err)
	}
	return 0, nil
}

func stateDelete(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	key, e, err := readKey(c, prices.Set, a[0], a[1])
	if err != nil || e != abi.OK {
		return int64(e), err
	}
	if err := f.s.w.DeleteValue(f.self, key); err != nil {
		return 0, nodeFault(err)
	}
	return 0, nil
}

// stateScan fills the result buffer with whole entries and answers its length.
func stateScan(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Scan.Base); err != nil {
		return 0, err
	}
	limit, flags := a[5], a[4]
	if a[1] > abi.MaxKey || a[3] > abi.MaxKey {
		return errno(abi.ErrKeyTooLong)
	}
	if limit > abi.MaxScanEntries || flags&^abi.ScanDescending != 0 {
		return errno(abi.ErrInvalidArgument)
	}
	start, ok := c.Read(a[0], a[1])
	end, ok2 := c.Read(a[2], a[3])
	if !ok || !ok2 {
		return errno(abi.ErrBadPointer)
	}
	var buf []byte
	var stop error
	count := uint64(0)
	err := f.s.w.Scan(f.self, start, end, flags&abi.ScanDescending != 0, func(k, v []byte) bool {
		if count == limit || len(buf)+8+len(k)+len(v) > abi.MaxScanBytes {
			return false
		}
		size := uint64(len(k) + len(v))
		if stop = c.Charge(prices.ScanEntry + prices.Scan.For(size) - prices.Scan.Base); stop != nil {
			return false
		}
		buf = appendEntry(buf, k, v)
		count++
		return true
	})
	if err != nil {
		return 0, nodeFault(err)
	}
	f.result = buf
	return int64(len(buf)), stop
}

func appendEntry(b, k, v []byte) []byte {
	b = append(binary.LittleEndian.AppendUint32(b, uint32(len(k))), k...)
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(v))), v...)
}
