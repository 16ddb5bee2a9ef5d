// Package main is test data: a formula whose scores never end.
//
//peerz:contract formula-loop 1.0.0
//peerz:implements formula
package main

import "github.com/peerz-ai/peerz-chain/contracts/api/formula"

// Weights returns the voted weights.
func Weights(args formula.WeightsArgs) formula.WeightsResult {
	return formula.WeightsResult{Weights: args.Base}
}

// Scores runs until the gas is used up.
func Scores(args formula.ScoresArgs) formula.ScoresResult {
	for {
	}
}
