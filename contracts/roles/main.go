// Roles is the contract that knows who takes part and what is verified.
//
// It holds the list of roles with their measures, the registry of participants, and the
// attestors, whose power is their stake. A submission says where the evidence of
// a contribution is; attestors report what it says; when an epoch has ended, the value that two
// thirds of their power stand behind is handed to the contract rewards. Nothing here is scored.
//
// Work is bounded: an epoch boundary touches attestors only, of whom there are at most 64.
//
// Read in this order: state, stake, participants, identity, attestors, epochs, submissions, sheets, value, verify, sources, validators, tree, bonds, disputes, retain.
// Invariants are cited by their numbers in README.md (P1 and so on).
//
//peerz:implements roles
//peerz:errors_of governed rewards
package main

// main is never called: the host calls the exported entries.
func main() {}
