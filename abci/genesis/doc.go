// Package genesis makes the genesis document of a development chain: users who hold
// tokens and have bonded as much again, validators, and the built-in contracts with the
// arguments of the development profile.
//
// The document is a function of its Options, so that everybody who knows them makes the
// same chain. Nowhere else does native code that makes blocks name the built-in contracts:
// the machine knows only the capabilities that are granted here (I9). Metrics, which only show, ask them by name.
package genesis
