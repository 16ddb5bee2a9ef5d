// Package tx is the wire format of transactions: all that a client needs to make one and all
// that a node needs to read one. A transaction is a body, the public key of its sender and a
// signature; the body names the chain, the sender's nonce, an optional expiry height, the gas
// limit, the whole fee, and one message.
//
// On the wire it is deterministic CBOR (the rules of runtime/abi): the array
// [body bytes, public key, signature], where body is the array
// [chain id, nonce, expiry, gas limit, fee, [kind, fields...]]. A multisig account has two arrays instead
// of key and signature: [threshold, public key...] with 2 to 16 keys in ascending order, and
// [signers, signature...] where bit i of signers says that key i signs: as many as the threshold, in
// their order. Whatever decodes has exactly
// one encoding, so a transaction has one hash: the sha256 of its bytes, as CometBFT's. Two choices of
// signers are two hashes with one nonce: at most one of them is included.
//
// What a key signs is "peerz/tx/1" and the sha256 of the body for its own account, and
// "peerz/multisig/1", the sha256 of the body and the address for a multisig account: a signature serves
// one account. Addresses are package abi's.
//
// The package is a leaf beside runtime/abi; it knows no state.
package tx
