package main

import (
	"math/big"
	"math/rand"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Whatever is not as it must be is said, and whether only the token's contract says so.
func TestL3WhatDoesNotHoldIsSaid(t *testing.T) {
	half := func(a *sdk.Amount) { *a = portion(*a, sdk.U64(1), sdk.U64(2)) }
	more := func(a *sdk.Amount) { *a = a.Add(sdk.U64(1)) }
	stored := func(change func(*sdk.Amount), field func(*books) *sdk.Amount) func(*world) {
		return func(*world) { b := loadBooks(); change(field(b)); b.save() }
	}
	for want, spoil := range map[string]func(*world){
		"positions add up to all shares":                               stored(more, func(b *books) *sdk.Amount { return &b.Shares }),
		"the balance covers the native reserve":                        stored(more, func(b *books) *sdk.Amount { return &b.Native }),
		"the product of the reserves falls after epoch 1":              stored(half, func(b *books) *sdk.Amount { return &b.Tokens }),
		"the product of the reserves falls after epoch 0":              func(*world) { e := endOf(0); half(&e.Reserves.Shares); sdk.Save(epochKey(0), &e) },
		"the balance at the token's contract covers the other reserve": func(w *world) { w.Handle(coin, coinless) },
	} {
		w := newWorld(t)
		w.add(alice, tokens(10), tokens(40))
		for epoch := range uint64(2) { // somebody buys, and what stays is more
			w.until((epoch + 1) * epochSeconds)
			w.buy(bob, tokens(epoch+1))
		}
		w.mustHold()
		w.Must(func() { spoil(w) })
		r := w.invariants()
		if r.Ok || !slices.Equal(r.Violations, []string{want}) || (r.Blames != nil) != (want == "the balance at the token's contract covers the other reserve") {
			t.Errorf("%s: %+v", want, r)
		}
	}
}

// coinless is a token of which a pool has nothing.
func coinless([]byte, bool) ([]byte, *sdk.CallError) { return sdk.Marshal(&token.BalanceResult{}), nil }

// Who takes everything out and comes again may choose any proportion: nothing has fallen.
func TestL1AnEmptyPoolBeginsAnew(t *testing.T) {
	w := newWorld(t)
	w.add(alice, tokens(10), tokens(40))
	w.until(epochSeconds)
	w.remove(alice, tokens(10))
	w.mustHold()
	w.add(alice, tokens(10), tokens(1))
	w.until(2 * epochSeconds)
	w.add(alice, tokens(1), tokens(1000))
	w.mustHold()
}

// The product of four amounts is exact.
func TestProductsAreExact(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	most := ^uint64(0)
	for range 1000 {
		var list []sdk.Amount
		exact := big.NewInt(1)
		for range 4 {
			a := sdk.Amount{Hi: r.Uint64(), Lo: r.Uint64()}
			if r.Intn(3) == 0 {
				a = sdk.Amount{Hi: most, Lo: most}
			}
			list, exact = append(list, a), exact.Mul(exact, number(a))
		}
		got := new(big.Int)
		p := product(list...)
		for _, word := range slices.Backward(p[:]) {
			got.Or(got.Lsh(got, 64), new(big.Int).SetUint64(word))
		}
		if got.Cmp(exact) != 0 {
			t.Fatalf("%v: %s, want %s", list, got, exact)
		}
	}
}
