package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Keys: one byte that names the kind, then parts of fixed width, big endian.
const (
	keyTerms      = 't' // terms
	keyBooks      = 'b' // books
	keyModel      = 'm' // number -> model
	keyJob        = 'j' // number -> job
	keyProvider   = 'p' // account -> provider
	keyLasting    = 'l' // account -> lasting
	keyJudges     = 'v' // job -> judges: of a rejected one
	keyTally      = 'a' // role, epoch, account -> tally
	keyTotal      = 'e' // role, epoch -> total
	keyDeployment = 'd' // epoch, model, provider -> 1: has answered in the epoch
)

const (
	million    = 1_000_000 // 100% in ppm
	minFee     = 1_000
	maxFee     = 200_000
	minBond    = 10_000
	maxRoyalty = 500_000
	maxTime    = 30 * 86_400
	maxName    = 64
	maxVersion = 32
	maxLocator = 256
	pageSize   = 25
	maxJudges  = 1000
)

// books is what is spoken for, and the last numbers that were given.
//
//peerz:store
type books struct {
	Held   sdk.Amount // prices of jobs that are not over, and all bonds
	Models uint64
	Jobs   uint64
}

func loadTerms() *jobs.TermsInfo { t := new(jobs.TermsInfo); sdk.Load([]byte{keyTerms}, t); return t }
func loadBooks() *books          { b := new(books); sdk.Load([]byte{keyBooks}, b); return b }
func (b *books) save()           { sdk.Save([]byte{keyBooks}, b) }

// Instantiate fixes the terms.
func Instantiate(t jobs.TermsInfo) {
	takeFunds(sdk.Amount{})
	ok := t.Fee >= minFee && t.Fee <= maxFee && t.RoyaltyBurn <= maxRoyalty && t.Bond >= minBond && t.Bond <= million &&
		!t.Least.IsZero() && t.Review > 0 && t.Review <= maxTime && t.Judging > 0 && t.Judging <= maxTime
	if !ok {
		sdk.Abort(jobs.ErrTerms, "terms out of range")
	}
	sdk.Save([]byte{keyTerms}, &t)
}

// takeFunds aborts unless exactly the tokens come along that are due.
func takeFunds(due sdk.Amount) {
	if sdk.Context().Value != due {
		sdk.Abort(jobs.ErrFunds, "other funds are due")
	}
}

// hold notes that tokens which came along are spoken for (J1).
func hold(amount sdk.Amount) {
	b := loadBooks()
	b.Held = b.Held.Add(amount)
	b.save()
}

// pay gives up what was held.
//
//go:noinline
func pay(to sdk.Address, amount sdk.Amount) {
	if amount.IsZero() {
		return
	}
	if sdk.Transfer(to, amount) != sdk.OK {
		sdk.Abort(jobs.ErrTransfer, "transfer")
	}
	release(amount)
}

// burn takes what was held out of what is minted.
//
//go:noinline
func burn(amount sdk.Amount) {
	if amount.IsZero() {
		return
	}
	if sdk.Burn(amount) != sdk.OK {
		sdk.Abort(jobs.ErrTransfer, "burn")
	}
	release(amount)
}

func release(amount sdk.Amount) {
	b := loadBooks()
	b.Held = b.Held.Sub(amount)
	b.save()
}

func mustBeLine(s string, most int) {
	if s == "" || len(s) > most || !text.IsLine(s) {
		sdk.Abort(jobs.ErrLine, "not a line of the allowed length")
	}
}

// part is a share of an amount in ppm, rounded down.
func part(amount sdk.Amount, ppm uint64) sdk.Amount {
	q, _, _ := sdk.MulDiv(amount, sdk.U64(ppm), sdk.U64(million)) // ppm is at most a million: it fits
	return q
}

// partUp is part, rounded up.
func partUp(amount sdk.Amount, ppm uint64) sdk.Amount {
	q, r, _ := sdk.MulDiv(amount, sdk.U64(ppm), sdk.U64(million))
	if !r.IsZero() {
		q = q.Add(sdk.U64(1))
	}
	return q
}

// Terms returns the terms of the market.
func Terms() jobs.TermsInfo { return *loadTerms() }
