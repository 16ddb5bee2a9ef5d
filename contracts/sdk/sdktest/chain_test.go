package sdktest_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

var (
	alice = sdk.AddressOf([]byte{1})
	other = sdk.AddressOf([]byte{2})
)

func TestAnAbortUndoesEverything(t *testing.T) {
	chain := sdktest.New(t)
	chain.Fund(chain.Ctx.Self, sdk.U64(10))
	chain.Must(func() { sdk.Set([]byte("k"), []byte("old")) })
	chain.Fees = sdk.U64(7)
	chain.Expect(42, func() {
		sdk.Set([]byte("k"), []byte("new"))
		sdk.Set([]byte("l"), []byte("new"))
		sdk.Delete([]byte("k"))
		sdk.Transfer(alice, sdk.U64(4))
		sdk.Mint(sdk.U64(5))
		sdk.CollectFees()
		sdk.Emit("gone")
		sdk.LockEscrow(alice, sdk.U64(2))
		sdk.ReleaseEscrow(alice, sdk.U64(1))
		sdk.Abort(42, "on purpose")
	})
	if entries := chain.Dump(); len(entries) != 1 || string(entries[0].Value) != "old" {
		t.Errorf("storage is %q", entries)
	}
	if sdk.Balance(chain.Ctx.Self) != sdk.U64(10) || !sdk.Balance(alice).IsZero() || chain.Minted != sdk.U64(10) || chain.Fees != sdk.U64(7) {
		t.Errorf("ledger: %s, %s, minted %s, fees %s", sdk.Balance(chain.Ctx.Self), sdk.Balance(alice), chain.Minted, chain.Fees)
	}
	if len(chain.Events()) != 0 || !sdk.Escrow(alice).IsZero() {
		t.Error("events or escrows survived")
	}
}

func TestATrapIsAnotherPanic(t *testing.T) {
	chain := sdktest.New(t)
	defer func() {
		if recover() != "trap" || len(chain.Dump()) != 0 {
			t.Error("the panic was swallowed, or its effects kept")
		}
	}()
	chain.Run(func() {
		sdk.Set([]byte("k"), []byte("v"))
		panic("trap")
	})
}

func TestScansAreInOrderAndBounded(t *testing.T) {
	chain := sdktest.New(t)
	chain.Must(func() {
		for _, k := range []string{"b", "a", "ab", "c"} {
			sdk.Set([]byte(k), []byte("v"))
		}
		sdk.Delete([]byte("c"))
	})
	for _, c := range []struct {
		start, end string
		reverse    bool
		limit      int
		want       string
	}{
		{"", "", false, 10, "a,ab,b,"}, {"", "", true, 10, "b,ab,a,"}, {"ab", "b", false, 10, "ab,"},
		{"", "", false, 2, "a,ab,"}, {"", "b", true, 1, "ab,"}, {"b", "a", false, 10, ""}, {"x", "", false, 10, ""},
	} {
		got := ""
		for _, e := range sdk.Scan([]byte(c.start), []byte(c.end), c.reverse, c.limit) {
			got += string(e.Key) + ","
		}
		if got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
	}
	chain.Expect(sdk.ErrHost, func() { sdk.Scan(nil, nil, false, 1001) })
}

func TestStorageRefusesWhatTheChainRefuses(t *testing.T) {
	chain := sdktest.New(t)
	chain.Expect(sdk.ErrHost, func() { sdk.Set(nil, []byte("v")) })
	chain.Expect(sdk.ErrHost, func() { sdk.Set(make([]byte, 257), []byte("v")) })
	chain.Expect(sdk.ErrHost, func() { sdk.Set([]byte("k"), nil) })
	chain.Expect(sdk.ErrHost, func() { sdk.Set([]byte("k"), make([]byte, 65537)) })
	chain.Expect(sdk.ErrHost, func() { sdk.Emit("Capital") })
	chain.Expect(sdk.ErrHost, func() { sdk.Emit("e", sdk.Uint("twice", 1), sdk.Uint("twice", 2)) })
	if code := chain.Query(func() { sdk.Set([]byte("k"), []byte("v")) }); code != sdk.ErrReadOnly {
		t.Errorf("a query wrote: %d", code)
	}
}

// A handler is a contract: own address and storage, the caller's value, and what it
// did is undone when it fails.
func TestCallsRunInTheCalleesContext(t *testing.T) {
	chain := sdktest.New(t)
	self := chain.Ctx.Self
	chain.Fund(self, sdk.U64(10))
	chain.Handle(other, func(input []byte, query bool) ([]byte, *sdk.CallError) {
		ctx := sdk.Context()
		if ctx.Self != other || ctx.Caller != self || query != ctx.ReadOnly {
			t.Errorf("context %+v", ctx)
		}
		if string(input) == "abort" {
			sdk.Set([]byte("k"), []byte("v"))
			sdk.Abort(9, "no")
		}
		if !query {
			sdk.Set([]byte("k"), []byte("theirs"))
		}
		value, _ := sdk.Get([]byte("k"))
		return value, nil
	})
	chain.As(alice).Must(func() {
		sdk.Set([]byte("k"), []byte("mine"))
		if out, err := sdk.Call(other, nil, sdk.CallOptions{Value: sdk.U64(3)}); err != nil || string(out) != "theirs" {
			t.Errorf("call gave %q, %v", out, err)
		}
		if out, err := sdk.Call(other, nil, sdk.CallOptions{Query: true}); err != nil || string(out) != "theirs" {
			t.Errorf("query gave %q, %v", out, err)
		}
		_, err := sdk.Call(other, []byte("abort"), sdk.CallOptions{Value: sdk.U64(1)})
		if err == nil || *err != (sdk.CallError{Errno: sdk.CallFailed, Fault: sdk.FaultAborted, Code: 9}) {
			t.Errorf("abort gave %+v", err)
		}
		if _, err := sdk.Call(alice, nil, sdk.CallOptions{}); err == nil || err.Errno != sdk.NoSuchContract {
			t.Errorf("nobody answered: %+v", err)
		}
		if _, err := sdk.Call(other, nil, sdk.CallOptions{Value: sdk.U64(99)}); err == nil || err.Errno != sdk.Insufficient {
			t.Errorf("paid without money: %+v", err)
		}
		if value, _ := sdk.Get([]byte("k")); string(value) != "mine" || sdk.Balance(other) != sdk.U64(3) {
			t.Errorf("own storage is %q, their balance %s", value, sdk.Balance(other))
		}
	})
}

func TestPureCodesAnswerByHash(t *testing.T) {
	chain := sdktest.New(t)
	code := sdk.HashOf([]byte{5})
	chain.Pure(code, func(entry string, input []byte) ([]byte, *sdk.CallError) {
		if entry == "trap" {
			return nil, sdktest.Trap()
		}
		return append([]byte(entry), input...), nil
	})
	if out, err := sdk.CallPure(code, "scores", []byte("!"), 0); err != nil || string(out) != "scores!" {
		t.Errorf("%q, %v", out, err)
	}
	if _, err := sdk.CallPure(code, "trap", nil, 0); err == nil || err.Fault != sdk.FaultTrap {
		t.Errorf("%v", err)
	}
	if _, err := sdk.CallPure(sdk.Hash{}, "scores", nil, 0); err == nil || err.Errno != sdk.NotCallable {
		t.Errorf("%v", err)
	}
}

func TestAFailedCodeIsRolledBackOnce(t *testing.T) {
	chain := sdktest.New(t)
	good, bad := sdk.HashOf([]byte{1}), sdk.HashOf([]byte{2})
	chain.Infos[other] = sdk.ContractInfo{CodeHash: bad, LastGood: good, ProbationEnd: 9}
	chain.Must(func() {
		if !sdk.CodeFailed(other, bad, 21) || sdk.CodeFailed(other, bad, 21) || sdk.CodeFailed(other, good, 21) {
			t.Error("rolled back not exactly once")
		}
	})
	if info, _ := sdk.Info(other); info.CodeHash != good || info.Failed != bad || info.FailedReason != 21 || info.ProbationEnd != 0 {
		t.Errorf("%+v", info)
	}
}

func TestCapabilitiesCanBeMissing(t *testing.T) {
	chain := sdktest.New(t)
	for _, c := range []string{"mint", "fees", "upgrade", "guard"} {
		chain.Denied[c] = true
	}
	_, fees := sdk.CollectFees()
	if sdk.Mint(sdk.U64(1)) != sdk.Denied || fees != sdk.Denied || sdk.Upgrade(&sdk.NewCode{Contract: other}) != sdk.Denied ||
		sdk.CodeFailed(other, sdk.Hash{}, 1) {
		t.Error("something was allowed")
	}
}

func TestMintingStopsAtTheCap(t *testing.T) {
	chain := sdktest.New(t)
	chain.Cap = sdk.U64(10)
	chain.Must(func() {
		if sdk.Mint(sdk.U64(10)) != sdk.OK || sdk.Mint(sdk.U64(1)) != sdk.CapExceeded {
			t.Error("the cap does not hold")
		}
	})
	if limit, minted, _ := sdk.Supply(); limit != minted || sdk.Balance(chain.Ctx.Self) != minted {
		t.Errorf("minted %s of %s", minted, limit)
	}
}

func TestValueComesFromTheCaller(t *testing.T) {
	chain := sdktest.New(t)
	chain.Fund(alice, sdk.U64(5))
	code := chain.As(alice).Send(sdk.U64(2), func() {
		if sdk.Context().Value != sdk.U64(2) || sdk.Balance(sdk.Context().Self) != sdk.U64(2) {
			t.Error("the value did not arrive")
		}
	})
	if code != 0 || sdk.Balance(alice) != sdk.U64(3) || !chain.Ctx.Value.IsZero() {
		t.Errorf("code %d, alice has %s", code, sdk.Balance(alice))
	}
}
