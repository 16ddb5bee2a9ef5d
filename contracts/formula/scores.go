package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Scores gives each participant the sum of its measures: pay is linear in verified
// contribution, so that more never scores less (F1) and splitting one identity in two
// gains nothing (F2).
func Scores(args formula.ScoresArgs) formula.ScoresResult {
	scores := make([]sdk.Amount, len(args.Measures))
	for i, measures := range args.Measures {
		for _, m := range measures {
			scores[i] = scores[i].Add(m)
		}
	}
	return formula.ScoresResult{Scores: scores}
}
