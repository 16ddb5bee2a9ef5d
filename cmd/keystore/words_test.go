package keystore

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/cosmos/go-bip39"
)

// The vectors of BIP-39 that have 24 words; their passphrase is TREZOR.
func TestVectorsOfBIP39(t *testing.T) {
	for entropy, want := range map[string]struct{ words, seed string }{
		"00": {TestWords, "bda85446c68413707090a52022edd26a1c9462295029f2e60cd7c4f2bbd3097170af7a4d73245cafa9c3cca8d561a7c3de6f5d4a10be8ed2a5e608d68f92fcc8"},
		"7f": {"legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth title",
			"bc09fca1804f7e69da93c2f2028eb238c227f2e9dda30cd63699232578480a4021b146ad717fbb7e451ce9eb835f43620bf5c514db0f8add49f5d121449d3e87"},
		"80": {"letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic bless",
			"c0c519bd0e91a2ed54357d9d1ebef6f5af218a153624cf4f2da911a0ed8f7a09e2ef61af0aca007096df430022f7a2b6fb91661a9589097069720d015e4e982f"},
		"ff": {strings.Repeat("zoo ", 23) + "vote", "dd48c104698c30cfe2b6142103248622fb7bb0ff692eebb00089b32d22484e1613912f0a5b694407be899ffd31ed3992c456cdf60f5d4564b8ba3f05a69890ad"},
	} {
		raw, err := hex.DecodeString(strings.Repeat(entropy, 32))
		if err != nil {
			t.Fatal(err)
		}
		if words, err := bip39.NewMnemonic(raw); err != nil || words != want.words {
			t.Errorf("%s: %q, %v", entropy, words, err)
		}
		if seed, err := bip39.NewSeedWithErrorChecking(want.words, "TREZOR"); err != nil || hex.EncodeToString(seed) != want.seed {
			t.Errorf("%s: seed %x, %v", entropy, seed, err)
		}
	}
}

// Vector 1 of SLIP-10 for ed25519.
func TestVectorsOfSLIP10(t *testing.T) {
	seed, err := hex.DecodeString("000102030405060708090a0b0c0d0e0f")
	if err != nil {
		t.Fatal(err)
	}
	path := []uint32{0, 1, 2, 2, 1000000000}
	for depth, want := range []string{
		"2b4be7f19ee27bbf30c667b642d5f4aa69fd169872f8fc3059c08ebae2eb19e7",
		"68e0fe46dfb67e368c75379acec591dad19df3cde26e63b93a8e704f1dade7a3",
		"b1d0bad404bf35da785a64ca1ac54b2617211d2777696fbffaf208f746ae84f2",
		"92a5b23c0b8a99e37d07df3fb9966917f5d06e02ddbd909c7e184371463e9fc9",
		"30d1dc7e5fc04c31219ab25a27ae00b50f6fd66622f6e9c913253d6511d1e662",
		"8f94d394a8e8fd6b1bc2f3f49f5c47e385281d5c17e65324b0f62483e37e8793",
	} {
		if got := derive(seed, path[:depth]...); hex.EncodeToString(got[:]) != want {
			t.Errorf("depth %d: %x, want %s", depth, got, want)
		}
	}
}

func TestWordsMakeAKey(t *testing.T) {
	words, err := NewWords()
	if err != nil {
		t.Fatal(err)
	}
	key, err := FromWords("alice", words, 0)
	if err != nil {
		t.Fatal(err)
	}
	again, err := FromWords("alice", "\n "+strings.ToUpper(strings.ReplaceAll(words, " ", "  "))+"\n", 0)
	if err != nil || again != key {
		t.Errorf("read back: %v", err)
	}
	if other, err := FromWords("alice", words, 1); err != nil || other.Seed == key.Seed {
		t.Errorf("another account: %v", err)
	}
	for bad, account := range map[string]uint32{
		"": 0, "abandon": 0, TestWords + " art": 0, TestWords: hardened,
		strings.Replace(TestWords, "art", "zoo", 1):     0, // a wrong checksum
		strings.Replace(TestWords, "art", "hunter2", 1): 0, // no word of the list
	} {
		if _, err := FromWords("alice", bad, account); err == nil || strings.Contains(err.Error(), "zoo") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q, account %d: %v", bad, account, err)
		}
	}
}
