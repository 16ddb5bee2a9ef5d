// Governance is the contract through which holders change everything else.
//
// Anybody proposes with a deposit; those who had stake when the epoch of the submission
// began vote for a number of epochs; what passes waits for its timelock and is then
// carried out by the chain's own epoch hook, with no admin key and no new binary. It can
// replace the voted weights, call any built-in contract with its authority, and upgrade
// code. Upgraded code is on probation: a proposal whose code is rolled back says so.
//
// Times are in epochs. A proposal that is submitted in epoch s is voted on in epochs s
// to voting_end = s + voting - 1. At the boundary that ends voting_end votes are counted;
// a passed one takes effect with the beginning of epoch execute_at = voting_end + 1 +
// timelock.
//
// Read in this order: state, propose, actions, vote, tally, execute, watch, close.
// Invariants are cited by their numbers in README.md (G1 and so on).
//
//peerz:implements governance
//peerz:errors_of governed rewards roles
package main

// main is never called: the host calls the exported entries.
func main() {}
