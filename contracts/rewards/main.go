// Rewards is the contract that turns verified contributions into balances.
//
// It mints the emission of each epoch, splits the pool between the roles by the formula's
// weights, and each role's part between its participants by the formula's scores. Money
// arithmetic is exact and happens here, never in the formula: a formula can misallocate
// within bounds but can neither create a token nor lose one.
//
// Work is bounded whatever the number of participants is. A verified record is scored
// when it is written and added to the totals of its role (record.go); closing an epoch
// touches roles only (close.go); an entitlement is settled later, by a claim (claim.go)
// or by the sweep that runs at the end of every block (sweep.go). The result depends on
// what was recorded, never on the order.
//
// Read in this order: emission, state, record, formula, close, settle, sweep, invariants. Invariants are cited by
// their numbers in README.md (R1 and so on).
//
//peerz:implements rewards
//peerz:errors_of governed
package main

// main is never called: the host calls the exported entries.
func main() {}
