package runtime

import (
	"crypto/sha256"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

func (f *frame) sha256(_ *vm.Caller, a sha256Args) (int64, error) {
	h := sha256.Sum256(a.Src)
	copy(a.Dst, h[:])
	return 0, nil
}

func (f *frame) ed25519Verify(_ *vm.Caller, a ed25519VerifyArgs) (int64, error) {
	if abi.VerifyEd25519(a.Key, a.Msg, a.Sig[:]) {
		return 1, nil
	}
	return 0, nil
}

func (f *frame) mulDiv(_ *vm.Caller, a mulDivArgs) (int64, error) {
	q, r, ok := a.A.MulDiv(a.B, a.C)
	if !ok {
		return errno(abi.ErrOverflow)
	}
	q.PutLE(a.Q)
	r.PutLE(a.R)
	return 0, nil
}

func (f *frame) apportion(_ *vm.Caller, a apportionArgs) (int64, error) {
	parts, ok := abi.Apportion(a.Total, a.Weights)
	if !ok {
		return errno(abi.ErrInvalidArgument)
	}
	for i, p := range parts {
		p.PutLE(a.Dst[i*abi.AmountSize:])
	}
	return 0, nil
}
