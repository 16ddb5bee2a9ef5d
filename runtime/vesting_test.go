package runtime_test

import (
	"errors"
	"math/rand"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// vests is a chain with epochs of ten seconds that gives dave no balance, and this much over time.
func vests(t *testing.T, v runtime.GenesisVesting) *sandbox.Chain {
	t.Helper()
	g := richGenesis()
	g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: sandbox.Key("dave").Address(), Vesting: &v})
	return start(t, g)
}

func balance(t *testing.T, c *sandbox.Chain, name string) (a abi.Amount) {
	t.Helper()
	must(t, c.Read(func(r world.Reader) error {
		acc, err := r.Account(sandbox.Key(name).Address())
		a = acc.Balance
		return err
	}))
	return a
}

// Tokens that vest reach the balance at boundaries: none before the cliff, then what has come together,
// and at the end what rounding has left over. Then no record of them is left.
func TestVestingIsReleasedAtBoundaries(t *testing.T) {
	c := vests(t, runtime.GenesisVesting{Amount: abi.U64(100), Seconds: 70, Cliff: 20})
	for _, x := range []struct {
		at   int64 // seconds after genesis
		have uint64
	}{{1, 0}, {10, 0}, {19, 0}, {20, 28}, {29, 28}, {30, 42}, {65, 85}, {69, 85}, {75, 100}, {200, 100}} {
		b := block(t, c, sandbox.Start+x.at)
		if have := balance(t, c, "dave"); have != abi.U64(x.have) {
			t.Errorf("after %d seconds the balance is %s, want %d", x.at, have, x.have)
		}
		if got := kinds(b.End.Events); x.at == 20 && !same(got, []string{"vesting_released"}) || x.at == 10 && len(got) > 0 {
			t.Errorf("after %d seconds: events %v", x.at, got)
		}
	}
	must(t, c.Read(func(r world.Reader) error {
		list, err := r.Vestings()
		if len(list) != 0 {
			t.Errorf("left over: %+v", list)
		}
		return err
	}))
}

// Nothing that vests can pay for anything: it is in no balance.
func TestWhatVestsCannotBeSpent(t *testing.T) {
	c := vests(t, runtime.GenesisVesting{Amount: tokens(100), Seconds: 20})
	spend := tx.Transfer{To: sandbox.Key("bob").Address(), Amount: tokens(1)}
	if r := send(t, c, "dave", spend); r.Code != abi.CodeInsufficientFunds {
		t.Errorf("before the first boundary: %s %s", r.Code, r.Log)
	}
	block(t, c, sandbox.Start+10)
	if r := send(t, c, "dave", tx.Transfer{To: spend.To, Amount: tokens(50)}); r.Code == abi.CodeOK {
		t.Error("the half that is released pays for itself and the fee")
	}
	if r := send(t, c, "dave", spend); r.Code != abi.CodeOK {
		t.Errorf("after it: %s %s", r.Code, r.Log)
	}
}

// Whenever boundaries come, what is released never shrinks, and comes to the amount exactly. The largest
// amount and the longest time overflow nothing.
func TestI11VestingComesToItsAmount(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	for range 2000 {
		start := uint64(r.Int63n(1 << 40))
		length := 1 + uint64(r.Int63n(world.MaxVestingSeconds))
		v := world.Vesting{Amount: abi.Amount{Hi: r.Uint64() >> r.Intn(64), Lo: r.Uint64()},
			Start: start, Cliff: start + uint64(r.Int63n(int64(length)+1)), End: start + length}
		before := abi.Amount{}
		for at := start - min(start, 5); at < v.End+length/8; at += 1 + length/uint64(1+r.Intn(20)) {
			due := v.Due(at)
			if due.Less(before) || v.Amount.Less(due) || at < v.Cliff && !due.IsZero() {
				t.Fatalf("%+v at %d: %s after %s", v, at, due, before)
			}
			before = due
		}
		if v.Due(v.End) != v.Amount || v.Due(^uint64(0)) != v.Amount {
			t.Fatalf("%+v ends with %s", v, v.Due(v.End))
		}
	}
}

func TestVestingOfAGenesisIsChecked(t *testing.T) {
	good := runtime.GenesisVesting{Amount: abi.U64(1), Seconds: world.MaxVestingSeconds, Cliff: world.MaxVestingSeconds}
	for name, x := range map[string]struct {
		spoil func(g *runtime.Genesis)
		legal bool
	}{
		"the longest":             {func(*runtime.Genesis) {}, true},
		"of nothing":              {func(g *runtime.Genesis) { g.Accounts[0].Vesting.Amount = abi.Amount{} }, false},
		"in no time":              {func(g *runtime.Genesis) { g.Accounts[0].Vesting.Seconds = 0 }, false},
		"longer":                  {func(g *runtime.Genesis) { g.Accounts[0].Vesting.Seconds++ }, false},
		"a cliff behind the end":  {func(g *runtime.Genesis) { g.Accounts[0].Vesting.Cliff++ }, false},
		"an account twice":        {func(g *runtime.Genesis) { g.Accounts[1].Address = g.Accounts[0].Address }, false},
		"more than can be minted": {func(g *runtime.Genesis) { g.Accounts[0].Vesting.Amount = tokens(1_000_000_000) }, false},
		"an overflow":             {func(g *runtime.Genesis) { g.Accounts[0].Vesting.Amount = abi.Amount{Hi: ^uint64(0), Lo: ^uint64(0)} }, false},
		"as many as may vest":     {func(g *runtime.Genesis) { manyVest(g, world.MaxVestings-1) }, true},
		"one more":                {func(g *runtime.Genesis) { manyVest(g, world.MaxVestings) }, false},
	} {
		g, v := richGenesis(), good
		g.Accounts[0].Vesting = &v
		x.spoil(g)
		c, err := sandbox.New(g, sandbox.Options{})
		if (err == nil) != x.legal || err != nil && !errors.Is(err, runtime.ErrGenesis) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			block(t, c, sandbox.Start+10)
			must(t, c.Close())
		}
	}
}

func manyVest(g *runtime.Genesis, n int) {
	for i := range n {
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: abi.Address{1, byte(i), byte(i >> 8)},
			Vesting: &runtime.GenesisVesting{Amount: abi.U64(1), Seconds: 1}})
	}
}
