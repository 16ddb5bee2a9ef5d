package world

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// CodeInfo is what is known about stored code besides its bytes.
type CodeInfo struct {
	Size       uint64 // bytes
	CallableAt uint64 // first height at which it may run
}

// CodeInfo returns what is known about the code; ok is false if it is not stored.
func (r Reader) CodeInfo(h abi.Hash) (info CodeInfo, ok bool, err error) {
	ok, err = r.load(key(prefixCodeInfo, h[:]), func(c *abi.Reader) {
		fields(c, 2)
		info = CodeInfo{c.Uint(), c.Uint()}
	})
	return info, ok, err
}

// Code returns the bytes of stored code; ok is false if there is none.
func (r Reader) Code(h abi.Hash) (code []byte, ok bool, err error) {
	code, ok, err = r.src.Get(key(prefixCode, h[:]))
	if err != nil {
		err = fmt.Errorf("world: read code %s: %w", h, err)
	}
	return code, ok, err
}

// SetCode stores code under its hash.
func (w World) SetCode(h abi.Hash, code []byte, callableAt uint64) error {
	b := abi.AppendUint(abi.AppendArray(nil, 2), uint64(len(code)))
	if err := w.set(key(prefixCodeInfo, h[:]), abi.AppendUint(b, callableAt)); err != nil {
		return err
	}
	return w.set(key(prefixCode, h[:]), code)
}
