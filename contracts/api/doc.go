// Package api holds the interfaces of the contracts that a chain starts with, a package
// each: what their methods take and return, their abort codes, and generated code to call
// them, from other contracts (Caller) and from Go programs (Client). Whoever talks to one
// of these contracts imports its package, and copies nothing from it.
//
// An interface package is written by hand but for its zz_ files, which contractgen makes
// from its Contract type. The contract itself names it by the directive
// //peerz:implements; see package contracts/build/gen.
package api
