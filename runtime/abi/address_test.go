package abi

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"math/big"
	"strings"
	"testing"
)

func TestAddressesAreBech32(t *testing.T) {
	var a Address
	if got, want := a.String(), "peerz1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"; !strings.HasPrefix(got, want) {
		t.Errorf("the zero address is %s", got)
	}
	a = AccountAddress([32]byte{1, 2, 3})
	s := a.String()
	if back, err := ParseAddress(s); err != nil || back != a {
		t.Errorf("%s parses to %s, %v", s, back, err)
	}
	if back, err := ParseAddress(strings.ToUpper(s)); err != nil || back != a {
		t.Errorf("upper case: %s, %v", back, err)
	}
	for _, bad := range []string{"", "peerz1", s[:len(s)-1], s + "q", strings.ToUpper(s[:10]) + s[10:], "other" + s[5:], strings.Repeat("q", 200)} {
		if _, err := ParseAddress(bad); err == nil {
			t.Errorf("%q is an address", bad)
		}
	}
	for i := range s { // any single mistyped character is noticed
		b := []byte(s)
		if b[i] = 'q'; s[i] == 'q' {
			b[i] = 'p'
		}
		if _, err := ParseAddress(string(b)); err == nil {
			t.Errorf("mistyped at %d: %s is accepted", i, b)
		}
	}
}

// The valid strings of BIP-173 that fit its 90 characters and whole bytes.
func TestBech32Vectors(t *testing.T) {
	for _, s := range []string{"A12UEL5L", "a12uel5l", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"} {
		hrp, data, err := bech32Decode(s)
		if err != nil || bech32Encode(hrp, data) != strings.ToLower(s) {
			t.Errorf("%s: %s %x %v", s, hrp, data, err)
		}
	}
	for _, s := range []string{"pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "A1G7SGD8", "10a06t8", "1qzzfhee"} {
		if _, _, err := bech32Decode(s); err == nil {
			t.Errorf("%s is accepted", s)
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add(Address{7}.String())
	f.Add("A12UEL5L")
	f.Fuzz(func(t *testing.T, s string) {
		if a, err := ParseAddress(s); err == nil && a.String() != strings.ToLower(s) {
			t.Fatalf("%q reads as %s", s, a)
		}
	})
}

func TestDerivedAddressesAreStable(t *testing.T) {
	got := []string{AccountAddress([32]byte{}).String(), ContractAddress(Address{}, 0).String(), ContractAddress(Address{1}, 2).String()}
	want := []string{"peerz1lyf7sn8ffgjpnsmpgzrlwmg7yw0024vnu3qyht", "peerz1ttzgtesr7vrzdsgjmr4g3elkn857and0vhagkh", "peerz1kp9dym5r3v03v6uyv5x2ukexm6lfsm8g5ukdhz"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("address %d is %s, was %s", i, got[i], want[i])
		}
	}
}

func TestStrictSignatures(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	pub, msg := [32]byte(key.Public().(ed25519.PublicKey)), []byte("message")
	sig := ed25519.Sign(key, msg)
	if !VerifyEd25519(pub, msg, sig) {
		t.Fatal("a good signature is refused")
	}
	if VerifyEd25519(pub, []byte("other"), sig) || VerifyEd25519(pub, msg, sig[:63]) {
		t.Error("a bad signature is accepted")
	}
	// S + L says the same to a lax verifier.
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	s := new(big.Int).SetBytes(reverse(sig[32:]))
	malleable := append(bytes.Clone(sig[:32]), reverse(s.Add(s, order).FillBytes(make([]byte, 32)))...)
	if VerifyEd25519(pub, msg, malleable) {
		t.Error("a second encoding of a signature is accepted")
	}
	// With the identity as key, R = S*B fits every message: here S = 0 and R the identity.
	trivial := make([]byte, 64)
	trivial[0] = 1
	for _, y := range []string{
		"0100000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000080",
		"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // 1 again, above p
		"0000000000000000000000000000000000000000000000000000000000000000",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	} {
		b, _ := hex.DecodeString(y)
		if VerifyEd25519([32]byte(b), msg, trivial) {
			t.Errorf("key %s of small order is accepted", y)
		}
	}
	if !ed25519.Verify(ed25519.PublicKey(append([]byte{1}, make([]byte, 31)...)), msg, trivial) {
		t.Log("the library refuses the identity by itself")
	}
}

func reverse(b []byte) []byte {
	out := make([]byte, len(b))
	for i, v := range b {
		out[len(b)-1-i] = v
	}
	return out
}
