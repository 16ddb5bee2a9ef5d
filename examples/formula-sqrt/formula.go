// Package main is a reward formula with diminishing returns: four times the contribution
// earns twice the pay. See the README for when that is a good idea, and when not.
//
//peerz:contract formula-sqrt 1.0.0
//peerz:implements formula
package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Weights returns the voted weights unchanged.
func Weights(args formula.WeightsArgs) formula.WeightsResult {
	return formula.WeightsResult{Weights: args.Base}
}

// Scores gives each participant the square root of the sum of its measures, with six
// decimal digits, rounded down.
func Scores(args formula.ScoresArgs) formula.ScoresResult {
	scores := make([]sdk.Amount, len(args.Measures))
	for i, measures := range args.Measures {
		var sum sdk.Amount
		for _, m := range measures {
			sum = sum.Add(m)
		}
		scores[i] = microRoot(sum)
	}
	return formula.ScoresResult{Scores: scores}
}
