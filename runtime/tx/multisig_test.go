package tx

import (
	"bytes"
	"errors"
	"math/bits"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// team is an account of n keys, and the keys in the order of the account.
func team(t testing.TB, threshold, n int) (Multisig, []Key) {
	t.Helper()
	var pubs [][32]byte
	byPub := map[[32]byte]Key{}
	for i := range n {
		key := NewKey([32]byte{9, byte(i)})
		pubs = append(pubs, key.Public())
		byPub[key.Public()] = key
	}
	m, err := NewMultisig(threshold, pubs...)
	if err != nil {
		t.Fatal(err)
	}
	keys := make([]Key, n)
	for i, pub := range m.Keys {
		keys[i] = byPub[pub]
	}
	return m, keys
}

// parts are what some of the keys sign.
func parts(t testing.TB, m Multisig, b Body, keys ...Key) (list []Part) {
	t.Helper()
	for _, k := range keys {
		p, ok := k.SignPart(b, m)
		if !ok || !m.VerifyPart(b, p) {
			t.Fatalf("key %x signs nothing", k.Public())
		}
		list = append(list, p)
	}
	return list
}

func TestAnyOfItsKeysSignForAMultisigAccount(t *testing.T) {
	for _, size := range [][2]int{{1, 2}, {2, 2}, {2, 3}, {3, 5}, {16, 16}} {
		m, keys := team(t, size[0], size[1])
		for first := 0; first+m.Threshold <= len(keys); first++ {
			b := body(examples()[first%4])
			raw, err := m.Combine(b, parts(t, m, b, keys[first:first+m.Threshold]...))
			if err != nil {
				t.Fatal(err)
			}
			got, err := Decode(raw)
			if err != nil {
				t.Fatalf("%v: %v", size, err)
			}
			if got.Sender() != m.Address() || !got.Verify() || got.Signatures() != m.Threshold || !bytes.Equal(got.Bytes(), raw) {
				t.Errorf("%v from key %d on: verified %v, %d signatures", size, first, got.Verify(), got.Signatures())
			}
		}
		unsigned, err := Decode(m.Unsigned(body(examples()[0])))
		if err != nil || unsigned.Verify() || unsigned.Sender() != m.Address() {
			t.Errorf("%v without signatures: %v", size, err)
		}
	}
}

// An address is of one threshold and one set of keys, in whatever order they are named.
func TestTheAddressOfAMultisigAccount(t *testing.T) {
	seen := map[abi.Address][2]int{}
	for n := MinSigners; n <= 4; n++ {
		for threshold := 1; threshold <= n; threshold++ {
			m, keys := team(t, threshold, n)
			if other, taken := seen[m.Address()]; taken {
				t.Errorf("%d of %d is %v", threshold, n, other)
			}
			seen[m.Address()] = [2]int{threshold, n}
			if turned, err := NewMultisig(threshold, append(m.Keys[1:], keys[0].Public())...); err != nil || turned.Address() != m.Address() {
				t.Errorf("in another order: %v", err)
			}
		}
	}
	a, b := NewKey([32]byte{1}).Public(), NewKey([32]byte{2}).Public()
	for name, m := range map[string]func() (Multisig, error){
		"one key":           func() (Multisig, error) { return NewMultisig(1, a) },
		"a key twice":       func() (Multisig, error) { return NewMultisig(1, a, b, a) },
		"a threshold of 0":  func() (Multisig, error) { return NewMultisig(0, a, b) },
		"more than all":     func() (Multisig, error) { return NewMultisig(3, a, b) },
		"seventeen":         func() (Multisig, error) { return NewMultisig(1, make([][32]byte, 17)...) },
		"a threshold below": func() (Multisig, error) { return NewMultisig(-1, a, b) },
	} {
		if _, err := m(); !errors.Is(err, ErrMultisig) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a key signs for one account is of no use for another: not for its own, not for another threshold.
func TestASignatureServesOneAccount(t *testing.T) {
	b := body(examples()[0])
	two, keys := team(t, 2, 3)
	one, _ := team(t, 1, 3)
	signed := parts(t, two, b, keys[0], keys[1])
	for name, raw := range map[string][]byte{
		"for the key itself":    assemble(b.Encode(), keys[0].Public(), signed[0].Sig[:]),
		"for another threshold": combined(t, one, b, signed[:1]),
		"by other keys":         combined(t, two, b, []Part{{0, signed[1].Sig}, {1, signed[0].Sig}}),
		"of its own account":    combined(t, one, b, []Part{{0, sigOf(t, keys[0].Sign(b))}}),
	} {
		got, err := Decode(raw)
		if err != nil || got.Verify() {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := NewKey([32]byte{1}).SignPart(b, two); ok {
		t.Error("a stranger signs")
	}
	for name, list := range map[string][]Part{"too few": signed[:1], "one twice": {signed[0], signed[0]}, "no key": {signed[0], {Index: 3}}, "below": {{Index: -1}}} {
		if _, err := two.Combine(b, list); !errors.Is(err, ErrMultisig) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func combined(t *testing.T, m Multisig, b Body, list []Part) []byte {
	t.Helper()
	raw, err := m.Combine(b, list)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func sigOf(t *testing.T, raw []byte) [64]byte {
	t.Helper()
	got, err := Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return got.Sig
}

// Everything of a multisig transaction is signed or has one form: nobody makes another one that runs.
func TestEveryBitOfAMultisigTransactionCounts(t *testing.T) {
	m, keys := team(t, 2, 3)
	b := body(examples()[2])
	raw := combined(t, m, b, parts(t, m, b, keys[0], keys[2]))
	for i := range raw {
		for bit := range 8 {
			forged := bytes.Clone(raw)
			forged[i] ^= 1 << bit
			if got, err := Decode(forged); err == nil && got.Verify() {
				t.Fatalf("byte %d can be changed by %#x", i, 1<<bit)
			}
		}
	}
}

func TestWhatIsNoMultisigTransaction(t *testing.T) {
	good, keys := team(t, 2, 3)
	b := body(examples()[0])
	sigs := make([][64]byte, 3)
	for i, k := range keys {
		sigs[i] = parts(t, good, b, k)[0].Sig
	}
	write := func(threshold int, pubs [][32]byte, signers uint64, sigs ...[64]byte) []byte {
		s := &multiple{Multisig{threshold, pubs}, signers, sigs}
		return s.assemble(b.Encode())
	}
	k := good.Keys
	if _, err := Decode(write(2, k, 0b101, sigs[0], sigs[2])); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{
		"keys that descend":      write(2, [][32]byte{k[1], k[0], k[2]}, 0b101, sigs[0], sigs[2]),
		"a key twice":            write(2, [][32]byte{k[0], k[0], k[2]}, 0b101, sigs[0], sigs[2]),
		"one key":                write(1, k[:1], 1, sigs[0]),
		"seventeen keys":         write(1, make([][32]byte, 17), 1, sigs[0]),
		"no threshold":           write(0, k, 0),
		"a threshold above":      write(4, k, 0b111, sigs...),
		"one signature more":     write(2, k, 0b111, sigs...),
		"one signature less":     write(2, k, 0b1, sigs[0]),
		"more than who signs":    write(2, k, 0b101, sigs...),
		"fewer than who signs":   write(2, k, 0b101, sigs[0]),
		"signers who are no key": write(2, k, 0b1001, sigs[0], sigs[2]),
		"nothing":                abi.AppendArray(abi.AppendArray(abi.AppendBytes(abi.AppendArray(nil, 3), b.Encode()), 0), 0),
	} {
		if _, err := Decode(raw); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzDecodeMultisig: whatever decodes has exactly one encoding, and as many signers as its threshold.
func FuzzDecodeMultisig(f *testing.F) {
	for _, size := range [][2]int{{1, 2}, {2, 3}, {16, 16}} {
		m, _ := team(f, size[0], size[1])
		f.Add(m.Unsigned(body(examples()[size[0]%4])))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := Decode(raw)
		if err != nil {
			return
		}
		got.signed = got.Body.Encode()
		if again := got.Bytes(); !bytes.Equal(again, raw) {
			t.Fatalf("%x is read, and written as %x", raw, again)
		}
		if s := got.multiple; s != nil && (bits.OnesCount64(s.signers) != s.Threshold || len(got.AppendSigned(nil)) != s.Threshold) {
			t.Fatalf("%d signers of %d", got.Signatures(), s.Threshold)
		}
	})
}
