// Package sdk is what a contract of Peerz Chain is written with: storage, calls to
// other contracts, the token ledger, exact arithmetic, and the message codec.
//
// A contract is a Go package main whose functions carry directives such as
// //peerz:execute claim; package contracts/build generates the codecs and the entry
// points from them and compiles the result with TinyGo. The same sources also compile
// natively: then every host function goes to the chain in memory of package sdktest,
// so that contracts are tested by plain `go test`.
//
// One call runs in one fresh instance, so memory is never freed and global variables
// never survive a call: state lives only behind Get and Set. A call ends by returning
// (its effects stay) or by Abort (effects are undone). There are no floats, no
// goroutines, no clock but Ctx.Time, and no dependencies beyond the standard library.
//
// Functions here are kept out of line (//go:noinline): the compiler would copy them into
// every use, and the size of a module decides what deploying and compiling it costs.
package sdk
