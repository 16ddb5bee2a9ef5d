package keystore

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
	"filippo.io/age/armor"
)

// WorkFactor is the base-2 logarithm of scrypt's N for what is encrypted from now on: 17 takes 128 MiB and
// about half a second, for us and for every guess of a thief. Tests lower it; nothing else sets it.
var WorkFactor = 17

// maxWorkFactor bounds what a file from elsewhere can ask for: 1 GiB of memory, some seconds.
const maxWorkFactor = 20

// Prompt is where passphrases come from: a person, or a file for unattended use.
type Prompt interface {
	// Passphrase returns that of a key; again says that the one it returned before did not open it.
	Passphrase(name string, again bool) (string, error)
	// NewPassphrase returns one to encrypt something new with.
	NewPassphrase(name string) (string, error)
}

// ErrPassphrase says that a passphrase does not open what it was given for.
var ErrPassphrase error = passphraseError{}

type passphraseError struct{}

func (passphraseError) Error() string     { return "the passphrase is wrong" }
func (passphraseError) ErrorCode() string { return "wrong_passphrase" }

// encrypt makes an age file (age-encryption.org) in its text form, which the program age opens as well.
func encrypt(plain, passphrase string) (string, error) {
	to, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return "", fmt.Errorf("encrypt with the passphrase: %w", err)
	}
	to.SetWorkFactor(WorkFactor)
	var out bytes.Buffer
	text := armor.NewWriter(&out)
	w, err := age.Encrypt(text, to)
	if err != nil {
		return "", fmt.Errorf("encrypt: %w", err)
	}
	_, err = w.Write([]byte(plain))
	if err = errors.Join(err, w.Close(), text.Close()); err != nil {
		return "", fmt.Errorf("encrypt: %w", err)
	}
	return out.String(), nil
}

// open decrypts what encrypt made; ErrPassphrase when the passphrase is another one.
func open(encrypted, passphrase string) (string, error) {
	by, err := age.NewScryptIdentity(passphrase)
	if err != nil {
		return "", ErrPassphrase // an empty one
	}
	by.SetMaxWorkFactor(maxWorkFactor)
	r, err := age.Decrypt(armor.NewReader(strings.NewReader(encrypted)), by)
	var none *age.NoIdentityMatchError
	if errors.As(err, &none) {
		return "", ErrPassphrase
	}
	if err != nil {
		return "", fmt.Errorf("open with the passphrase: %w", err)
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return "", fmt.Errorf("open with the passphrase: %w", err)
	}
	return string(plain), nil
}

// ask opens a encrypted text with passphrases from a prompt, until one is right or the prompt gives up. It
// returns that passphrase too.
func ask(name, encrypted string, from Prompt) (plain, passphrase string, err error) {
	for again := false; ; again = true {
		if passphrase, err = from.Passphrase(name, again); err != nil {
			return "", "", err
		}
		if plain, err = open(encrypted, passphrase); !errors.Is(err, ErrPassphrase) {
			return plain, passphrase, err
		}
	}
}

// IsEncrypted says whether a text is an export that a passphrase opens.
func IsEncrypted(text string) bool { return strings.HasPrefix(strings.TrimSpace(text), armor.Header) }

// Encrypt returns a key as a text that the passphrase opens: an export.
func (k Key) Encrypt(passphrase string) (string, error) { return encrypt(k.Secret()+"\n", passphrase) }

// Decrypt makes a key from an export that a passphrase opens, and returns that passphrase too.
func Decrypt(name, encrypted string, from Prompt) (Key, string, error) {
	plain, passphrase, err := ask(name, strings.TrimSpace(encrypted)+"\n", from)
	if err != nil {
		return Key{}, "", err
	}
	key, err := Parse(name, plain)
	return key, passphrase, err
}
