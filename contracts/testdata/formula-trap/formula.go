// Package main is test data: a formula whose entries trap.
//
//peerz:contract formula-trap 1.0.0
//peerz:implements formula
package main

import "github.com/peerz-ai/peerz-chain/contracts/api/formula"

// Weights traps.
func Weights(args formula.WeightsArgs) formula.WeightsResult {
	panic("trap")
}

// Scores traps.
func Scores(args formula.ScoresArgs) formula.ScoresResult {
	panic("trap")
}
