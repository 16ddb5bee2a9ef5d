package runtime

import (
	"errors"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/vm"
)

// frame is one call of contract code while it runs. Host functions find it in vm.Caller.Env.
type frame struct {
	s        *scope
	parent   *frame // nil for the outermost call
	depth    int    // 1 for the outermost call
	self     abi.Address
	caller   abi.Address
	value    abi.Amount     // moved to self before the call
	contract world.Contract // as it was when the call began
	readonly bool           // a query
	system   bool           // the host called a hook
	pure     bool           // no storage, calls or ledger
	storage  bool           // a migrate_back: storage alone
	pages    uint32         // that its memory and those of the outer calls can have

	since savepoint // what undo goes back to

	input  []byte
	output []byte
	result []byte // the buffer of result_read
}

// call says what to call and with what.
type call struct {
	parent   *frame // nil from outside
	caller   abi.Address
	to       abi.Address
	entry    string
	input    []byte
	value    abi.Amount
	gas      uint64
	readonly bool
	system   bool
}

// outcome is what a call came to. A fault says that its effects are undone.
type outcome struct {
	fault  *Fault
	gas    uint64
	output []byte
}

func failed(code abi.Code, log string) outcome { return outcome{}.failed(code, log) }

// failed is the same gas spent for a failure.
func (o outcome) failed(code abi.Code, log string) outcome {
	return outcome{gas: o.gas, fault: &Fault{Code: code, Log: log}}
}

// call runs an entry of a contract between a checkpoint and, if it fails, a revert. The error
// is a node fault.
func (s *scope) call(c call) (outcome, error) {
	if c.system {
		s.step(c.entry)
	}
	con, ok, err := s.w.Contract(c.to)
	if err != nil {
		return outcome{}, nodeFault(err)
	}
	if s.traced == nil {
		return s.callOf(c, con, ok)
	}
	at := s.traced.enter(Called{Depth: depthBelow(c.parent), Contract: c.to, Code: con.CodeHash, Entry: c.entry, Input: c.input, Funds: c.value})
	out, err := s.callOf(c, con, ok)
	s.traced.leave(at, out)
	return out, err
}

// callOf is call, of a contract that was looked up.
func (s *scope) callOf(c call, con world.Contract, ok bool) (outcome, error) {
	if !ok {
		return failed(abi.CodeContractUnknown, "no contract at "+c.to.String()), nil
	}
	mod, load, err := s.module(con.CodeHash, c.entry, c.gas, con.Name == "" && !c.system && !c.parent.hosted())
	if err != nil || load.fault != nil {
		return load, err
	}
	if c.parent == nil {
		s.eventsLeft = wholeEventSpace
	}
	k := s.savepoint()
	if ok, err := s.w.Transfer(c.caller, c.to, c.value); err != nil {
		return outcome{}, nodeFault(err)
	} else if !ok {
		return load.failed(abi.CodeInsufficientFunds, "the caller's balance is below the funds to send"), nil
	}
	f := &frame{s: s, parent: c.parent, depth: depthBelow(c.parent), self: c.to, caller: c.caller, value: c.value,
		contract: con, readonly: c.readonly, system: c.system, input: c.input, since: s.savepoint()}
	out, err := f.run(mod, c.entry, c.gas-load.gas)
	out.gas += load.gas
	if err == nil && out.fault != nil {
		s.revert(k)
	}
	if err == nil {
		s.observe(c, con, out)
	}
	if invariant.Enabled() && err == nil {
		invariant.Assert(out.gas <= c.gas, "I3", "a call of %s, with its load, used %d of %d gas", c.entry, out.gas, c.gas)
		invariant.Assert(!c.readonly && out.fault == nil || s.savepoint() == k, "I2", "a call of %s that failed or may only read has left effects", c.entry)
	}
	return out, err
}

// pure runs a pure entry of stored code. It can have no effects.
func (s *scope) pure(parent *frame, hash abi.Hash, entry string, input []byte, gas uint64) (outcome, error) {
	if s.traced == nil {
		return s.pureOf(parent, hash, entry, input, gas)
	}
	at := s.traced.enter(Called{Depth: depthBelow(parent), Code: hash, Entry: entry, Input: input})
	out, err := s.pureOf(parent, hash, entry, input, gas)
	s.traced.leave(at, out)
	return out, err
}

func (s *scope) pureOf(parent *frame, hash abi.Hash, entry string, input []byte, gas uint64) (outcome, error) {
	mod, load, err := s.module(hash, entry, gas, !parent.hosted())
	if err != nil || load.fault != nil {
		return load, err
	}
	f := &frame{s: s, parent: parent, depth: depthBelow(parent), readonly: true, pure: true, input: input}
	out, err := f.run(mod, entry, gas-load.gas)
	out.gas += load.gas
	if err == nil && out.fault == nil {
		err = s.observePure(parent, hash, entry)
	}
	return out, err
}

// hosted reports whether the chain itself made the call, or an outer one of it. Nobody is there
// to pay for cold code then, and whether an epoch ends must not depend on what others have called.
func (f *frame) hosted() bool {
	for ; f != nil; f = f.parent {
		if f.system {
			return true
		}
	}
	return false
}

// run executes the entry in the sandbox and classifies how it ended.
func (f *frame) run(mod *vm.Module, entry string, gas uint64) (outcome, error) {
	f.pages = mod.MostPages()
	if f.parent != nil {
		f.pages += f.parent.pages
	}
	if f.pages > abi.MaxNestedPages {
		return failed(abi.CodeStackOverflow, "the memories of nested calls are too large together"), nil
	}
	res := mod.Call(entry, gas, f)
	out := outcome{gas: res.GasUsed}
	if invariant.Enabled() {
		invariant.Assert(res.GasUsed <= gas, "I3", "a call of %s used %d of %d gas", entry, res.GasUsed, gas)
	}
	switch res.Kind {
	case vm.OK:
		if v := uint32(res.Value); v != 0 {
			out.fault = aborted(v, "")
			return out, nil
		}
		out.output = f.output
		return out, nil
	case vm.OutOfGas:
		out.fault = &Fault{Code: abi.CodeOutOfGas, Log: "out of gas"}
	case vm.StackOverflow:
		out.fault = &Fault{Code: abi.CodeStackOverflow, Log: "stack overflow"}
	case vm.Trap:
		out.fault = &Fault{Code: abi.CodeTrap, Log: "trap in " + entry}
	case vm.HostAbort:
		var a *abortError
		switch {
		case errors.As(res.Err, &a):
			out.fault = aborted(a.code, a.msg)
		case errors.Is(res.Err, errEventLimit):
			out.fault = &Fault{Code: abi.CodeEventLimit, Log: errEventLimit.Error()}
		default:
			return out, nodeFault(res.Err)
		}
	default:
		return out, nodeFault(res.Err)
	}
	return out, nil
}

// aborted is the fault of a contract that gave up by itself. A code outside 1..MaxAbortCode
// counts as MaxAbortCode.
func aborted(code uint32, msg string) *Fault {
	if code == 0 || code > abi.MaxAbortCode {
		code = abi.MaxAbortCode
	}
	return &Fault{Code: abi.CodeAborted, Abort: code, Log: msg}
}
