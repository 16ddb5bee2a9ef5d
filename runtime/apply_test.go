package runtime_test

import (
	"bytes"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// account reads an account by name.
func account(t testing.TB, c *sandbox.Chain, name string) (acc world.Account) {
	t.Helper()
	must(t, c.Read(func(r world.Reader) (err error) { acc, err = r.Account(sandbox.Key(name).Address()); return err }))
	return acc
}

// pay is a good transfer body of alice's; tests spoil one field each.
func pay() tx.Body {
	return tx.Body{ChainID: sandbox.ChainID, GasLimit: 1_000_000, Fee: abi.U64(100_000_000_000_000),
		Msg: tx.Transfer{To: sandbox.Key("bob").Address(), Amount: abi.U64(5)}}
}

func TestRefusedTransactionsHaveNoEffect(t *testing.T) {
	spoil := func(f func(b *tx.Body)) []byte {
		b := pay()
		f(&b)
		return sandbox.Key("alice").Sign(b)
	}
	forged := spoil(func(*tx.Body) {})
	forged[len(forged)-1] ^= 1
	for _, x := range []struct {
		raw  []byte
		want abi.Code
	}{
		{nil, abi.CodeMalformed},
		{bytes.Repeat([]byte{0xff}, 100), abi.CodeMalformed},
		{make([]byte, tx.MaxSize+1), abi.CodeTooLarge},
		{forged, abi.CodeBadSignature},
		{spoil(func(b *tx.Body) { b.ChainID = "other" }), abi.CodeWrongChain},
		{spoil(func(b *tx.Body) { b.Nonce = 1 }), abi.CodeNonceTooHigh},
		{spoil(func(b *tx.Body) { b.Expiry = 1 }), abi.CodeExpired},
		{spoil(func(b *tx.Body) { b.GasLimit = 1000 }), abi.CodeGasLimit},
		{spoil(func(b *tx.Body) { b.GasLimit = 100_000_001 }), abi.CodeGasLimit},
		{spoil(func(b *tx.Body) { b.Fee = abi.U64(99_999_999_999_999) }), abi.CodeFeeTooLow},
		{spoil(func(b *tx.Body) { b.Fee = tokens(2_000_000) }), abi.CodeInsufficientFunds},
	} {
		c := start(t, richGenesis())
		before := block(t, c, c.Time()).Root
		b := block(t, c, c.Time(), x.raw)
		if r := b.Receipts[0]; r.Code != x.want || r.GasUsed != 0 || r.Data != nil {
			t.Errorf("want %s, have %+v", x.want, r)
		}
		if b.Root != before {
			t.Errorf("%s changes the root", x.want)
		}
		if len(x.raw) > 150 && len(x.raw) < 300 { // the pool says the same
			v := c.View()
			refusal, err := c.Machine().NewCheck(v, c.Header()).Tx(runtime.Decode(x.raw))
			v.Close()
			if err != nil || refusal == nil || refusal.Code != x.want {
				t.Errorf("the pool says %+v (%v), the block %s", refusal, err, x.want)
			}
		}
	}
}

func TestAnIncludedTransactionPaysWhateverItsOutcome(t *testing.T) {
	c := start(t, richGenesis())
	b := pay()
	b.Msg = tx.Transfer{To: abi.Address{1}, Amount: tokens(2_000_000)}
	raw := sandbox.Key("alice").Sign(b)
	got := block(t, c, c.Time(), raw, raw).Receipts
	if got[0].Code != abi.CodeInsufficientFunds || got[0].GasUsed == 0 {
		t.Errorf("too large a transfer: %+v", got[0])
	}
	if got[1].Code != abi.CodeNonceTooLow || got[1].GasUsed != 0 {
		t.Errorf("the same again: %+v", got[1])
	}
	want, _ := tokens(1_000_000).Sub(b.Fee)
	if acc := account(t, c, "alice"); acc.Balance != want || acc.Nonce != 1 {
		t.Errorf("alice has %+v, want %s", acc, want)
	}
	must(t, c.Read(func(r world.Reader) error {
		s, err := r.Supply()
		if s.Fees != b.Fee {
			t.Errorf("fees %s, want %s", s.Fees, b.Fee)
		}
		return err
	}))
}

func TestTransferMovesTokens(t *testing.T) {
	c := start(t, richGenesis())
	r := send(t, c, "alice", tx.Transfer{To: sandbox.Key("bob").Address(), Amount: tokens(3)})
	if r.Code != abi.CodeOK || r.GasWanted != 100_000_000 {
		t.Errorf("%+v", r)
	}
	if acc := account(t, c, "bob"); acc.Balance != tokens(1_000_003) {
		t.Errorf("bob has %s", acc.Balance)
	}
	if r := send(t, c, "bob", tx.Transfer{To: sandbox.Key("bob").Address(), Amount: tokens(3)}); r.Code != abi.CodeOK {
		t.Errorf("to oneself: %+v", r)
	}
}

func TestABlockHasAGasLimit(t *testing.T) {
	g := richGenesis()
	g.Unbounded, g.Params.MaxBlockGas = true, 250_000_000
	c := start(t, g)
	var raw [][]byte
	for range 3 {
		r, err := c.Tx("alice", tx.Transfer{To: abi.Address{1}, Amount: abi.U64(1)})
		must(t, err)
		raw = append(raw, r)
	}
	got := block(t, c, c.Time(), raw...).Receipts
	if got[0].Code != abi.CodeOK || got[1].Code != abi.CodeOK || got[2].Code != abi.CodeBlockFull {
		t.Errorf("codes %s %s %s", got[0].Code, got[1].Code, got[2].Code)
	}
}

func TestCodeIsCallableSomeBlocksAfterItsUpload(t *testing.T) {
	c := start(t, richGenesis())
	code := probe(t)
	hash := tx.Hash(code)
	up, err := c.Tx("alice", tx.Upload{Code: code})
	must(t, err)
	b := block(t, c, c.Time(), up)
	if b.Receipts[0].Code != abi.CodeOK {
		t.Fatalf("upload: %+v", b.Receipts[0])
	}
	if r := send(t, c, "alice", tx.Instantiate{CodeHash: hash, Label: "test"}); r.Code != abi.CodeCodeNotCallable {
		t.Errorf("one block later: %+v", r)
	}
	if len(b.End.Codes) != 1 || b.End.Codes[0] != hash {
		t.Errorf("to prepare: %v", b.End.Codes)
	}
	v := c.View()
	must(t, c.Machine().Prepare(v, hash))
	v.Close()
	again := send(t, c, "bob", tx.Upload{Code: code})
	if again.Code != abi.CodeOK || !bytes.Equal(again.Data, b.Receipts[0].Data) || again.GasUsed >= b.Receipts[0].GasUsed {
		t.Errorf("the same code again: %+v, first %+v", again, b.Receipts[0])
	}
	if r := send(t, c, "alice", tx.Instantiate{CodeHash: hash, Label: "test"}); r.Code != abi.CodeOK {
		t.Errorf("later: %+v", r)
	}
}

func TestWhyMessagesFail(t *testing.T) {
	c := start(t, probes(t, "one"))
	formula := wasm(t, "../contracts/formula/formula.wasm")
	pure := deploy(t, c, formula)
	long := string(bytes.Repeat([]byte{'x'}, abi.MaxName+1))
	run := func(p *program) tx.Call { return tx.Call{Contract: builtin(0), Input: p.bytes()} }
	for _, x := range []struct {
		msg  tx.Msg
		want abi.Code
	}{
		{tx.Upload{Code: []byte("not wasm")}, abi.CodeCodeInvalid},
		{tx.Instantiate{CodeHash: abi.Hash{1}, Label: "test"}, abi.CodeCodeUnknown},
		{tx.Instantiate{CodeHash: tx.Hash(formula), Label: long}, abi.CodeInvalidArgument},
		{tx.Instantiate{CodeHash: tx.Hash(formula), Label: ""}, abi.CodeInvalidArgument},
		{tx.Instantiate{CodeHash: tx.Hash(formula), Label: "two words"}, abi.CodeInvalidArgument},
		{tx.Instantiate{CodeHash: tx.Hash(formula), Label: "a\x1b[31mred"}, abi.CodeInvalidArgument},
		{tx.Instantiate{CodeHash: tx.Hash(formula), Label: pure.String()}, abi.CodeInvalidArgument},
		{tx.Instantiate{CodeHash: tx.Hash(formula), Label: "one"}, abi.CodeNameTaken},
		{tx.Instantiate{CodeHash: tx.Hash(formula), Label: "test", Funds: tokens(2_000_000)}, abi.CodeInsufficientFunds},
		{tx.Call{Contract: abi.Address{1}}, abi.CodeContractUnknown},
		{tx.Call{Contract: pure}, abi.CodeEntryMissing},
		{tx.Call{Contract: builtin(0), Input: make([]byte, abi.MaxInput+1)}, abi.CodeInvalidArgument},
		{tx.Call{Contract: builtin(0), Funds: tokens(2_000_000)}, abi.CodeInsufficientFunds},
		{run(new(program).op(opTrap)), abi.CodeTrap},
		{run(new(program).op(opLoop)), abi.CodeOutOfGas},
		{run(new(program).op(opRecurse)), abi.CodeStackOverflow},
	} {
		r := send(t, c, "alice", x.msg)
		if r.Code != x.want || r.Data != nil || len(r.Events) != 0 {
			t.Errorf("%T: want %s, have %+v", x.msg, x.want, r)
		}
		if x.want == abi.CodeOutOfGas && r.GasUsed != r.GasWanted {
			t.Errorf("out of gas after %d of %d", r.GasUsed, r.GasWanted)
		}
	}
}

// A label names one contract of its creator; others may use it for their own.
func TestALabelIsUsedOnceByItsCreator(t *testing.T) {
	c := start(t, probes(t, "one"))
	code := wasm(t, "../contracts/formula/formula.wasm")
	deploy(t, c, code)
	create := func(from, label string) abi.Code {
		return send(t, c, from, tx.Instantiate{CodeHash: tx.Hash(code), Label: label}).Code
	}
	for i, x := range []struct {
		from, label string
		want        abi.Code
	}{
		{"alice", "shop", abi.CodeOK}, {"alice", "shop", abi.CodeNameTaken}, {"bob", "shop", abi.CodeOK}, {"alice", "shop2", abi.CodeOK},
	} {
		if got := create(x.from, x.label); got != x.want {
			t.Errorf("%d: %s, want %s", i, got, x.want)
		}
	}
}

func TestThePoolCountsPendingTransactions(t *testing.T) {
	c := start(t, richGenesis())
	v := c.View()
	defer v.Close()
	check := c.Machine().NewCheck(v, c.Header())
	b := pay()
	for n := uint64(0); n < 3; n++ {
		b.Nonce = n
		if refusal, err := check.Tx(runtime.Decode(sandbox.Key("alice").Sign(b))); err != nil || refusal != nil {
			t.Fatalf("%+v, %v", refusal, err)
		}
	}
	if next, err := check.PendingNonce(sandbox.Key("alice").Address()); err != nil || next != 3 {
		t.Errorf("next nonce %d, %v", next, err)
	}
	b.Nonce, b.Fee = 3, tokens(1_000_000)
	if refusal, _ := check.Tx(runtime.Decode(sandbox.Key("alice").Sign(b))); refusal == nil || refusal.Code != abi.CodeInsufficientFunds {
		t.Errorf("a fee above what is left: %+v", refusal)
	}
}

func TestSimulationForgets(t *testing.T) {
	c := start(t, probes(t, "one"))
	key := sandbox.Key("alice")
	body := tx.Body{ChainID: sandbox.ChainID, Nonce: 99, Msg: tx.Call{Contract: builtin(0), Input: new(program).set('k', 7).bytes()}}
	v := c.View()
	defer v.Close()
	sim, err := c.Machine().Simulate(v, c.Header(), runtime.Decode(tx.Unsigned(body, key.Public())), 100_000_000)
	must(t, err)
	if sim.Code != abi.CodeOK || stored(t, c, builtin(0), 'k') != 0 {
		t.Errorf("%+v", sim)
	}
	real := send(t, c, "alice", body.Msg)
	if d := int64(real.GasUsed) - int64(sim.GasUsed); d < 0 || d > 1000 { // the real one has more bytes
		t.Errorf("simulated %d gas, used %d", sim.GasUsed, real.GasUsed)
	}
	if rec, err := c.Machine().Simulate(v, c.Header(), runtime.Decode([]byte("junk")), 100_000_000); err != nil || rec.Code != abi.CodeMalformed {
		t.Errorf("junk: %+v %v", rec, err)
	}
}

// Each of several sees what those before it did, what one is refused for changes nothing, and they share the gas.
func TestSeveralAreSimulatedOneAfterAnother(t *testing.T) {
	c := start(t, probes(t, "one"))
	key := sandbox.Key("dora") // owns nothing
	of := func(from tx.Key, m tx.Msg) runtime.Decoded {
		return runtime.Decode(tx.Unsigned(tx.Body{ChainID: sandbox.ChainID, Msg: m}, from.Public()))
	}
	gift, bond := of(sandbox.Key("alice"), tx.Transfer{To: key.Address(), Amount: tokens(2)}), of(key, tx.Bond{Amount: tokens(2)})
	leave := of(key, tx.Leave{})
	v := c.View()
	defer v.Close()
	list, err := c.Machine().SimulateAll(v, c.Header(), []runtime.Decoded{bond, gift, leave, bond, bond}, 100_000_000)
	must(t, err)
	want := []abi.Code{abi.CodeInsufficientFunds, abi.CodeOK, abi.CodeInvalidArgument, abi.CodeOK, abi.CodeInsufficientFunds}
	for i, r := range list {
		if (r.Code == abi.CodeOK) != (want[i] == abi.CodeOK) {
			t.Errorf("transaction %d: %+v", i, r)
		}
	}
	list, err = c.Machine().SimulateAll(v, c.Header(), []runtime.Decoded{gift, gift}, list[1].GasUsed)
	must(t, err)
	if list[0].Code != abi.CodeOK || list[1].Code != abi.CodeGasLimit {
		t.Errorf("with gas for one: %+v", list)
	}
	for off, want := range map[uint64]abi.Code{0: abi.CodeOK, 1: abi.CodeGasLimit} { // a transfer uses what its bytes cost
		body := tx.Body{ChainID: sandbox.ChainID, GasLimit: 1_000_000, Msg: tx.Transfer{To: key.Address(), Amount: tokens(2)}}
		use := func() runtime.Receipt {
			r, err := c.Machine().Simulate(v, c.Header(), runtime.Decode(tx.Unsigned(body, sandbox.Key("alice").Public())), 100_000_000)
			must(t, err)
			return r
		}
		body.GasLimit = use().GasUsed - off
		if r := use(); r.Code != want {
			t.Errorf("a limit %d below what is used: %+v", off, r)
		}
	}
}
