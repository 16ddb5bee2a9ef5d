package runtime_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// ledger has a contract call ledger functions with amounts, one after the other, and returns what they answer.
func ledger(t *testing.T, c *sandbox.Chain, steps ...any) (answers []int64) {
	t.Helper()
	var p program
	alice := sandbox.Key("alice").Address()
	to := p.at(alice[:])
	for i := 0; i < len(steps); i += 2 {
		amount := p.at(steps[i+1].(abi.Amount).AppendLE(nil))
		switch name := steps[i].(string); name {
		case "transfer":
			p.host(name, to, amount)
		case "mint_reserve":
			p.host(name, amount, spareAt).show(spareAt, 16)
		default:
			p.host(name, amount)
		}
	}
	return words(do(t, c, builtin(0), &p).Data)
}

// afterAnEpoch is a chain of probes that may mint what the schedule has for its first epoch.
func afterAnEpoch(t testing.TB, names ...string) *sandbox.Chain {
	t.Helper()
	c := start(t, probes(t, names...))
	nextEpoch(t, c)
	return c
}

// What returns is not minted any more, and can be minted again at most up to twice what is minted by the rate in the
// epoch, however often a contract asks. Fees that it collects add nothing.
func TestI14TheReserveAddsTwiceTheEmissionOfAnEpoch(t *testing.T) {
	c := afterAnEpoch(t, "one")
	const failed = int64(abi.ErrInsufficient)
	expect(t, ledger(t, c, "return_to_reserve", tokens(1001), "return_to_reserve", tokens(900)), failed, 0)
	expect(t, ledger(t, c, "mint_reserve", tokens(1)), 0, 0, 0) // no income, nothing of it
	expect(t, ledger(t, c, "mint", abi.U64(1000), "mint_reserve", abi.U64(1500), "mint_reserve", abi.U64(1500), "mint_reserve", abi.U64(1500)),
		0, 0, 1500, 0, 0, 500, 0, 0, 0, 0)
	nextEpoch(t, c)
	expect(t, ledger(t, c, "mint_reserve", abi.U64(1)), 0, 0, 0) // what was not drawn in its epoch is gone
	expect(t, ledger(t, c, "return_to_reserve", tokens(100), "mint", abi.U64(7), "mint_reserve", tokens(2000)), 0, 0, 0, 14, 0)
}

// What a contract may pay out follows its largest income of the last epochs, not what it holds.
func TestI14PayoutsFollowTheLargestIncome(t *testing.T) {
	c := afterAnEpoch(t, "one")
	const over = int64(abi.ErrOutflowExceeded)
	expect(t, ledger(t, c, "transfer", abi.U64(1), "transfer", tokens(1001)), over, int64(abi.ErrInsufficient))
	expect(t, ledger(t, c, "mint", abi.U64(100), "transfer", abi.U64(201), "transfer", abi.U64(150), "transfer", abi.U64(51), "transfer", abi.U64(50), "transfer", abi.U64(1)),
		0, over, 0, over, 0, over)
	for range 30 {
		nextEpoch(t, c)
		expect(t, ledger(t, c, "transfer", abi.U64(201), "transfer", abi.U64(200)), over, 0)
	}
	nextEpoch(t, c)
	expect(t, ledger(t, c, "transfer", abi.U64(1)), over)
}

// Burned tokens are nobody's: they lower what is minted, are not in the reserve, and a contract that mints destroys
// no more than it could pay out.
func TestI14WhatIsBurnedIsNotMintedAnyMore(t *testing.T) {
	c := afterAnEpoch(t, "one")
	before := supplyOf(t, c)
	const over, short = int64(abi.ErrOutflowExceeded), int64(abi.ErrInsufficient)
	expect(t, ledger(t, c, "burn", tokens(1001), "burn", abi.U64(1)), short, over)
	expect(t, ledger(t, c, "mint", abi.U64(100), "burn", abi.U64(201), "burn", abi.U64(200), "transfer", abi.U64(1)), 0, over, 0, over)
	after := supplyOf(t, c)
	if want, _ := before.Minted.Sub(abi.U64(100)); after.Minted != want || !after.Reserve.IsZero() {
		t.Errorf("minted %s, want %s; reserve %s", after.Minted, want, after.Reserve)
	}
}

func supplyOf(t *testing.T, c *sandbox.Chain) (s world.Supply) {
	t.Helper()
	must(t, c.Read(func(r world.Reader) (err error) { s, err = r.Supply(); return err }))
	return s
}

// Funds that go along with a call count, and those of a call that fails do not.
func TestI14FundsOfCallsCount(t *testing.T) {
	c := afterAnEpoch(t, "one", "two")
	expect(t, ledger(t, c, "mint", abi.U64(100)), 0)
	call := func(inner *program, funds uint64) int64 {
		return results(t, c, builtin(0), new(program).callOf(builtin(1), inner, abi.U64(funds), 0, 0))[0]
	}
	fails := new(program).host("abort", 5, 0, 0)
	for _, x := range []struct {
		inner *program
		funds uint64
		want  int64
	}{
		{new(program).host("gas_left"), 201, int64(abi.ErrOutflowExceeded)},
		{fails, 200, int64(abi.ErrCallFailed)},
		{new(program).host("gas_left"), 200, 8},
		{new(program).host("gas_left"), 1, int64(abi.ErrOutflowExceeded)},
	} {
		if got := call(x.inner, x.funds); got != x.want {
			t.Errorf("a call with %d answers %d, want %d", x.funds, got, x.want)
		}
	}
}
