// Package main is test data: a formula whose entries trap.
//
//peerz:contract formula-trap 1.0.0
package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// WeightsArgs is what a formula's weights entry gets.
type WeightsArgs struct {
	Previous, Base []uint64
	Demand, Supply []sdk.Amount
	Gauge          []uint64
	Params         []byte
}

// Weights is what it returns.
type Weights struct{ Weights []uint64 }

// ScoresArgs is what a formula's scores entry gets.
type ScoresArgs struct {
	Role     string
	Measures [][]sdk.Amount
	Params   []byte
}

// Scores is what it returns.
type Scores struct{ Scores []sdk.Amount }

// RoleWeights traps.
//
//peerz:weights
func RoleWeights(args WeightsArgs) Weights {
	panic("trap")
}

// RoleScores traps.
//
//peerz:scores
func RoleScores(args ScoresArgs) Scores {
	panic("trap")
}
