package abi

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
)

// Address names an account or a contract: 20 bytes of a domain-separated sha256. As text it
// is bech32 with the prefix "peerz". The zero value belongs to nobody.
type Address [20]byte

// HRP is the human-readable prefix of addresses.
const HRP = "peerz"

// ErrAddress is returned for text or bytes that are no address.
var ErrAddress = errors.New("not an address (peerz1... with a valid checksum)")

// AccountAddress returns the address of the holder of an ed25519 public key.
func AccountAddress(pub [32]byte) Address {
	return derive(append([]byte("peerz/account"), pub[:]...))
}

// MultisigAddress returns the address of the account that threshold of some public keys control
// together. Threshold and number of keys are below 256, and the keys have one order.
func MultisigAddress(threshold int, keys [][32]byte) Address {
	b := append([]byte("peerz/multisig"), byte(threshold), byte(len(keys)))
	for i := range keys {
		b = append(b, keys[i][:]...)
	}
	return derive(b)
}

// ContractAddress returns the address of the contract that creator made with its nonce. The
// contracts of genesis have the zero creator and their position in the list as nonce.
func ContractAddress(creator Address, nonce uint64) Address {
	b := append([]byte("peerz/contract"), creator[:]...)
	return derive(binary.BigEndian.AppendUint64(b, nonce))
}

func derive(b []byte) (a Address) {
	h := sha256.Sum256(b)
	copy(a[:], h[:])
	return a
}

// IsZero reports whether a is the zero address.
func (a Address) IsZero() bool { return a == Address{} }

// String returns the bech32 form.
func (a Address) String() string { return bech32Encode(HRP, a[:]) }

// ParseAddress reads the bech32 form; upper case is accepted as BIP-173 says, mixed is not.
func ParseAddress(s string) (a Address, err error) {
	hrp, data, err := bech32Decode(s)
	if err != nil {
		return a, fmt.Errorf("address %.80q: %w: %w", s, ErrAddress, err)
	}
	if hrp != HRP || len(data) != len(a) {
		return a, fmt.Errorf("address %.80q: %w", s, ErrAddress)
	}
	copy(a[:], data)
	return a, nil
}

// MarshalText writes the bech32 form, so that addresses are readable in JSON.
func (a Address) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText is ParseAddress.
func (a *Address) UnmarshalText(b []byte) (err error) {
	*a, err = ParseAddress(string(b))
	return err
}

// MarshalCBOR writes a byte string of 20 bytes.
func (a Address) MarshalCBOR() ([]byte, error) { return AppendBytes(nil, a[:]), nil }

// UnmarshalCBOR accepts exactly a byte string of 20 bytes.
func (a *Address) UnmarshalCBOR(b []byte) error { return readFixed(b, a[:]) }

// Hash is a sha256: of a code, a transaction, a chain's name. As text it is lower-case hex.
type Hash [32]byte

// IsZero reports whether h is all zeros, which stands for "none".
func (h Hash) IsZero() bool { return h == Hash{} }

// String returns 64 lower-case hex digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// ParseHash reads 64 hex digits of either case.
func ParseHash(s string) (h Hash, err error) {
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) {
		return h, fmt.Errorf("hash %.80q: not 64 hex digits", s)
	}
	copy(h[:], b)
	return h, nil
}

// MarshalText writes hex.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText is ParseHash.
func (h *Hash) UnmarshalText(b []byte) (err error) {
	*h, err = ParseHash(string(b))
	return err
}

// MarshalCBOR writes a byte string of 32 bytes.
func (h Hash) MarshalCBOR() ([]byte, error) { return AppendBytes(nil, h[:]), nil }

// UnmarshalCBOR accepts exactly a byte string of 32 bytes.
func (h *Hash) UnmarshalCBOR(b []byte) error { return readFixed(b, h[:]) }
