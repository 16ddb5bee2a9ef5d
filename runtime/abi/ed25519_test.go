package abi

import (
	"encoding/hex"
	"os"
	"slices"
	"strings"
	"testing"

	stded25519 "crypto/ed25519"
)

// vectors are the committed cases with their verdicts.
func vectors(t *testing.T) (list []Signed, accept []bool) {
	t.Helper()
	text, err := os.ReadFile("testdata/ed25519.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) == 0 || fields[0] == "#" {
			continue
		}
		var raw [3][]byte
		for i := range raw {
			if raw[i], err = hex.DecodeString(fields[i+1]); err != nil {
				t.Fatal(err)
			}
		}
		list = append(list, Signed{[32]byte(raw[0]), raw[1], [64]byte(raw[2])})
		accept = append(accept, fields[0] == "accept")
	}
	return list, accept
}

// The acceptance rule, case by case; one by one and in batches of every composition it is the same.
func TestAcceptanceRule(t *testing.T) {
	list, accept := vectors(t)
	if len(list) != 12 {
		t.Fatalf("%d cases", len(list))
	}
	good := signed(1)
	for i, s := range list {
		if VerifyEd25519(s.Key, s.Message, s.Sig[:]) != accept[i] {
			t.Errorf("case %d: want accepted %v", i, accept[i])
		}
		for j := range list {
			answers := VerifyEd25519Batch([]Signed{s, good, list[j], list[j]})
			want := []bool{accept[i], true, accept[j], accept[j]}
			for k := range want {
				if answers[k] != want[k] {
					t.Errorf("cases %d and %d in a batch: %v, want %v", i, j, answers, want)
				}
			}
		}
	}
	if VerifyEd25519Batch(nil) != nil {
		t.Error("an empty batch has answers")
	}
}

// A batch finds the bad ones among many good ones.
func TestBatchFindsWhatIsBad(t *testing.T) {
	list := make([]Signed, 200)
	for i := range list {
		list[i] = signed(byte(i))
	}
	list[7].Sig[40] ^= 1
	list[199].Message = []byte("another")
	for i, good := range VerifyEd25519Batch(list) {
		if good != (i != 7 && i != 199) {
			t.Errorf("signature %d: %v", i, good)
		}
	}
}

func signed(n byte) Signed {
	key := stded25519.NewKeyFromSeed(append(make([]byte, 31), n))
	message := []byte{n, 1, 2}
	return Signed{[32]byte(key.Public().(stded25519.PublicKey)), message, [64]byte(stded25519.Sign(key, message))}
}

func BenchmarkVerifyEd25519(b *testing.B) {
	list := make([]Signed, 512)
	for i := range list {
		list[i] = signed(byte(i))
		list[i].Message = append(make([]byte, 0, 40), "peerz/tx/1"...)
		key := stded25519.NewKeyFromSeed(append(make([]byte, 30), byte(i>>8), byte(i)))
		list[i] = Signed{[32]byte(key.Public().(stded25519.PublicKey)), list[i].Message, [64]byte(stded25519.Sign(key, list[i].Message))}
	}
	b.Run("library", func(b *testing.B) {
		for i := range b.N {
			s := &list[i%len(list)]
			stded25519.Verify(s.Key[:], s.Message, s.Sig[:])
		}
	})
	b.Run("single", func(b *testing.B) {
		for i := range b.N {
			s := &list[i%len(list)]
			VerifyEd25519(s.Key, s.Message, s.Sig[:])
		}
	})
	for _, n := range []int{16, 128, 512} {
		b.Run("batch", func(b *testing.B) {
			for i := 0; i < b.N; i += n {
				VerifyEd25519Batch(list[:n])
			}
		})
	}
}

// The eight points of small order in all their encodings: y, y + p where that fits, and either sign.
func TestSmallOrder(t *testing.T) {
	y := []string{ // big endian
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0000000000000000000000000000000000000000000000000000000000000001",
		"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec", // -1
		"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed", // 0 + p
		"7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffee", // 1 + p
		"7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7", // of order 8
		"05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
	}
	for _, text := range y {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		slices.Reverse(b)
		for _, sign := range []byte{0, 0x80} {
			key := [32]byte(b)
			key[31] |= sign
			if !SmallOrder(key) {
				t.Errorf("%x is not seen", key)
			}
		}
	}
	for n := range byte(50) {
		if key := signed(n).Key; SmallOrder(key) {
			t.Errorf("%x is a good key", key)
		}
	}
	if SmallOrder([32]byte{2}) {
		t.Error("no point at all has an order")
	}
}
