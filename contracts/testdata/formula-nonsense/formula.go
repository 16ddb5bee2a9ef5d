// Package main is test data: a formula whose answers have the wrong length.
//
//peerz:contract formula-nonsense 1.0.0
//peerz:implements formula
package main

import "github.com/peerz-ai/peerz-chain/contracts/api/formula"

// Weights returns one weight more than there are roles.
func Weights(args formula.WeightsArgs) formula.WeightsResult {
	return formula.WeightsResult{Weights: append(args.Base, 1)}
}

// Scores returns no scores at all.
func Scores(args formula.ScoresArgs) formula.ScoresResult {
	return formula.ScoresResult{}
}
