package runtime

import (
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/vm"
)

// module returns stored code, compiled, if it may run now and has the entry. The fault says
// why not; the error is a node fault.
func (s *scope) module(hash abi.Hash, entry string) (*vm.Module, *Fault, error) {
	info, ok, err := s.w.CodeInfo(hash)
	switch {
	case err != nil:
		return nil, nil, nodeFault(err)
	case !ok:
		return nil, &Fault{Code: abi.CodeCodeUnknown, Log: "no code " + hash.String()}, nil
	case info.CallableAt > s.height:
		return nil, &Fault{Code: abi.CodeCodeNotCallable,
			Log: fmt.Sprintf("code %s is callable from height %d", hash, info.CallableAt)}, nil
	}
	mod, err := s.m.compiled(s.w.Reader, hash)
	var invalid *vm.InvalidError
	switch {
	case errors.As(err, &invalid): // accepted by the static check, but its _initialize fails
		return nil, &Fault{Code: abi.CodeCodeNotCallable, Log: invalid.Error()}, nil
	case err != nil:
		return nil, nil, nodeFault(err)
	case !mod.Has(entry):
		return nil, &Fault{Code: abi.CodeEntryMissing, Log: "the code has no entry " + entry}, nil
	}
	return mod, nil, nil
}

// compiled returns the module of stored code, compiling it unless the engine remembers it.
// What is remembered never changes a result, only the time it takes (I5).
func (m *Machine) compiled(r world.Reader, hash abi.Hash) (*vm.Module, error) {
	if mod, ok := m.eng.Get(hash); ok {
		return mod, nil
	}
	code, ok, err := r.Code(hash)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("code %s has a record but no bytes", hash)
	}
	return m.eng.Compile(code)
}

// Prepare compiles a stored code in the background, so that the block that first calls it
// need not wait. Call it after the block that stored the code is committed.
func (m *Machine) Prepare(v *state.View, hash abi.Hash) error {
	code, ok, err := world.Read(v).Code(hash)
	if err != nil || !ok {
		return err
	}
	m.preparing.Go(func() {
		_, _ = m.eng.Compile(code) // an error shows again, and is handled, when the code is called
	})
	return nil
}

// Wait waits for compilations that Prepare started. Call it before closing the engine.
func (m *Machine) Wait() { m.preparing.Wait() }
