// Package main is the classic mechanism of Peerz as a contract: peers have a lasting contribution, a stream of tokens is shared
// out by it through a reward per unit, and validators report peers, who are slashed. It shows that the mechanism
// can be written here, and how each flaw of the first implementation is mended: README.md lists them, flaws_test.go tries them.
//
// Read in this order: state, stream, peers, validators.
//
//peerz:contract classic 1.0.0
package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

//peerz:errors
const (
	ErrConfig     = 1  // 1 to 16 validators, each once; a delay; a cut of at most a half
	ErrID         = 2  // an id has 1 to 64 bytes, and is taken for ever by who joins first
	ErrBond       = 3  // the bond that comes along is not exactly the one that is asked for
	ErrUnknown    = 4  // there is no such peer
	ErrNotOwner   = 5  // the caller is not the peer's owner
	ErrOver       = 6  // the peer has left or was slashed
	ErrNotOne     = 7  // the caller is not a validator
	ErrRound      = 8  // the statement is about another round than the one that is open
	ErrStatedOnce = 9  // the validator has said so in this round
	ErrTransfer   = 10 // the ledger refused
	ErrLimit      = 11 // a contribution is at most 2^48
)

// InstantiateArgs are fixed for ever: nobody owns the contract.
type InstantiateArgs struct {
	Validators []sdk.Address // 1 to 16
	Rate       sdk.Amount    // base units a second, while there are peers and tokens
	Start      uint64        // unix seconds, when the stream begins
	Delay      uint64        // seconds that a reward can still be slashed after it was earned
	Cut        uint64        // ppm of the stream that validators get, whatever they report
	Bond       sdk.Amount    // of a peer
}

// Instantiate sets up the books.
//
//peerz:instantiate
func Instantiate(a InstantiateArgs) {
	ok := len(a.Validators) > 0 && len(a.Validators) <= maxValidators && a.Delay > 0 && a.Cut <= million/2 && a.Rate.Hi>>16 == 0
	for i, v := range a.Validators {
		for _, other := range a.Validators[:i] {
			ok = ok && v != other
		}
	}
	if !ok {
		sdk.Abort(ErrConfig, "bad configuration")
	}
	c := config(a)
	sdk.Save([]byte{keyConfig}, &c)
	b := books{Updated: a.Start, Validators: make([]sdk.Amount, len(a.Validators))}
	b.take(sdk.Context().Value)
	b.save()
}

// Fund adds tokens to the stream: those that come along.
//
//peerz:execute fund
func Fund() {
	c, b := load()
	b.update(c)
	b.take(sdk.Context().Value)
	b.save()
}
