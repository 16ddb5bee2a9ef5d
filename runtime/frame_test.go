package runtime_test

import (
	"crypto/sha256"
	"encoding/binary"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// callOf adds a call of another contract with a program.
func (p *program) callOf(to abi.Address, inner *program, value abi.Amount, gas, flags uint64) *program {
	addr, in, v := p.at(to[:]), p.at(inner.bytes()), p.at(value.AppendLE(nil))
	return p.host("call", addr, in, uint64(len(inner.bytes())), v, gas, flags)
}

// set adds a write of one byte under a key of one byte.
func (p *program) set(key, value byte) *program {
	k := p.at([]byte{key, value})
	return p.host("state_set", k, 1, k+1, 1)
}

// stored reads a key of one byte of a contract; 0 if there is none.
func stored(t testing.TB, c *sandbox.Chain, at abi.Address, key byte) byte {
	t.Helper()
	var p program
	k := p.at([]byte{key})
	out, fault, err := c.Query(at, p.host("state_get", k, 1, spareAt, 1).show(spareAt, 1).bytes(), 10_000_000)
	must(t, err)
	if fault != nil {
		t.Fatalf("query: %+v", fault)
	}
	return out[8]
}

func TestACalleeReturnsItsOutputAndKeepsItsEffects(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	earn(t, c, builtin(0))
	var p program
	p.callOf(builtin(1), new(program).set('k', 7).host("gas_left"), abi.U64(3), 0, 0)
	p.host("result_read", spareAt, 0, 16)
	expect(t, results(t, c, builtin(0), &p), 16, 16)
	if got := stored(t, c, builtin(1), 'k'); got != 7 {
		t.Errorf("the callee stored %d", got)
	}
	var q program
	at := q.at(append([]byte(nil), addrBytes(builtin(1))...))
	q.host("balance", at, spareAt).show(spareAt, 16)
	want, _ := tokens(1000).Add(abi.U64(3))
	if got := abi.AmountLE(do(t, c, builtin(0), &q).Data[8:]); got != want {
		t.Errorf("the callee has %s, want %s", got, want)
	}
}

func addrBytes(a abi.Address) []byte { return a[:] }

func TestI2AFailedCalleeLeavesNothing(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	earn(t, c, builtin(0))
	for _, x := range []struct {
		name  string
		inner *program
		gas   uint64
		fault abi.Code
		abort uint32
	}{
		{"abort", new(program).set('k', 7).host("abort", 5, 0, 0), 0, abi.CodeAborted, 5},
		{"return", new(program).set('k', 7).op(opReturn, 6), 0, abi.CodeAborted, 6},
		{"trap", new(program).set('k', 7).op(opTrap), 1_000_000, abi.CodeTrap, 0},
		{"loop", new(program).set('k', 7).op(opLoop), 1_000_000, abi.CodeOutOfGas, 0},
		{"recurse", new(program).set('k', 7).op(opRecurse), 1_000_000, abi.CodeStackOverflow, 0},
	} {
		var p program
		p.callOf(builtin(1), x.inner, abi.U64(3), x.gas, 0).host("result_read", spareAt, 0, 8).show(spareAt, 8)
		out := do(t, c, builtin(0), &p).Data
		expect(t, words(out[:16]), int64(abi.ErrCallFailed), 8)
		if f, a := abi.Code(binary.LittleEndian.Uint32(out[16:])), binary.LittleEndian.Uint32(out[20:]); f != x.fault || a != x.abort {
			t.Errorf("%s: fault %s %d, want %s %d", x.name, f, a, x.fault, x.abort)
		}
		if got := stored(t, c, builtin(1), 'k'); got != 0 {
			t.Errorf("%s: the callee stored %d", x.name, got)
		}
	}
}

func TestCallsThatAreRefused(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	nop := new(program)
	var p program
	p.callOf(abi.Address{1}, nop, abi.U64(0), 0, 0)    // nobody there
	p.callOf(builtin(0), nop, abi.U64(0), 0, 0)        // itself
	p.callOf(builtin(1), nop, tokens(5000), 0, 0)      // more than it has
	p.callOf(builtin(1), nop, abi.U64(1), 0, 1)        // a query with value
	p.callOf(builtin(1), nop, abi.U64(0), 0, 4)        // unknown flag
	p.host("call", nowhere, 0, 0, 0, 0, 0)             // bad pointer
	p.host("call", dataAt, 0, abi.MaxInput+1, 0, 0, 0) // too large
	p.callOf(builtin(1), new(program).set('k', 7), abi.U64(0), 0, 1)
	p.host("result_read", spareAt, 0, 8).show(spareAt, 8)
	expect(t, results(t, c, builtin(0), &p), int64(abi.ErrNoSuchContract), int64(abi.ErrInvalidArgument),
		int64(abi.ErrInsufficient), int64(abi.ErrInvalidArgument), int64(abi.ErrInvalidArgument),
		int64(abi.ErrBadPointer), int64(abi.ErrTooLarge), 8, 8, int64(abi.ErrReadOnly))
}

func TestAQueryWritesNothing(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	var p program
	k := p.at(make([]byte, 64))
	p.host("state_set", k, 1, k, 1).host("state_delete", k, 1).host("transfer", k, k).host("mint", k).host("collect_fees", k)
	p.host("event", k, 1, k, 1).host("upgrade", k, k, k, 0, k, 0).host("code_failed", k, k, 0).host("savepoint").host("undo").host("dry_run", 0).host("upgrade_call", k, 1, 0)
	p.callOf(builtin(1), new(program), abi.U64(0), 0, 0) // an execute from a query
	out, fault, err := c.Query(builtin(0), p.bytes(), 50_000_000)
	must(t, err)
	if fault != nil {
		t.Fatalf("%+v", fault)
	}
	for i, w := range words(out) {
		if w != int64(abi.ErrReadOnly) {
			t.Errorf("operation %d answers %d", i, w)
		}
	}
}

func TestNoReentrancy(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	back := new(program).callOf(builtin(0), new(program), abi.U64(0), 0, 0)
	var p program
	p.callOf(builtin(1), back, abi.U64(0), 0, 0).host("result_read", spareAt, 0, 8).show(spareAt, 8)
	expect(t, results(t, c, builtin(0), &p), 8, 8, int64(abi.ErrInvalidArgument))
}

func TestCallsNestEightDeep(t *testing.T) {
	c := start(t, probes(t, "0", "1", "2", "3", "4", "5", "6", "7", "8"))
	for calls, runs := range map[int]byte{abi.MaxDepth: 1, abi.MaxDepth + 1: 0} {
		last := builtin(calls - 1)
		p := new(program).set('k', 1)
		for i := calls - 1; i > 0; i-- {
			p = new(program).callOf(builtin(i), p, abi.U64(0), 0, 0)
		}
		results(t, c, builtin(0), p)
		if got := stored(t, c, last, 'k'); got != runs {
			t.Errorf("of %d calls the last ran %d times, want %d", calls, got, runs)
		}
	}
}

func TestPureCallsSeeTheirInputAlone(t *testing.T) {
	c := start(t, probes(t, "one"))
	hash := sha256.Sum256(probe(t))
	var inner program
	k := inner.at(make([]byte, 64))
	denied := 0
	for _, f := range abi.Functions() {
		if !f.Pure {
			args := make([]uint64, len(f.Params))
			for i := range args {
				args[i] = k
			}
			inner.host(f.Name, args...)
			denied++
		}
	}
	inner.host("sha256", k, 1, spareAt).host("input_size")
	var p program
	h, e, in := p.at(hash[:]), p.at([]byte("weightsexecute")), p.at(inner.bytes())
	n := uint64(len(inner.bytes()))
	p.host("call_pure", h, e, 7, in, n, 0).host("result_read", spareAt, 0, uint64(8*denied+16)).show(spareAt, uint64(8*denied+16))
	p.host("call_pure", h, e+7, 7, in, n, 0).host("call_pure", spareAt+2048, e, 7, in, n, 0).host("call_pure", h, e, 6, in, n, 0)
	got := results(t, c, builtin(0), &p)
	if got[0] != int64(8*denied+16) {
		t.Fatalf("pure call gives %d", got[0])
	}
	for i, w := range got[2 : 2+denied] {
		if int64(int32(w)) != int64(abi.ErrDenied) { // gas_left answers it as a number of 64 bits
			t.Errorf("impure function %d answers %d", i, w)
		}
	}
	expect(t, got[2+denied:], 0, int64(n), int64(abi.ErrInvalidArgument), int64(abi.ErrNotCallable), int64(abi.ErrInvalidArgument))
	v := c.View()
	defer v.Close()
	out, _, fault, err := c.Machine().Pure(v, c.Header(), hash, "weights", inner.bytes(), 10_000_000)
	if err != nil || fault != nil || len(out) != 8*denied+16 {
		t.Errorf("from outside: %x %+v %v", out, fault, err)
	}
	if _, _, fault, _ := c.Machine().Pure(v, c.Header(), hash, "execute", nil, 10_000_000); fault == nil || fault.Code != abi.CodeInvalidArgument {
		t.Errorf("execute as a pure call: %+v", fault)
	}
}

func TestI9CapabilitiesAreNeeded(t *testing.T) {
	c := start(t, probes(t, "one"))
	plain := deploy(t, c, variant(probe(t), "plain"))
	var p program
	k := p.at(make([]byte, 64))
	want := []int64{}
	for _, f := range abi.Functions() {
		if f.Capability != "" {
			args := make([]uint64, len(f.Params))
			for i := range args {
				args[i] = k
			}
			p.host(f.Name, args...)
			want = append(want, int64(abi.ErrDenied))
		}
	}
	expect(t, results(t, c, plain, &p), want...)
}

func TestFundsArriveBeforeTheCall(t *testing.T) {
	c := start(t, probes(t, "one"))
	var p program
	self := builtin(0)
	at := p.at(self[:])
	p.host("context", spareAt+32).host("balance", at, spareAt).show(spareAt, 16).show(spareAt+32+64, 16)
	r := send(t, c, "alice", tx.Call{Contract: self, Input: p.bytes(), Funds: abi.U64(9)})
	want, _ := tokens(1000).Add(abi.U64(9))
	if got, value := abi.AmountLE(r.Data[16:]), abi.AmountLE(r.Data[32:]); got != want || value != abi.U64(9) {
		t.Errorf("balance %s, value %s", got, value)
	}
}

// A callee that fails costs its caller a fixed price on top of what it was given, and the caller keeps
// that much back: with less gas left than that, it is itself out of gas.
func TestI3AFailedCalleeIsPaidFor(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	used := func(to abi.Address) uint64 {
		return do(t, c, builtin(0), new(program).callOf(to, new(program), abi.U64(0), 1, 0)).GasUsed
	}
	if d := used(builtin(1)) - used(abi.Address{9}); d != abi.CallFailedGas+1 {
		t.Errorf("a callee that is out of its one gas costs %d more than none, want %d", d, abi.CallFailedGas+1)
	}
}

// A call takes back what it has done since its savepoint, with what others did for it, and goes on: what it does
// then stays.
func TestI2ACallUndoesWhatItHasDone(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	earn(t, c, builtin(0))
	for _, x := range []struct {
		name                string
		savepoint           bool
		before, after, then byte
	}{
		{"since the beginning", false, 0, 0, 9},
		{"since the savepoint", true, 7, 0, 9},
	} {
		p := new(program).set('k', 7)
		if x.savepoint {
			p.host("savepoint")
		}
		p.set('l', 8).callOf(builtin(1), new(program).set('k', 7), abi.U64(3), 0, 0)
		p.host("event", p.at([]byte("e")), 1, p.at([]byte{0xa0}), 1)
		p.host("undo").host("undo").set('m', 9)
		if r := do(t, c, builtin(0), p); r.Code != abi.CodeOK || len(r.Events) != 0 {
			t.Errorf("%s: %s, events %v", x.name, r.Code, r.Events)
		}
		for key, want := range map[byte]byte{'k': x.before, 'l': x.after, 'm': x.then} {
			if got := stored(t, c, builtin(0), key); got != want {
				t.Errorf("%s: %c is %d, want %d", x.name, key, got, want)
			}
		}
		if got := stored(t, c, builtin(1), 'k'); got != 0 {
			t.Errorf("%s: the callee stored %d", x.name, got)
		}
		var q program
		q.host("balance", q.at(addrBytes(builtin(1))), spareAt).show(spareAt, 16)
		if got := abi.AmountLE(do(t, c, builtin(0), &q).Data[8:]); got != tokens(1000) {
			t.Errorf("%s: the callee has %s", x.name, got)
		}
		do(t, c, builtin(0), new(program).set('k', 0))
	}
}

// What a caller has sent along stays where it is when the callee takes everything back; and a callee that goes on
// after that can still fail as a whole.
func TestI2UndoIsWithinItsCall(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	earn(t, c, builtin(0))
	p := new(program).set('k', 7)
	p.callOf(builtin(1), new(program).set('k', 7).host("undo").set('l', 7), abi.U64(3), 0, 0)
	p.callOf(builtin(1), new(program).set('m', 7).host("undo").set('m', 8).host("abort", 5, 0, 0), abi.U64(3), 0, 0)
	if r := do(t, c, builtin(0), p); r.Code != abi.CodeOK {
		t.Fatalf("%s", r.Code)
	}
	for _, want := range []struct {
		of    int
		key   byte
		value byte
	}{{0, 'k', 7}, {1, 'k', 0}, {1, 'l', 7}, {1, 'm', 0}} {
		if got := stored(t, c, builtin(want.of), want.key); got != want.value {
			t.Errorf("%c of %d is %d, want %d", want.key, want.of, got, want.value)
		}
	}
	var q program
	q.host("balance", q.at(addrBytes(builtin(1))), spareAt).show(spareAt, 16)
	want, _ := tokens(1000).Add(abi.U64(3))
	if got := abi.AmountLE(do(t, c, builtin(0), &q).Data[8:]); got != want {
		t.Errorf("the callee has %s", got)
	}
}
