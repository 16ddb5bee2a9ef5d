package runtime_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// repeat executes the first transactions of the last block again.
func repeat(t *testing.T, c *sandbox.Chain, raw ...[]byte) runtime.Repeated {
	t.Helper()
	v, err := c.ViewAt(c.Height() - 1)
	must(t, err)
	defer v.Close()
	var list []runtime.Decoded
	for _, r := range raw {
		list = append(list, runtime.Decode(r))
	}
	got, err := c.Machine().Repeat(v, c.Header(), list, freely)
	must(t, err)
	return got
}

func freely(uint64) error { return nil }

// Whoever has a block repeated is asked before each transaction, with the most gas that code may burn in it, and can end it there.
func TestRepeatingAsksBeforeEachTransaction(t *testing.T) {
	c := start(t, probes(t, "one"))
	key := sandbox.Key("alice")
	body := tx.Body{ChainID: sandbox.ChainID, GasLimit: 3_000_000, Fee: abi.Unit, Msg: tx.Call{Contract: builtin(0), Input: new(program).set('a', 1).bytes()}}
	call := key.Sign(body)
	body.Nonce, body.GasLimit, body.Msg = 1, 4_000_000, tx.Upload{Code: probe(t)}
	upload := key.Sign(body)
	block(t, c, c.Time()+1, call, upload, []byte("no transaction"))
	v, err := c.ViewAt(c.Height() - 1)
	must(t, err)
	defer v.Close()
	var asked []uint64
	enough := errors.New("enough")
	_, err = c.Machine().Repeat(v, c.Header(), []runtime.Decoded{runtime.Decode(call), runtime.Decode(upload), runtime.Decode([]byte("no transaction"))}, func(gas uint64) error {
		if asked = append(asked, gas); len(asked) == 3 {
			return enough
		}
		return nil
	})
	if want := []uint64{3_000_000, 0, 0}; !slices.Equal(asked, want) || !errors.Is(err, enough) {
		t.Errorf("asked %v, want %v; %v", asked, want, err)
	}
}

// A transaction that is executed again, after those before it in its block, comes to what it came to, tells what it
// called, and leaves nothing.
func TestATransactionIsRepeatedWithItsCalls(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	failing := new(program).set('k', 9).host("abort", 5, 0, 0)
	var p program
	p.callOf(builtin(1), new(program).set('k', 7).pureOf(probe(t), new(program).host("input_size")), abi.U64(0), 0, 0)
	p.callOf(builtin(1), failing, abi.U64(0), 0, 0)
	first, err := c.Tx("alice", tx.Call{Contract: builtin(0), Input: new(program).set('a', 1).bytes()})
	must(t, err)
	second, err := c.Tx("alice", tx.Call{Contract: builtin(0), Input: p.bytes(), Funds: abi.U64(2)})
	must(t, err)
	third, err := c.Tx("bob", tx.Transfer{To: builtin(1), Amount: abi.U64(1)})
	must(t, err)
	b := block(t, c, c.Time()+20, first, second, third) // which closes an epoch

	got := repeat(t, c, first, second)
	if !reflect.DeepEqual(got.Receipt, b.Receipts[1]) {
		t.Errorf("it came to %+v, now to %+v", b.Receipts[1], got.Receipt)
	}
	type one struct {
		depth    int
		contract abi.Address
		entry    string
		abort    uint32
	}
	var told []one
	for _, call := range got.Calls {
		o := one{depth: call.Depth, contract: call.Contract, entry: call.Entry}
		if call.Fault != nil {
			o.abort = call.Fault.Abort
		}
		told = append(told, o)
	}
	want := []one{{1, builtin(0), "execute", 0}, {2, builtin(1), "execute", 0}, {3, abi.Address{}, "weights", 0}, {2, builtin(1), "execute", 5}}
	if !reflect.DeepEqual(told, want) {
		t.Errorf("calls %v, want %v", told, want)
	}
	top, inner := got.Calls[0], got.Calls[1]
	if top.Funds != abi.U64(2) || top.Size != len(p.bytes()) || string(top.Input) != string(p.bytes()) || top.GasUsed <= inner.GasUsed+got.Calls[3].GasUsed || top.GasUsed >= got.GasUsed {
		t.Errorf("the outermost call: %+v, of %d gas in all", top, got.GasUsed)
	}
	if stored(t, c, builtin(1), 'k') != 7 || repeat(t, c, first, second, third).Receipt.Code != abi.CodeOK {
		t.Error("repeating has left something")
	}
	if r := repeat(t, c, first, second, third); len(r.Calls) != 0 || !reflect.DeepEqual(r.Receipt, b.Receipts[2]) {
		t.Errorf("a transfer called %v", r.Calls)
	}
}

// What is told of one transaction is bounded, whatever it calls.
func TestToldCallsAreBounded(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	var p program
	small := p.at(new(program).host("input_size").bytes())
	to, zero := p.at(addrBytes(builtin(1))), p.at(make([]byte, 5000))
	for range runtime.MaxCalled + 5 {
		p.host("call", to, small, uint64(len(new(program).host("input_size").bytes())), zero, 0, 0)
	}
	raw, err := c.Tx("alice", tx.Call{Contract: builtin(0), Input: p.bytes()})
	must(t, err)
	if r := block(t, c, c.Time()+1, raw).Receipts[0]; r.Code != abi.CodeOK {
		t.Fatalf("%s: %s", r.Code, r.Log)
	}
	got := repeat(t, c, raw)
	if len(got.Calls) != runtime.MaxCalled || got.Omitted != 6 || len(got.Calls[0].Input) != runtime.MaxCalledInput || got.Calls[0].Size != len(p.bytes()) {
		t.Errorf("%d calls, %d omitted, %d bytes of %d", len(got.Calls), got.Omitted, len(got.Calls[0].Input), got.Calls[0].Size)
	}
}

// Only a block that follows a state can be repeated above it.
func TestAnotherBlockIsNotRepeated(t *testing.T) {
	c := start(t, richGenesis())
	block(t, c, c.Time()+1)
	v, err := c.ViewAt(c.Height() - 1)
	must(t, err)
	defer v.Close()
	h := c.Header()
	h.Height++
	if _, err := c.Machine().Repeat(v, h, make([]runtime.Decoded, 1), freely); err == nil {
		t.Error("a block was executed above a state that it does not follow")
	}
	if _, err := c.Machine().Repeat(v, c.Header(), nil, freely); err == nil {
		t.Error("no transaction was repeated")
	}
}
