// Package main is a reward formula with diminishing returns: four times the contribution
// earns twice the pay. See the README for when that is a good idea, and when not.
//
//peerz:contract formula-sqrt 1.0.0
package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// RoleWeights returns the voted weights unchanged.
//
//peerz:weights
func RoleWeights(args WeightsArgs) Weights { return Weights{args.Base} }

// RoleScores gives each participant the square root of the sum of its measures, with
// six decimal digits, rounded down.
//
//peerz:scores
func RoleScores(args ScoresArgs) Scores {
	scores := make([]sdk.Amount, len(args.Measures))
	for i, measures := range args.Measures {
		var sum sdk.Amount
		for _, m := range measures {
			sum = sum.Add(m)
		}
		scores[i] = microRoot(sum)
	}
	return Scores{scores}
}
