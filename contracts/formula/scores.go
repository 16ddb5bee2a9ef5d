package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// RoleScores gives each participant the sum of its measures: pay is linear in verified
// contribution, so that splitting one identity in two gains nothing.
//
//peerz:scores
func RoleScores(args ScoresArgs) Scores {
	scores := make([]sdk.Amount, len(args.Measures))
	for i, measures := range args.Measures {
		for _, m := range measures {
			scores[i] = scores[i].Add(m)
		}
	}
	return Scores{scores}
}
