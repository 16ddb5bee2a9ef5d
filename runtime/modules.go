package runtime

import (
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

// module returns stored code, compiled, if it may run now and has the entry, and what of gas that
// has cost, which is nothing unless the call pays for cold code. The fault says why not; the error
// is a node fault.
func (s *scope) module(hash abi.Hash, entry string, gas uint64, pays bool) (*vm.Module, outcome, error) {
	info, ok, err := s.w.CodeInfo(hash)
	switch {
	case err != nil:
		return nil, outcome{}, nodeFault(err)
	case !ok:
		return nil, failed(abi.CodeCodeUnknown, "no code "+hash.String()), nil
	case info.CallableAt > s.height:
		return nil, failed(abi.CodeCodeNotCallable,
			fmt.Sprintf("code %s is callable from height %d", hash, info.CallableAt)), nil
	}
	mod, out, err := s.bring(hash, info.Size, gas, pays)
	if err == nil && out.fault == nil && !mod.Has(entry) {
		out.fault = &Fault{Code: abi.CodeEntryMissing, Log: "the code has no entry " + entry}
	}
	return mod, out, err
}

// own returns stored code for the chain's own use, which costs nothing.
func (s *scope) own(hash abi.Hash, entry string) (*vm.Module, *Fault, error) {
	mod, out, err := s.module(hash, entry, 0, false)
	return mod, out.fault, err
}

// compiled returns the module of stored code, compiling it unless the engine remembers it.
// What is remembered never changes a result, only the time it takes (I5). The outcome has a fault
// if the code was accepted by the static check, but its _initialize fails.
func (m *Machine) compiled(r world.Reader, hash abi.Hash) (*vm.Module, outcome, error) {
	if mod, ok := m.eng.Get(hash); ok {
		return mod, outcome{}, nil
	}
	code, ok, err := r.Code(hash)
	if err != nil {
		return nil, outcome{}, nodeFault(err)
	}
	if !ok {
		return nil, outcome{}, nodeFault(fmt.Errorf("code %s has a record but no bytes", hash))
	}
	mod, err := m.eng.Compile(code)
	var invalid *vm.InvalidError
	if errors.As(err, &invalid) {
		return nil, failed(abi.CodeCodeNotCallable, invalid.Error()), nil
	}
	return mod, outcome{}, nodeFault(err)
}
