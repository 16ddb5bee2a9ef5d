package keystore

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha512"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/cosmos/go-bip39"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// TestWords are the words of every devnet's accounts. Everybody knows them: whatever an account made
// from them owns on another chain is anybody's.
const TestWords = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon " +
	"abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art"

// coinType stands in a path where SLIP-44 has the number of a chain: "peer" in ASCII. The registry counts
// up from 0 and is far below it, so that no wallet derives the same keys for another chain.
const coinType = 0x70656572

// NewWords makes 24 words (BIP-39, English) out of 256 bits of the system's randomness.
func NewWords() (string, error) {
	entropy := make([]byte, 32)
	if _, err := rand.Read(entropy); err != nil {
		return "", fmt.Errorf("make words: %w", err)
	}
	return bip39.NewMnemonic(entropy)
}

// FromWords derives a key from 24 words: the BIP-39 seed with no passphrase, then SLIP-10 for ed25519
// along m/44'/1885693298'/account'. account is below 2^31; blanks and capitals make no difference. An error never has
// a word in it.
func FromWords(name, words string, account uint32) (Key, error) {
	list := strings.Fields(strings.ToLower(words))
	if len(list) != 24 {
		return Key{}, fmt.Errorf("not the words of a key: want 24, got %d", len(list))
	}
	if account >= hardened {
		return Key{}, errors.New("the number of an account is below 2^31")
	}
	seed, err := bip39.NewSeedWithErrorChecking(strings.Join(list, " "), "")
	if err != nil { // it may quote a word
		return Key{}, errors.New("not the words of a key: one is misspelt, or two have changed places")
	}
	return Key{Name: name, Seed: derive(seed, 44, coinType, account)}, nil
}

// testSeed is the seed of TestWords, made once: it takes a millisecond on purpose.
var testSeed = sync.OnceValue(func() []byte { return bip39.NewSeed(TestWords, "") })

// TestKey derives an account of TestWords; account is below 2^31.
func TestKey(name string, account uint32) (Key, error) {
	if account >= hardened {
		return Key{}, errors.New("the number of an account is below 2^31")
	}
	return Key{Name: name, Seed: derive(testSeed(), 44, coinType, account)}, nil
}

// testAccounts is how many accounts of TestWords are recognised: more than any devnet has.
const testAccounts = 512

// TestAccount says which of the first accounts of TestWords an address is, if it is one of them.
func TestAccount(a abi.Address) (account uint32, isTest bool) {
	for account := range uint32(testAccounts) {
		if key, err := TestKey("", account); err == nil && key.Address() == a {
			return account, true
		}
	}
	return 0, false
}

// hardened is the first index that derives without a public key, the only kind ed25519 has.
const hardened = 1 << 31

// derive is SLIP-10 for ed25519: the private key at the path of hardened indices below a seed.
func derive(seed []byte, path ...uint32) (key [32]byte) {
	node := sum([]byte("ed25519 seed"), seed)
	for _, index := range path {
		data := append([]byte{0}, node[:32]...)
		node = sum(node[32:], binary.BigEndian.AppendUint32(data, index|hardened))
	}
	copy(key[:], node)
	return key
}

func sum(key, data []byte) []byte {
	mac := hmac.New(sha512.New, key)
	mac.Write(data)
	return mac.Sum(nil)
}
