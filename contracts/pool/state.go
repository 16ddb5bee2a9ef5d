package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Keys: one byte that names the kind, then parts of fixed width.
const (
	keyTerms    = 't' // terms
	keyBooks    = 'b' // books
	keyEpoch    = 'e' // epoch -> ended
	keyPosition = 'p' // account -> position
	keyPast     = 'h' // account, epoch -> position as that epoch left it
	keyListed   = 'l' // account -> 1: its position is measured
)

const (
	million   = 1_000_000 // 100% in ppm
	maxFee    = 100_000
	leastBurn = 100_000
	maxBurn   = 500_000
)

// terms are what an instance begins with, for ever.
type terms struct{ pool.InstantiateArgs }

// books are what the pool has, and its clock.
//
//peerz:store
type books struct {
	Native sdk.Amount // reserve
	Tokens sdk.Amount // reserve
	Shares sdk.Amount // of everybody
	Burned sdk.Amount // so far

	Epoch    uint64     // of At
	At       uint64     // unix seconds: the clock goes up to here
	Clock    sdk.Amount // what a share has supplied since the beginning: see clock.go
	Supplied sdk.Amount // in the epoch so far, of everybody: micro-token-seconds
	Before   sdk.Amount // Burned when the epoch began

	Listed uint64 // positions that are measured
	Filled uint64 // how many times somebody has added to an empty pool
}

// reserves are what shares stand for, to compare over time.
//
//peerz:store
type reserves struct {
	Native sdk.Amount
	Tokens sdk.Amount
	Shares sdk.Amount
	Filled uint64
}

func (b *books) reserves() reserves { return reserves{b.Native, b.Tokens, b.Shares, b.Filled} }

// position is what a provider has, and what it has supplied in the epoch of its last change.
//
//peerz:store
type position struct {
	Shares   sdk.Amount
	Epoch    uint64     // of the last change
	Clock    sdk.Amount // at the last change
	Supplied sdk.Amount // in that epoch, up to the change: micro-token-seconds
}

func loadTerms() *terms { t := new(terms); sdk.Load([]byte{keyTerms}, &t.InstantiateArgs); return t }
func loadBooks() *books { b := new(books); sdk.Load([]byte{keyBooks}, b); return b }
func (b *books) save()  { sdk.Save([]byte{keyBooks}, b) }

func positionKey(account sdk.Address) []byte { return sdk.Key(keyPosition, account.Bytes()) }

func loadPosition(account sdk.Address) (p position) {
	sdk.Load(positionKey(account), &p)
	return p
}

func pastKey(account sdk.Address, epoch uint64) []byte {
	return sdk.Key(keyPast, account.Bytes(), sdk.BE64(epoch))
}

// Instantiate fixes the pair and the terms.
func Instantiate(a pool.InstantiateArgs) {
	takeNoFunds()
	if a.Fee > maxFee || a.Burn < leastBurn || a.Burn > maxBurn || a.Least.IsZero() {
		sdk.Abort(pool.ErrTerms, "terms out of range")
	}
	if _, err := (token.Caller{To: a.Token}).Info(); err != nil {
		sdk.Abort(pool.ErrToken, "no token")
	}
	ctx := sdk.Context()
	sdk.Save([]byte{keyTerms}, &a)
	b := books{Epoch: ctx.Epoch, At: ctx.Time}
	b.save()
}

// takeNoFunds aborts when native tokens come along that nothing would count.
func takeNoFunds() {
	if !sdk.Context().Value.IsZero() {
		sdk.Abort(pool.ErrFunds, "takes no funds")
	}
}

func mustBeInTime(deadline uint64) {
	if sdk.Context().Time > deadline {
		sdk.Abort(pool.ErrDeadline, "too late")
	}
}

// take moves tokens of the caller here.
//
//go:noinline
func (t *terms) take(amount sdk.Amount) {
	ctx := sdk.Context()
	err := token.Caller{To: t.Token}.TransferFrom(&token.TransferFromArgs{From: ctx.Caller, To: ctx.Self, Amount: amount})
	if err != nil {
		err.HandOn(pool.ErrTransfer, "token")
	}
}

// give moves tokens to the caller.
//
//go:noinline
func (t *terms) give(amount sdk.Amount) {
	err := token.Caller{To: t.Token}.Transfer(&token.TransferArgs{To: sdk.Context().Caller, Amount: amount})
	if err != nil {
		err.HandOn(pool.ErrTransfer, "token")
	}
}

// giveNative moves native tokens to the caller.
func giveNative(amount sdk.Amount) {
	if sdk.Transfer(sdk.Context().Caller, amount) != sdk.OK {
		sdk.Abort(pool.ErrTransfer, "native")
	}
}

// portion is floor(a * b / c); it aborts if that needs more than 128 bits, or c is 0.
func portion(a, b, c sdk.Amount) sdk.Amount {
	q, _, ok := sdk.MulDiv(a, b, c)
	if !ok {
		sdk.Abort(sdk.ErrOverflow, "portion")
	}
	return q
}

// portionUp is portion, rounded up.
func portionUp(a, b, c sdk.Amount) sdk.Amount {
	q, r, ok := sdk.MulDiv(a, b, c)
	if !ok {
		sdk.Abort(sdk.ErrOverflow, "portion")
	}
	if !r.IsZero() {
		q = q.Add(sdk.U64(1))
	}
	return q
}

// Info describes the pool.
func Info() pool.InfoResult {
	t, b := loadTerms(), loadBooks()
	return pool.InfoResult{
		Terms:  t.InstantiateArgs,
		Native: b.Native, Tokens: b.Tokens, Shares: b.Shares, Burned: b.Burned,
	}
}

// tokensOf asks the token's contract what an account has.
func tokensOf(t *terms, account sdk.Address) (sdk.Amount, *sdk.CallError) {
	r, err := token.Caller{To: t.Token}.Balance(&token.BalanceArgs{Account: account})
	return r.Amount, err
}
