// Package main is the default reward formula: shares linear in verified contribution,
// and weights that are the voted ones, moved a little by measured demand and supply.
//
// A formula is pure: no storage, no calls, no clock. It answers two questions. `weights`
// runs once when an epoch closes; `scores` runs for every batch of verified
// contributions. The chain checks the answers, splits the money and rounds; a formula
// that fails is replaced by the last good one in the same block.
//
//peerz:contract formula 1.0.0
package main
