package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

func inputSize(c *vm.Caller, f *frame, _ []uint64) (int64, error) {
	return int64(len(f.input)), c.Charge(prices.Copy.Base)
}

func inputRead(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	return copyOut(c, f.input, a[0], a[1], a[2])
}

func resultRead(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	return copyOut(c, f.result, a[0], a[1], a[2])
}

// copyOut writes src[off:off+n] to the guest's dst.
func copyOut(c *vm.Caller, src []byte, dst, off, n uint64) (int64, error) {
	if err := c.Charge(prices.Copy.For(n)); err != nil {
		return 0, err
	}
	if off+n > uint64(len(src)) { // both are below 2^32
		return errno(abi.ErrInvalidArgument)
	}
	return put(c, dst, src[off:off+n], int64(n))
}

func outputWrite(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Copy.For(a[1])); err != nil {
		return 0, err
	}
	if a[1] > abi.MaxOutput {
		return errno(abi.ErrTooLarge)
	}
	v, ok := c.Read(a[0], a[1])
	if !ok {
		return errno(abi.ErrBadPointer)
	}
	f.output = append([]byte(nil), v...)
	return 0, nil
}

// put writes b to the guest and answers n.
func put(c *vm.Caller, dst uint64, b []byte, n int64) (int64, error) {
	if !c.Write(dst, b) {
		return errno(abi.ErrBadPointer)
	}
	return n, nil
}

func readAddress(c *vm.Caller, ptr uint64) (a abi.Address, ok bool) {
	b, ok := c.Read(ptr, uint64(len(a)))
	copy(a[:], b)
	return a, ok
}

func readHash(c *vm.Caller, ptr uint64) (h abi.Hash, ok bool) {
	b, ok := c.Read(ptr, uint64(len(h)))
	copy(h[:], b)
	return h, ok
}

func readAmount(c *vm.Caller, ptr uint64) (abi.Amount, bool) {
	b, ok := c.Read(ptr, abi.AmountSize)
	if !ok {
		return abi.Amount{}, false
	}
	return abi.AmountLE(b), true
}
