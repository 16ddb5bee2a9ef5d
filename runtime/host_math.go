package runtime

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

func hashSha256(c *vm.Caller, _ *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Sha256.For(a[1])); err != nil {
		return 0, err
	}
	if a[1] > abi.MaxHash {
		return errno(abi.ErrTooLarge)
	}
	src, ok := c.Read(a[0], a[1])
	if !ok {
		return errno(abi.ErrBadPointer)
	}
	h := sha256.Sum256(src)
	return put(c, a[2], h[:], 0)
}

func ed25519Verify(c *vm.Caller, _ *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Ed25519.For(a[3])); err != nil {
		return 0, err
	}
	if a[3] > abi.MaxHash {
		return errno(abi.ErrTooLarge)
	}
	pub, ok := readHash(c, a[0])
	sig, ok2 := c.Read(a[1], 64)
	msg, ok3 := c.Read(a[2], a[3])
	if !ok || !ok2 || !ok3 {
		return errno(abi.ErrBadPointer)
	}
	if abi.VerifyEd25519(pub, msg, sig) {
		return 1, nil
	}
	return 0, nil
}

func mulDiv(c *vm.Caller, _ *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.MulDiv); err != nil {
		return 0, err
	}
	x, ok := readAmount(c, a[0])
	y, ok2 := readAmount(c, a[1])
	z, ok3 := readAmount(c, a[2])
	if !ok || !ok2 || !ok3 {
		return errno(abi.ErrBadPointer)
	}
	q, r, ok := x.MulDiv(y, z)
	if !ok {
		return errno(abi.ErrOverflow)
	}
	if !c.Write(a[3], q.AppendLE(nil)) {
		return errno(abi.ErrBadPointer)
	}
	return put(c, a[4], r.AppendLE(nil), 0)
}

func apportion(c *vm.Caller, _ *frame, a []uint64) (int64, error) {
	n := a[2]
	if n == 0 || n > abi.MaxApportion {
		return int64(abi.ErrInvalidArgument), c.Charge(prices.Apportion.Base)
	}
	if err := c.Charge(prices.Apportion.For(n)); err != nil {
		return 0, err
	}
	total, ok := readAmount(c, a[0])
	packed, ok2 := c.Read(a[1], 8*n)
	if !ok || !ok2 {
		return errno(abi.ErrBadPointer)
	}
	weights := make([]uint64, n)
	for i := range weights {
		weights[i] = binary.LittleEndian.Uint64(packed[8*i:])
	}
	parts, ok := abi.Apportion(total, weights)
	if !ok {
		return errno(abi.ErrInvalidArgument)
	}
	out := make([]byte, 0, abi.AmountSize*len(parts))
	for _, p := range parts {
		out = p.AppendLE(out)
	}
	return put(c, a[3], out, 0)
}
