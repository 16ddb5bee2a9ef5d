// Roles is the contract that knows who takes part and what is verified.
//
// It holds the list of roles with their measures, the registry of participants, the
// bonded stake with its history, and the attestors. A submission says where the evidence of
// a contribution is; attestors report what it says; when an epoch has ended, the value that two
// thirds of their power stand behind is handed to the contract rewards. Nothing here is scored.
//
// Work is bounded: power at the start of an epoch is read from checkpoints (stake.go),
// so that an epoch boundary touches attestors only, of whom there are at most 64.
//
// Read in this order: state, stake, participants, attestors, epochs, submissions, sheets, value, verify, tree, retain.
// Invariants are cited by their numbers in README.md (P1 and so on).
//
//peerz:implements roles
//peerz:errors_of rewards
package main

// main is never called: the host calls the exported entries.
func main() {}
