// Package proof is `peerz query state` and `peerz verify`: facts of the chain that anybody can
// check. A Proof is a key of the state and its value, or that there is none, at a height, with
// the ICS23 proof of it.
//
// Whoever hands out a proof need not be trusted. The root that it must lead to is
// the app hash, and the validators of the chain have signed that: the hash after
// the block of height H stands in the header of H+1. Header finds that header with
// CometBFT's light client, which goes from a header that one trusts to any other
// by the signatures alone.
package proof
