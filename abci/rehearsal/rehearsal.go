// Package rehearsal is what new code of a built-in contract lives through, on a branch of the chain's state, before anybody
// can vote for it: somebody contributes and is verified, is paid, votes, and asks what other contracts ask. Code that does
// nothing, refuses everything, pays nobody or counts no votes does not come through. It is a part of consensus.
//
// Those who act have four fifths of all stake, on the branch, so that what comes out does not depend on who is awake.
package rehearsal

import (
	"context"
	"errors"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Acts are the acts, in order.
func Acts() []runtime.Act {
	return []runtime.Act{
		runtime.Hooks(),
		{Stage: abi.StageQueries, Play: func(g *runtime.Stage) { queries(director{g}) }},
		{Stage: abi.StageQueries, Play: func(g *runtime.Stage) { books(director{g}) }},
		{Stage: abi.StageContributions, Play: func(g *runtime.Stage) { contributions(director{g}) }},
		{Stage: abi.StagePayouts, Play: func(g *runtime.Stage) { payouts(director{g}) }},
		{Stage: abi.StagePayouts, Play: func(g *runtime.Stage) { sweeps(director{g}) }},
		{Stage: abi.StageVotes, Play: func(g *runtime.Stage) { votes(director{g}) }},
	}
}

// director plays an act with typed calls.
type director struct{ *runtime.Stage }

var errOver = errors.New("the act is over")

// Query implements sdk.Querier.
func (d director) Query(_ context.Context, contract string, input []byte) ([]byte, error) {
	output := d.Stage.Query(contract, input)
	if d.Over() {
		return nil, errOver
	}
	return output, nil
}

// ask is a query's answer; one that cannot be decoded ends the act.
func ask[T any](d director, contract string, query func(context.Context) (T, error)) (result T) {
	if d.Over() {
		return result
	}
	result, err := query(context.Background())
	if err != nil {
		d.Fail(contract, abi.CodeBadAnswer)
	}
	return result
}

// with is a query with its arguments.
func with[A, T any](query func(context.Context, A) (T, error), args A) func(context.Context) (T, error) {
	return func(ctx context.Context) (T, error) { return query(ctx, args) }
}

// do makes a call for somebody and returns what comes of it.
func do[R any](d director, as abi.Address, m sdk.MethodCall[R], value sdk.Amount) (result R) {
	output := d.Call(as, m.Contract, m.Input, abi.Amount(value))
	if d.Over() {
		return result
	}
	result, err := m.Result(output)
	if err != nil {
		d.Fail(m.Contract, abi.CodeBadAnswer)
	}
	return result
}

func address(a abi.Address) sdk.Address { return sdk.AddressOf(a[:]) }

// tokens is so many whole tokens.
func tokens(n uint64) abi.Amount {
	a, _ := abi.Unit.Mul(abi.U64(n)) // far below the largest amount
	return a
}

var none sdk.Amount
