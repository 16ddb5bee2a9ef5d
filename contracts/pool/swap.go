package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// fee cuts what the native side of a swap pays: rounded up, and the burned part of it down, so that
// what rounding leaves is the pool's (L1).
func (t *terms) fee(native sdk.Amount) (fee, burned sdk.Amount) {
	fee = portionUp(native, sdk.U64(t.Fee), sdk.U64(million))
	return fee, portion(fee, sdk.U64(t.Burn), sdk.U64(million))
}

// buy is what native tokens buy: out = floor(tokens * net / (native + net)) with net = in - fee. It moves
// the reserves.
//
//go:noinline
func (b *books) buy(t *terms, in sdk.Amount) (r pool.SwapResult) {
	b.mustHaveSomething()
	r.Fee, r.Burned = t.fee(in)
	net := in.Sub(r.Fee)
	r.Out = portion(b.Tokens, net, b.Native.Add(net))
	b.Native, b.Tokens = b.Native.Add(in).Sub(r.Burned), b.Tokens.Sub(r.Out)
	return r
}

// sell is what tokens bring: gross = floor(native * in / (tokens + in)), less the fee. It moves the
// reserves.
//
//go:noinline
func (b *books) sell(t *terms, in sdk.Amount) (r pool.SwapResult) {
	b.mustHaveSomething()
	gross := portion(b.Native, in, b.Tokens.Add(in))
	r.Fee, r.Burned = t.fee(gross)
	r.Out = gross.Sub(r.Fee)
	b.Native, b.Tokens = b.Native.Sub(r.Out).Sub(r.Burned), b.Tokens.Add(in)
	return r
}

func (b *books) mustHaveSomething() {
	if b.Shares.IsZero() {
		sdk.Abort(pool.ErrEmpty, "the pool is empty")
	}
}

// burn takes a part of the reserve out of what is minted (L3).
func (b *books) burn(amount sdk.Amount) {
	if sdk.Burn(amount) != sdk.OK {
		sdk.Abort(pool.ErrTransfer, "burn")
	}
	b.Burned = b.Burned.Add(amount)
}

// Buy gives tokens for the native tokens that come along.
func Buy(a pool.BuyArgs) pool.SwapResult {
	mustBeInTime(a.Deadline)
	in := sdk.Context().Value
	if in.IsZero() {
		sdk.Abort(pool.ErrFunds, "no funds")
	}
	t, b := loadTerms(), loadBooks()
	b.tick()
	r := b.buy(t, in)
	mustBeEnough(r.Out, a.Least, pool.ErrTokens)
	b.burn(r.Burned)
	b.save()
	t.give(r.Out)
	tell("pool.bought", in, &r)
	return r
}

// Sell takes tokens and gives native ones for them.
func Sell(a pool.SellArgs) pool.SwapResult {
	mustBeInTime(a.Deadline)
	takeNoFunds()
	if a.Tokens.IsZero() {
		sdk.Abort(pool.ErrNothing, "nothing goes in")
	}
	t, b := loadTerms(), loadBooks()
	b.tick()
	r := b.sell(t, a.Tokens)
	mustBeEnough(r.Out, a.Least, pool.ErrNative)
	b.burn(r.Burned)
	b.save()
	t.take(a.Tokens)
	giveNative(r.Out)
	tell("pool.sold", a.Tokens, &r)
	return r
}

func mustBeEnough(out, least sdk.Amount, code uint32) {
	if out.IsZero() {
		sdk.Abort(pool.ErrNothing, "nothing comes out")
	}
	if out.Less(least) {
		sdk.Abort(code, "less than asked for")
	}
}

//go:noinline
func tell(kind string, in sdk.Amount, r *pool.SwapResult) {
	sdk.Emit(kind, sdk.Addr("account", sdk.Context().Caller), sdk.Amt("in", in), sdk.Amt("out", r.Out), sdk.Amt("fee", r.Fee),
		sdk.Amt("burned", r.Burned))
}

// QuoteBuy says what Buy would give now.
func QuoteBuy(a pool.QuoteArgs) pool.SwapResult { return loadBooks().buy(loadTerms(), a.In) }

// QuoteSell says what Sell would give now.
func QuoteSell(a pool.QuoteArgs) pool.SwapResult { return loadBooks().sell(loadTerms(), a.In) }
