// Package world is the chain's native state as typed records over bytes: accounts, supply,
// contracts and their code, parameters, the epoch clock, validators, pending upgrades, and the
// storage of contracts. It says where each record lives and how it is written; what may
// happen to it is the business of package runtime.
//
// Every record is a deterministic CBOR array under a one-byte prefix (keys.go). A record that
// says nothing is not stored, so that the root depends only on what is there. All errors are
// faults of this node: a disk that fails, or bytes that this package did not write.
package world
