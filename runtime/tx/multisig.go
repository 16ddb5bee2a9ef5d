package tx

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"math/bits"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// The least and most keys of a multisig account.
const (
	MinSigners = 2
	MaxSigners = 16
)

// ErrMultisig says that keys and threshold make no multisig account.
var ErrMultisig = errors.New("tx: no multisig account")

// Multisig is an account that several keys control together. Its address follows from it, so it exists
// without being made: tokens can be sent there before any key signs.
type Multisig struct {
	Threshold int        // how many of the keys sign, 1 to all
	Keys      [][32]byte // MinSigners to MaxSigners public keys, strictly ascending
}

// NewMultisig returns the account of keys in any order. The error is ErrMultisig.
func NewMultisig(threshold int, keys ...[32]byte) (Multisig, error) {
	m := Multisig{threshold, slices.Clone(keys)}
	slices.SortFunc(m.Keys, func(a, b [32]byte) int { return bytes.Compare(a[:], b[:]) })
	return m, m.check()
}

func (m Multisig) check() error {
	n := len(m.Keys)
	switch {
	case n < MinSigners || n > MaxSigners:
		return fmt.Errorf("%w: %d keys, want %d to %d", ErrMultisig, n, MinSigners, MaxSigners)
	case m.Threshold < 1 || m.Threshold > n:
		return fmt.Errorf("%w: a threshold of %d, want 1 to %d", ErrMultisig, m.Threshold, n)
	}
	for i := 1; i < n; i++ {
		if bytes.Compare(m.Keys[i-1][:], m.Keys[i][:]) >= 0 {
			return fmt.Errorf("%w: a key twice, or keys that do not ascend", ErrMultisig)
		}
	}
	return nil
}

// Address returns the account's address.
func (m Multisig) Address() abi.Address { return abi.MultisigAddress(m.Threshold, m.Keys) }

// Index returns the position of a key, -1 if it is none of the account's.
func (m Multisig) Index(pub [32]byte) int { return slices.Index(m.Keys, pub) }

// signBytes is what each key signs: the body, for this account alone. The same key may have an account of
// its own and be a part of others: none of its signatures serves two of them.
func (m Multisig) signBytes(body []byte) []byte {
	address := m.Address()
	return append(append([]byte("peerz/multisig/1"), hashOf(body)...), address[:]...)
}

// Part is one key's signature for a multisig account.
type Part struct {
	Index int // of the key
	Sig   [64]byte
}

// SignPart signs for a multisig account of which the key is a part; ok is false if it is none.
func (k Key) SignPart(b Body, m Multisig) (p Part, ok bool) {
	p.Index = m.Index(k.Public())
	if p.Index < 0 {
		return p, false
	}
	copy(p.Sig[:], ed25519.Sign(k.private, m.signBytes(b.Encode())))
	return p, true
}

// VerifyPart reports whether a part is a signature of its key.
func (m Multisig) VerifyPart(b Body, p Part) bool {
	return p.Index >= 0 && p.Index < len(m.Keys) && abi.VerifyEd25519(m.Keys[p.Index], m.signBytes(b.Encode()), p.Sig[:])
}

// Combine returns the bytes of the transaction with this body, ready to be sent, from the parts of as many
// different keys as the threshold asks for; of more, those with the lowest indices. The parts are not
// verified. The error is ErrMultisig.
func (m Multisig) Combine(b Body, parts []Part) ([]byte, error) {
	s := &multiple{Multisig: m}
	parts = slices.Clone(parts)
	slices.SortFunc(parts, func(a, b Part) int { return a.Index - b.Index })
	for _, p := range parts {
		if p.Index < 0 || p.Index >= len(m.Keys) {
			return nil, fmt.Errorf("%w: it has no key %d", ErrMultisig, p.Index)
		}
		if bit := uint64(1) << p.Index; len(s.sigs) < m.Threshold && s.signers&bit == 0 {
			s.signers |= bit
			s.sigs = append(s.sigs, p.Sig)
		}
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	if len(s.sigs) < m.Threshold {
		return nil, fmt.Errorf("%w: %d signatures, want %d", ErrMultisig, len(s.sigs), m.Threshold)
	}
	return s.assemble(b.Encode()), nil
}

// Unsigned returns the bytes of a transaction of the account without signatures, for simulation: no node
// accepts it.
func (m Multisig) Unsigned(b Body) []byte {
	s := &multiple{m, 1<<m.Threshold - 1, make([][64]byte, m.Threshold)}
	return s.assemble(b.Encode())
}

// multiple is how a multisig account signs a transaction.
type multiple struct {
	Multisig
	signers uint64     // bit i: key i signs; as many as the threshold
	sigs    [][64]byte // in the order of the keys
}

// append writes [threshold, key...] and [signers, signature...].
func (s *multiple) append(out []byte) []byte {
	out = abi.AppendUint(abi.AppendArray(out, 1+len(s.Keys)), uint64(s.Threshold))
	for i := range s.Keys {
		out = abi.AppendBytes(out, s.Keys[i][:])
	}
	out = abi.AppendUint(abi.AppendArray(out, 1+len(s.sigs)), s.signers)
	for i := range s.sigs {
		out = abi.AppendBytes(out, s.sigs[i][:])
	}
	return out
}

func (s *multiple) assemble(body []byte) []byte {
	out := make([]byte, 0, len(body)+34*len(s.Keys)+66*len(s.sigs)+16)
	return s.append(abi.AppendBytes(abi.AppendArray(out, 3), body))
}

// readMultiple reads what append writes. There is one encoding of each choice of signers: the keys
// ascend, and so do the bits of who signs.
func readMultiple(r *abi.Reader) *multiple {
	s := &multiple{}
	n := r.Array() - 1
	threshold := r.Uint()
	if n < MinSigners || n > MaxSigners || threshold < 1 || threshold > uint64(n) {
		r.Fail(ErrMalformed)
		return s
	}
	s.Threshold, s.Keys, s.sigs = int(threshold), make([][32]byte, n), make([][64]byte, threshold)
	for i := range s.Keys {
		r.Fixed(s.Keys[i][:])
	}
	if r.Array() != 1+s.Threshold {
		r.Fail(ErrMalformed)
	}
	s.signers = r.Uint()
	if s.signers >= 1<<n || bits.OnesCount64(s.signers) != s.Threshold || s.check() != nil {
		r.Fail(ErrMalformed)
	}
	for i := range s.sigs {
		r.Fixed(s.sigs[i][:])
	}
	return s
}

// signed appends what is to be verified.
func (s *multiple) signed(to []abi.Signed, body []byte) []abi.Signed {
	message := s.signBytes(body)
	next := 0
	for i, key := range s.Keys {
		if s.signers>>i&1 == 1 {
			to = append(to, abi.Signed{Key: key, Message: message, Sig: s.sigs[next]})
			next++
		}
	}
	return to
}
