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
	k := f.s.savepoint()
	if ok, err := f.payOut(a.To, a.Value); err != nil || !ok {
		return int64(abi.ErrOutflowExceeded), err
	}
	out, err := f.s.call(call{parent: f, caller: f.self, to: a.To, entry: entry, input: a.Input,
		value: a.Value, gas: calleeGas(c.Gas(), a.Gas), readonly: f.readonly || query})
	if err == nil && out.fault != nil {
		f.s.revert(k)
	}
	return f.finishCall(c, a.chargeFound, out, err)
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
	out, err := f.s.pure(f, a.Hash, entry, a.Input, calleeGas(c.Gas(), a.Gas))
	return f.finishCall(c, a.chargeFound, out, err)
}

// savepoint makes this moment the one that undo goes back to.
func (f *frame) savepoint(*vm.Caller) (int64, error) {
	f.since = f.s.savepoint()
	return 0, nil
}

// undo takes back what this call has done since its savepoint; the call goes on. What it costs the node grows with
// what is undone, and that was paid for when it was written.
func (f *frame) undo(*vm.Caller) (int64, error) {
	f.s.revert(f.since)
	return 0, nil
}

// calleeGas is the gas a callee gets: what was asked for, but the caller always keeps what a failure
// costs, and 1/64 of the rest, so that it can handle a callee that burns everything.
func calleeGas(left, asked uint64) uint64 {
	most := left - min(left, abi.CallFailedGas)
	most -= most / 64
	if asked == 0 || asked > most { // most may be 0: then the callee is out of gas at once
		return most
	}
	return asked
}

// finishCall charges what a callee used, and its failure, and gives its output, or why it failed, to the
// caller.
func (f *frame) finishCall(c *vm.Caller, chargeFailure func(*vm.Caller) error, out outcome, err error) (int64, error) {
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
	if err := chargeFailure(c); err != nil {
		return 0, err
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
