// Package vectors states what blocks come to: for each scenario in testdata, per block the
// app hash and the results hash, per transaction its code, gas, output and events. The
// scenarios go through the ABCI application, so everything that nodes must agree on is in
// them, and a change of consensus is a line in a diff.
//
// A file begins with a genesis and goes on with blocks (script_test.go explains the commands):
//
//	block 5s
//	alice transfer bob 5
//	alice call counter add {"by": 7}
//	----
//	height 2
//	app     1e7a…
//	results 93c0…
//	0 ok gas 412340/100000000
//	1 ok gas 688012/100000000 {"count":"7"}
//
// Both engines of the sandbox must give the answers (I5). They are written anew by
// `make vectors` only, and the change then needs its line in CHANGELOG.md (vectors_test.go).
package vectors
