package runtime

import (
	"encoding/binary"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

// callContract is call: the execute or query entry of another contract.
func callContract(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Call.For(a[2])); err != nil {
		return 0, err
	}
	if a[2] > abi.MaxInput {
		return errno(abi.ErrTooLarge)
	}
	to, ok := readAddress(c, a[0])
	input, ok2 := c.Read(a[1], a[2])
	if !ok || !ok2 {
		return errno(abi.ErrBadPointer)
	}
	var value abi.Amount
	if a[3] != 0 {
		if value, ok = readAmount(c, a[3]); !ok {
			return errno(abi.ErrBadPointer)
		}
	}
	query := a[5]&abi.CallQuery != 0
	switch {
	case a[5]&^abi.CallQuery != 0 || query && !value.IsZero() || f.active(to):
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
	out, err := f.s.call(call{parent: f, caller: f.self, to: to, entry: entry, input: input,
		value: value, gas: share(c.Gas(), a[4]), readonly: f.readonly || query})
	return f.settle(c, out, err)
}

// callPure is call_pure: a stored code without storage, calls or ledger.
func callPure(c *vm.Caller, f *frame, a []uint64) (int64, error) {
	if err := c.Charge(prices.Call.For(a[4])); err != nil {
		return 0, err
	}
	if a[4] > abi.MaxInput {
		return errno(abi.ErrTooLarge)
	}
	if a[2] > abi.MaxEntryName {
		return errno(abi.ErrInvalidArgument)
	}
	hash, ok := readHash(c, a[0])
	entry, ok2 := c.Read(a[1], a[2])
	input, ok3 := c.Read(a[3], a[4])
	switch {
	case !ok || !ok2 || !ok3:
		return errno(abi.ErrBadPointer)
	case !abi.Pure(string(entry)):
		return errno(abi.ErrInvalidArgument)
	case f.depth >= abi.MaxDepth:
		return errno(abi.ErrDepthExceeded)
	}
	out, err := f.s.pure(f, hash, string(entry), input, share(c.Gas(), a[5]))
	return f.settle(c, out, err)
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

// settle charges what a callee used and gives its output, or why it failed, to the caller.
func (f *frame) settle(c *vm.Caller, out outcome, err error) (int64, error) {
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
