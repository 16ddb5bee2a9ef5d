// Roles is the contract that knows who takes part and what is verified.
//
// It holds the list of roles with their measures, the registry of participants, the
// bonded stake with its history, and the attestors. A contribution counts once it is
// submitted and attestors with two thirds of all registered attestor stake have reported
// it: its value is then the stake-weighted median of the reports, and it is handed to
// the contract rewards at once. Nothing here pays, and nothing here is scored.
//
// Work is bounded: power at the start of an epoch is read from checkpoints (stake.go),
// so that an epoch boundary touches attestors only, of whom there are at most 64.
//
// Read in this order: state, stake, participants, attestors, contributions, verify, close.
// Invariants are cited by their numbers in README.md (P1 and so on).
//
//peerz:implements roles
//peerz:errors_of rewards
package main

// main is never called: the host calls the exported entries.
func main() {}
