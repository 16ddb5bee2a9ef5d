package tx

import (
	"crypto/ed25519"
	"crypto/sha256"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// SeedSize is the length of a key's seed, in bytes.
const SeedSize = ed25519.SeedSize

// Key signs transactions. It is made from a seed, which is the secret to keep.
type Key struct{ private ed25519.PrivateKey }

// NewKey returns the key of a seed.
func NewKey(seed [SeedSize]byte) Key { return Key{ed25519.NewKeyFromSeed(seed[:])} }

// Seed returns the secret.
func (k Key) Seed() (seed [SeedSize]byte) {
	copy(seed[:], k.private.Seed())
	return seed
}

// Public returns the public key.
func (k Key) Public() (pub [32]byte) {
	copy(pub[:], k.private[ed25519.SeedSize:])
	return pub
}

// Address returns the account of the key.
func (k Key) Address() abi.Address { return abi.AccountAddress(k.Public()) }

// Sign returns the bytes of the transaction with this body, ready to be sent.
func (k Key) Sign(b Body) []byte {
	body := b.Encode()
	return assemble(body, k.Public(), ed25519.Sign(k.private, signBytes(body)))
}

// SignRequest signs something that is no transaction, and can be mistaken for none: RequestBytes of it.
func (k Key) SignRequest(content []byte) []byte {
	return ed25519.Sign(k.private, RequestBytes(content))
}

// RequestBytes is what SignRequest signs: a domain of its own and the hash of the content.
func RequestBytes(content []byte) []byte {
	h := sha256.Sum256(content)
	return append([]byte("peerz/request/1"), h[:]...)
}

// Unsigned is the function of that name for the key's own account.
func (k Key) Unsigned(b Body) []byte { return Unsigned(b, k.Public()) }

// Unsigned returns the bytes of a transaction of the holder of pub without a signature, for
// simulation: no node accepts it.
func Unsigned(b Body, pub [32]byte) []byte { return assemble(b.Encode(), pub, make([]byte, 64)) }

// Signed returns the bytes of a transaction of the holder of pub with a signature that was made
// elsewhere. It is not verified.
func Signed(b Body, pub [32]byte, sig [64]byte) []byte { return assemble(b.Encode(), pub, sig[:]) }

func assemble(body []byte, pub [32]byte, sig []byte) []byte {
	out := make([]byte, 0, len(body)+110)
	out = abi.AppendBytes(abi.AppendArray(out, 3), body)
	out = abi.AppendBytes(out, pub[:])
	return abi.AppendBytes(out, sig)
}

// Hash is the hash of a transaction's bytes, under which its receipt is found.
func Hash(raw []byte) abi.Hash { return sha256.Sum256(raw) }
