// Package abi is the contract interface of Peerz Chain: the vocabulary that the node, the
// command line, clients and tests share, and the constants that ABI.md specifies.
//
// It holds what both sides of the sandbox must agree on: amounts, addresses, hashes, error
// numbers, limits, the names and signatures of the host functions, the entry points, the
// deterministic CBOR rules, and the interface section by which a contract describes its
// methods to people. ABI.md beside this file is the specification for authors of any
// language; a test keeps the two in step.
//
// The package is a leaf: the standard library and a CBOR codec, nothing of ours.
package abi
