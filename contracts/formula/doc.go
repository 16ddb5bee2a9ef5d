// Package main is the default reward formula: shares linear in verified contribution,
// and weights that are the voted ones, moved a little by measured demand and supply.
//
// Invariants are cited by their numbers in README.md (F1 and so on).
//
//peerz:contract formula 1.0.0
//peerz:implements formula
package main
