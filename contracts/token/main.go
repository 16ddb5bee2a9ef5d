// Token is a fungible token that a contract issues: balances, approvals, and a supply below a cap.
//
// The code of an instance never changes, and nobody is above its holders but an issuer, if the
// instance began with one, who can only issue. Invariants are cited by their numbers in README.md (T1 and so on).
//
//peerz:implements token
package main

// main is never called: the host calls the exported entries.
func main() {}
