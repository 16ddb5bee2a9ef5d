package runtime

import (
	"encoding/binary"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

// call runs the execute or query entry of another contract.
func (f *frame) call(c *vm.Caller, a callArgs) (int64, error) {
	query := a.Flags&abi.CallQuery != 0
	switch {
	case query && !a.Value.IsZero() || f.active(a.To):
		return errno(abi.ErrInvalidArgument)
	case f.readonly && !query:
		return errno(abi.ErrReadOnly)
	case f.depth >= abi.MaxDepth:
		return errno(abi.ErrDepthExceeded)
	}
	entry := abi.EntryExecute
	if query {
		entry = abi.EntryQuery
	}
	out, err := f.s.call(call{parent: f, caller: f.self, to: a.To, entry: entry, input: a.Input,
		value: a.Value, gas: share(c.Gas(), a.Gas), readonly: f.readonly || query})
	return f.finishCall(c, out, err)
}

// callPure runs a stored code without storage, calls or ledger.
func (f *frame) callPure(c *vm.Caller, a callPureArgs) (int64, error) {
	entry := string(a.Entry)
	switch {
	case !abi.Pure(entry):
		return errno(abi.ErrInvalidArgument)
	case f.depth >= abi.MaxDepth:
		return errno(abi.ErrDepthExceeded)
	}
	out, err := f.s.pure(f, a.Hash, entry, a.Input, share(c.Gas(), a.Gas))
	return f.finishCall(c, out, err)
}

// share is the gas a callee gets: what was asked for, but the caller always keeps 1/64 of what
// is left, so that it can handle a callee that burns everything.
func share(left, asked uint64) uint64 {
	most := left - left/64
	if asked == 0 || asked > most {
		return most
	}
	return asked
}

// finishCall charges what a callee used and gives its output, or why it failed, to the caller.
func (f *frame) finishCall(c *vm.Caller, out outcome, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	if err := c.Charge(out.gas); err != nil {
		return 0, err
	}
	if out.fault == nil {
		f.result = out.output
		return int64(len(out.output)), nil
	}
	switch out.fault.Code {
	case abi.CodeContractUnknown:
		return errno(abi.ErrNoSuchContract)
	case abi.CodeCodeNotCallable, abi.CodeEntryMissing, abi.CodeCodeUnknown:
		return errno(abi.ErrNotCallable)
	case abi.CodeInsufficientFunds:
		return errno(abi.ErrInsufficient)
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(out.fault.Code))
	f.result = binary.LittleEndian.AppendUint32(b, out.fault.Abort)
	return errno(abi.ErrCallFailed)
}

// active reports whether a contract is already in this chain of calls: re-entrancy is refused.
func (f *frame) active(a abi.Address) bool {
	var chain []abi.Address
	for ; f != nil; f = f.parent {
		chain = append(chain, f.self)
	}
	return slices.Contains(chain, a)
}
