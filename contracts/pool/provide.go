package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Add takes both kinds in the pool's proportion, and gives shares (L2): shares are rounded down, tokens up. The first
// provider gets one share for each native unit.
func Add(a pool.AddArgs) pool.AddResult {
	mustBeInTime(a.Deadline)
	native := sdk.Context().Value
	if native.IsZero() {
		sdk.Abort(pool.ErrFunds, "no funds")
	}
	t, b := loadTerms(), loadBooks()
	b.tick()
	r := pool.AddResult{Native: native, Tokens: a.Tokens, Shares: native}
	if b.Shares.IsZero() {
		b.Filled++
	} else {
		r.Tokens, r.Shares = portionUp(b.Tokens, native, b.Native), portion(b.Shares, native, b.Native)
	}
	switch {
	case r.Tokens.IsZero() || r.Shares.IsZero():
		sdk.Abort(pool.ErrNothing, "nothing goes in, or comes out")
	case a.Tokens.Less(r.Tokens):
		sdk.Abort(pool.ErrTokens, "more tokens than allowed")
	case r.Shares.Less(a.Shares):
		sdk.Abort(pool.ErrShares, "fewer shares than asked for")
	}
	p := b.touch(sdk.Context().Caller)
	p.Shares = p.Shares.Add(r.Shares)
	b.Native, b.Tokens, b.Shares = b.Native.Add(native), b.Tokens.Add(r.Tokens), b.Shares.Add(r.Shares)
	b.put(t, &p)
	t.take(r.Tokens)
	sdk.Emit("pool.added", sdk.Addr("account", sdk.Context().Caller), sdk.Amt("native", r.Native), sdk.Amt("tokens", r.Tokens),
		sdk.Amt("shares", r.Shares))
	return r
}

// Remove gives both kinds back for shares, both rounded down (L2).
func Remove(a pool.RemoveArgs) pool.RemoveResult {
	mustBeInTime(a.Deadline)
	takeNoFunds()
	t, b := loadTerms(), loadBooks()
	b.tick()
	p := b.touch(sdk.Context().Caller)
	rest, ok := p.Shares.CheckedSub(a.Shares)
	if !ok || a.Shares.IsZero() {
		sdk.Abort(pool.ErrPosition, "not as many shares")
	}
	p.Shares = rest
	r := b.worth(a.Shares)
	switch {
	case r.Native.Less(a.Native):
		sdk.Abort(pool.ErrNative, "fewer native tokens than asked for")
	case r.Tokens.Less(a.Tokens):
		sdk.Abort(pool.ErrTokens, "fewer tokens than asked for")
	}
	b.Native, b.Tokens, b.Shares = b.Native.Sub(r.Native), b.Tokens.Sub(r.Tokens), b.Shares.Sub(a.Shares)
	b.put(t, &p)
	if !r.Tokens.IsZero() {
		t.give(r.Tokens)
	}
	giveNative(r.Native)
	sdk.Emit("pool.removed", sdk.Addr("account", sdk.Context().Caller), sdk.Amt("native", r.Native), sdk.Amt("tokens", r.Tokens),
		sdk.Amt("shares", a.Shares))
	return r
}

// worth is what shares are in both kinds, rounded down.
func (b *books) worth(shares sdk.Amount) pool.RemoveResult {
	return pool.RemoveResult{Native: portion(b.Native, shares, b.Shares), Tokens: portion(b.Tokens, shares, b.Shares)}
}

// put stores the caller's position and the books, if the position is worth having: many tiny ones would make
// measuring dear for everybody (L5).
//
//go:noinline
func (b *books) put(t *terms, p *position) {
	if !p.Shares.IsZero() && b.worth(p.Shares).Native.Less(t.Least) {
		sdk.Abort(pool.ErrLeast, "too small a position")
	}
	b.list(sdk.Context().Caller, p)
	b.save()
}

// Position returns what a provider has in the pool.
func Position(a pool.PositionArgs) (r pool.PositionResult) {
	b := loadBooks()
	if r.Shares = loadPosition(a.Account).Shares; !r.Shares.IsZero() {
		both := b.worth(r.Shares)
		r.Native, r.Tokens = both.Native, both.Tokens
	}
	return r
}
