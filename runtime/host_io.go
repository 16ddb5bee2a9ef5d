package runtime

import (
	"bytes"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

func (f *frame) inputSize(*vm.Caller) (int64, error) { return int64(len(f.input)), nil }

func (f *frame) inputRead(_ *vm.Caller, a inputReadArgs) (int64, error) {
	return copyFrom(f.input, a.Off, a.Dst)
}

func (f *frame) resultRead(_ *vm.Caller, a resultReadArgs) (int64, error) {
	return copyFrom(f.result, a.Off, a.Dst)
}

// copyFrom fills dst with what lies in src from off on, and answers how much that is.
func copyFrom(src []byte, off uint32, dst []byte) (int64, error) {
	if uint64(off)+uint64(len(dst)) > uint64(len(src)) {
		return errno(abi.ErrInvalidArgument)
	}
	return int64(copy(dst, src[off:])), nil
}

func (f *frame) outputWrite(_ *vm.Caller, a outputWriteArgs) (int64, error) {
	f.output = bytes.Clone(a.Src)
	return 0, nil
}
