package tx

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func examples() []Msg {
	return []Msg{
		Transfer{To: abi.Address{1}, Amount: abi.Amount{Hi: 1}},
		Upload{Code: []byte("\x00asm")},
		Instantiate{CodeHash: abi.Hash{2}, Label: "a shop", Input: []byte{0xa0}, Funds: abi.U64(5)},
		Call{Contract: abi.Address{3}, Input: []byte{0x80}, Funds: abi.U64(0)},
		Bond{Amount: abi.U64(6)},
		Unbond{Amount: abi.Amount{Hi: 7}},
		Join{Key: [32]byte{8}, Proof: [64]byte{9}},
		Leave{},
	}
}

func body(m Msg) Body {
	return Body{ChainID: "test", Nonce: 7, Expiry: 100, GasLimit: 1_000_000, Fee: abi.U64(1_000_000_000), Msg: m}
}

func TestWhatIsSignedIsRead(t *testing.T) {
	key := NewKey([32]byte{9})
	if NewKey(key.Seed()).Address() != key.Address() {
		t.Error("a key is not its seed's")
	}
	for _, m := range examples() {
		raw := key.Sign(body(m))
		got, err := Decode(raw)
		if err != nil {
			t.Fatalf("kind %d: %v", m.Kind(), err)
		}
		if !reflect.DeepEqual(got.Body, body(m)) || got.Sender() != key.Address() || got.Hash != Hash(raw) {
			t.Errorf("kind %d reads as %+v", m.Kind(), got)
		}
		if !got.Verify() {
			t.Errorf("kind %d: the signature is refused", m.Kind())
		}
		unsigned, err := Decode(Unsigned(body(m), key.Public()))
		if err != nil || unsigned.Verify() {
			t.Errorf("kind %d: without a signature: %v", m.Kind(), err)
		}
	}
}

func TestEveryBitIsSigned(t *testing.T) {
	raw := NewKey([32]byte{9}).Sign(body(examples()[2]))
	for i := range raw {
		for _, bit := range []byte{1, 0x80} {
			forged := bytes.Clone(raw)
			forged[i] ^= bit
			if got, err := Decode(forged); err == nil && got.Verify() {
				t.Fatalf("byte %d can be changed by %#x", i, bit)
			}
		}
	}
}

func TestWhyBytesAreNoTransaction(t *testing.T) {
	key := NewKey([32]byte{9})
	good := key.Sign(body(examples()[0]))
	long := body(examples()[0])
	long.ChainID = string(bytes.Repeat([]byte{'x'}, MaxChainID+1))
	tooMany := assemble(append(abi.AppendArray(nil, 7), body(examples()[0]).Encode()[1:]...), key.Public(), make([]byte, 64))
	unknown := abi.AppendUint(abi.AppendArray(nil, 2), 99)
	whole := body(examples()[0]).Encode()
	unknownBody := append(whole[:len(whole)-len(examples()[0].append(nil))-2], unknown...)
	cases := []struct {
		name string
		raw  []byte
		want error
	}{
		{"nothing", nil, ErrMalformed},
		{"cut", good[:len(good)-1], ErrMalformed},
		{"longer", append(bytes.Clone(good), 0), ErrMalformed},
		{"too large", make([]byte, MaxSize+1), ErrTooLarge},
		{"long chain id", key.Sign(long), ErrMalformed},
		{"another field", tooMany, ErrMalformed},
		{"unknown kind", assemble(unknownBody, key.Public(), make([]byte, 64)), ErrUnknownMessage},
	}
	for _, c := range cases {
		if _, err := Decode(c.raw); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

// FuzzDecode: whatever decodes has exactly one encoding.
func FuzzDecode(f *testing.F) {
	key := NewKey([32]byte{9})
	for _, m := range examples() {
		f.Add(key.Sign(body(m)))
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
	})
}
