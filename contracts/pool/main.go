// Pool exchanges the chain's token and a token that a contract issues, by a constant product.
//
// It holds strangers' tokens: its code and terms never change, and nobody has a right over it. Everything is rounded in
// the pool's favour. Fees are native, whichever way a swap goes: a part of them is burned, and the rest stays in the reserve,
// for those who provide. What each of them provides is measured here, in token-seconds of the native side, by one
// accumulator: so an operation costs the same however many providers there are.
//
// Read in this order: state, swap, provide, clock, measure. Invariants are cited by their numbers in README.md (L1 and so on).
//
//peerz:implements pool
//peerz:errors_of token measured
package main

// main is never called: the host calls the exported entries.
func main() {}
