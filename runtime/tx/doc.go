// Package tx is the wire format of transactions: all that a client needs to make one and all
// that a node needs to read one. A transaction is a body, the public key of its sender and a
// signature; the body names the chain, the sender's nonce, an optional expiry height, the gas
// limit, the whole fee, and one message.
//
// On the wire it is deterministic CBOR (the rules of runtime/abi): the array
// [body bytes, public key, signature], where body is the array
// [chain id, nonce, expiry, gas limit, fee, [kind, fields...]]. Whatever decodes has exactly
// one encoding, so a transaction has one hash: the sha256 of its bytes, as CometBFT's.
//
// The package is a leaf beside runtime/abi; it knows no state.
package tx
