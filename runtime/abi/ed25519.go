package abi

import (
	"github.com/oasisprotocol/curve25519-voi/curve"
	"github.com/oasisprotocol/curve25519-voi/primitives/ed25519"
)

// acceptance is the rule for every signature of accounts and contracts. It is consensus, so it is
// one that a batch and a single verification answer alike: the equation is multiplied by the
// cofactor. Key and R are canonical encodings of points that are not of small order, S is below
// the group order.
var acceptance = &ed25519.Options{Verify: &ed25519.VerifyOptions{}} // which allows nothing else

// VerifyEd25519 checks a signature. All signers that follow RFC 8032 make ones that it accepts, and
// none can be given a second encoding by others.
func VerifyEd25519(pub [32]byte, msg, sig []byte) bool {
	return len(sig) == ed25519.SignatureSize && ed25519.VerifyWithOptions(pub[:], msg, sig, acceptance)
}

// Signed is a message with what is to be its signature.
type Signed struct {
	Key     [32]byte
	Message []byte
	Sig     [64]byte
}

// VerifyEd25519Batch checks many signatures: each answer is that of VerifyEd25519. It takes about
// half of the time if all are good, and a half more if one is bad. It draws random numbers, which
// change no answer but with a chance of one in 2^128.
func VerifyEd25519Batch(list []Signed) []bool {
	if len(list) == 0 {
		return nil
	}
	batch := ed25519.NewBatchVerifierWithCapacity(len(list))
	for i := range list {
		s := &list[i]
		batch.AddWithOptions(s.Key[:], s.Message, s.Sig[:], acceptance)
	}
	_, good := batch.Verify(nil)
	return good
}

// SmallOrder reports whether a public key is one of the points of small order, in any encoding; the
// all-zero key is one. No signature by such a key says anything, and VerifyEd25519 accepts none.
func SmallOrder(pub [32]byte) bool {
	var compressed curve.CompressedEdwardsY
	copy(compressed[:], pub[:])
	var p curve.EdwardsPoint
	_, err := p.SetCompressedY(&compressed)
	return err == nil && p.IsSmallOrder()
}
