// Package keystore holds the signing keys of the people at one machine: a folder of small files,
// one for each named account, readable by their owner alone.
//
// A key file says in the clear which account it is, so that nothing but signing needs a passphrase, and
// holds the ed25519 seed encrypted (encrypt.go). The accounts of a devnet hold no secret at all: everybody
// knows the words they come from, and their files say which account of the words they are. Files of older
// programs hold the seed in the clear; they are read still, and Migrate encrypts them. Keys that imports
// make for participants come from the key of whoever imports (participants.go), since there may be
// thousands of them.
package keystore

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Account is what a key file says without a passphrase.
type Account struct {
	Name       string
	PublicKey  [32]byte     // zero for a multisig account
	Multisig   *tx.Multisig // nil when one key signs
	Protection Protection
}

// Address returns the account's address.
func (a Account) Address() abi.Address {
	if a.Multisig != nil {
		return a.Multisig.Address()
	}
	return abi.AccountAddress(a.PublicKey)
}

// Unsigned returns the bytes of a transaction of the account without a signature.
func (a Account) Unsigned(b tx.Body) []byte {
	if a.Multisig != nil {
		return a.Multisig.Unsigned(b)
	}
	return tx.Unsigned(b, a.PublicKey)
}

// Signs reports whether the account's secret is here.
func (a Account) Signs() bool { return a.Protection != Public && a.Protection != Shared }

// Protection says what keeps others from using a key file.
type Protection string

// The kinds of key files.
const (
	Encrypted Protection = "passphrase" // the seed is encrypted
	Test      Protection = "test key"   // everybody knows the seed
	Clear     Protection = "none"       // of an older program: whoever reads the file has the key
	Public    Protection = "elsewhere"  // the file has no key, which is on another machine
	Shared    Protection = "multisig"   // the file has no key: several sign together
)

// Key is an account that this machine can sign for now. The zero value signs for nobody.
type Key struct {
	Name string // 1 to 32 characters, see CheckName
	Seed [32]byte
}

// Signer returns the key that signs transactions.
func (k Key) Signer() tx.Key { return tx.NewKey(k.Seed) }

// Address returns the account's address.
func (k Key) Address() abi.Address { return k.Signer().Address() }

// Secret returns the seed as 64 hex digits: what an export in the clear shows and import takes.
func (k Key) Secret() string { return hex.EncodeToString(k.Seed[:]) }

// New makes a key from the system's randomness.
func New(name string) (Key, error) {
	k := Key{Name: name}
	if _, err := rand.Read(k.Seed[:]); err != nil {
		return Key{}, fmt.Errorf("make key %s: %w", name, err)
	}
	return k, nil
}

// Parse makes a key from a secret in the clear: 64 hex digits, blanks around them are fine. An error
// never has a digit of it.
func Parse(name, secret string) (Key, error) {
	seed, err := hex.DecodeString(strings.TrimSpace(secret))
	k := Key{Name: name}
	if err != nil || len(seed) != len(k.Seed) {
		return Key{}, errors.New("not a secret: want what `peerz keys export` wrote")
	}
	copy(k.Seed[:], seed)
	return k, nil
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)

// CheckName says whether name can be the name of a key: a lower-case letter, then up to 31
// letters, digits, "-" or "_". Names that read like an address, and those of the
// folder's other files, are refused.
func CheckName(name string) error {
	switch {
	case !nameForm.MatchString(name):
		return fmt.Errorf("%q is not a name for a key: use a lower-case letter, then up to 31 letters, digits, - or _", name)
	case strings.HasPrefix(name, abi.HRP+"1"), name == participants, name == addresses:
		return fmt.Errorf("%q cannot be the name of a key: it would be mistaken for something else", name)
	}
	return nil
}
