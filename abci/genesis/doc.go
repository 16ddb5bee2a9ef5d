// Package genesis makes genesis documents. That of a development chain is a function of its
// Options: users who hold tokens and have bonded as much again, validators, and the built-in
// contracts. That of a network is a Draft, which its founders put together and check.
//
// A document says everything, so that everybody who has it makes the same chain. Nowhere else does native code that makes blocks name the built-in contracts:
// the machine knows only the capabilities that are granted here (I9). Metrics, which only show, ask them by name.
package genesis
