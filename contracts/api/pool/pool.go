// Package pool is the interface of a pool in which the chain's token and a token that a contract issues are exchanged: its
// methods, what they take and return, and its abort codes. Contracts call it by Caller, Go programs by Client.
//
// An instance is one pair, and its code and terms never change. Native amounts are base units of the chain's token, token
// amounts those of the other.
//
//peerz:contract pool 1.0.0
package pool

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/measured"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Contract declares the methods. The contract has a function of the same name for each.
type Contract interface {
	// Instantiate fixes the pair and the terms of a pool that has nothing yet.
	//
	//peerz:instantiate
	Instantiate(InstantiateArgs)

	// Add takes the native tokens that come along and as many of the others, by the pool's present
	// proportion, and gives shares for them. The caller has approved the others before. The
	// first provider chooses the proportion.
	//
	//peerz:execute add
	Add(AddArgs) AddResult

	// Remove gives both kinds back for shares.
	//
	//peerz:execute remove
	Remove(RemoveArgs) RemoveResult

	// Buy gives tokens for the native tokens that come along.
	//
	//peerz:execute buy
	Buy(BuyArgs) SwapResult

	// Sell takes tokens, which the caller has approved before, and gives native ones for them.
	//
	//peerz:execute sell
	Sell(SellArgs) SwapResult

	// Measures lists the token-seconds of the native side that each provider supplied in a closed epoch. Supply is
	// those of everybody, burned what swaps burned.
	//
	//peerz:execute measures
	Measures(measured.MeasuresArgs) measured.MeasuresResult

	// Info describes the pool.
	//
	//peerz:query info
	Info() InfoResult

	// Position returns what a provider has in the pool.
	//
	//peerz:query position
	Position(PositionArgs) PositionResult

	// QuoteBuy says what Buy would give now.
	//
	//peerz:query quote_buy
	QuoteBuy(QuoteArgs) SwapResult

	// QuoteSell says what Sell would give now.
	//
	//peerz:query quote_sell
	QuoteSell(QuoteArgs) SwapResult

	// Invariants checks that both reserves are there, that their product has not fallen, and, part by part, that shares add up.
	//
	//peerz:query invariants
	Invariants(InvariantsArgs) InvariantsResult
}

// InstantiateArgs are a pool's terms, for ever.
type InstantiateArgs struct {
	Token sdk.Address // the contract that issues the other token
	Fee   uint64      // ppm of the native side of a swap, up to 100,000
	Burn  uint64      // ppm of the fee that is burned, 100,000 to 500,000; providers have the rest
	Least sdk.Amount  // base units: no position has less on its native side, but none at all
}

// AddArgs bound what a provider gives and gets.
type AddArgs struct {
	Tokens   sdk.Amount // at most as many; of the first provider exactly as many
	Shares   sdk.Amount // at least as many
	Deadline uint64     // unix seconds: not in a later block
}

// AddResult says what was given and got.
type AddResult struct {
	Native sdk.Amount
	Tokens sdk.Amount
	Shares sdk.Amount
}

// RemoveArgs bound what a provider gets back.
type RemoveArgs struct {
	Shares   sdk.Amount
	Native   sdk.Amount // at least as many
	Tokens   sdk.Amount // at least as many
	Deadline uint64     // unix seconds
}

// RemoveResult says what was given back.
type RemoveResult struct {
	Native sdk.Amount
	Tokens sdk.Amount
}

// BuyArgs bound a swap.
type BuyArgs struct {
	Least    sdk.Amount // of tokens
	Deadline uint64     // unix seconds
}

// SellArgs bound a swap.
type SellArgs struct {
	Tokens   sdk.Amount
	Least    sdk.Amount // of native tokens
	Deadline uint64     // unix seconds
}

// QuoteArgs say what goes in.
type QuoteArgs struct {
	In sdk.Amount
}

// SwapResult says what a swap comes to.
type SwapResult struct {
	Out    sdk.Amount
	Fee    sdk.Amount // native: a part of what went in or came out
	Burned sdk.Amount // of the fee
}

// InfoResult describes the pool.
type InfoResult struct {
	Terms  InstantiateArgs
	Native sdk.Amount
	Tokens sdk.Amount
	Shares sdk.Amount
	Burned sdk.Amount // of all swap fees so far
}

// PositionArgs name a provider.
type PositionArgs struct {
	Account sdk.Address
}

// PositionResult is what Remove would give for all of a provider's shares.
type PositionResult struct {
	Shares sdk.Amount
	Native sdk.Amount
	Tokens sdk.Amount
}

// InvariantsArgs say where a check goes on.
type InvariantsArgs struct {
	After *sdk.Address // the last account that was counted
	Sum   sdk.Amount   `cbor:"sum,omitempty"` // of those before
}

// InvariantsResult is a part of the check: at most 300 providers.
type InvariantsResult struct {
	Ok         bool // of the last part: the reserves are there, their product has not fallen, and the sum is all shares
	Sum        sdk.Amount
	Next       *sdk.Address // for after; absent in the last part
	Violations []string     `cbor:"violations,omitempty"`
	Blames     *sdk.Address // the contract whose word alone says that something does not hold
}

// Abort codes: what a caller can get wrong. The numbers are part of the interface: never reuse one.
//
//peerz:errors
const (
	ErrTerms    = 501 // a term is out of its range
	ErrToken    = 502 // the token's contract does not answer as one
	ErrDeadline = 503 // the deadline is over
	ErrFunds    = 504 // native tokens come along, or none do, and it must be the other way
	ErrEmpty    = 505 // nobody has added anything yet
	ErrShares   = 506 // it would give fewer shares than asked for
	ErrTokens   = 507 // it would take more tokens than allowed, or give fewer than asked for
	ErrNative   = 508 // it would give fewer native tokens than asked for
	ErrPosition = 509 // the provider has not as many shares
	ErrLeast    = 510 // the position would have less than the least on its native side: remove all of it
	ErrNothing  = 511 // an amount of 0 would go in or come out
	ErrTransfer = 512 // tokens could not be moved
)
