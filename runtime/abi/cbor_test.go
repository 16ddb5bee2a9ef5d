package abi

import (
	"bytes"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// reference is an independent codec with the same rules.
func reference(t testing.TB) (cbor.EncMode, cbor.DecMode) {
	t.Helper()
	opts := cbor.CoreDetEncOptions()
	enc, err := opts.EncMode()
	if err != nil {
		t.Fatal(err)
	}
	dec, err := cbor.DecOptions{DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		MaxNestedLevels: 64, BigIntDec: cbor.BigIntDecodePointer}.DecMode()
	if err != nil {
		t.Fatal(err)
	}
	return enc, dec
}

// FuzzCanonical: whatever the checker accepts, another codec reads, and writes back to the
// same bytes.
func FuzzCanonical(f *testing.F) {
	enc, dec := reference(f)
	for _, v := range []any{map[string]any{"a": 1, "bb": []int{1, -7}}, []any{"x", []byte{1}, true}, uint64(1) << 63} {
		b, err := enc.Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add(Amount{1, 2}.AppendCBOR(nil))
	f.Fuzz(func(t *testing.T, b []byte) {
		if checkCanonical(b) != nil {
			return
		}
		var v any
		if err := dec.Unmarshal(b, &v); err != nil {
			t.Fatalf("%x is accepted here and refused elsewhere: %v", b, err)
		}
		again, err := enc.Marshal(v)
		if err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%x is accepted, but canonical is %x (%v)", b, again, err)
		}
	})
}

func TestOnlyOneEncodingIsAccepted(t *testing.T) {
	refused := map[string][]byte{
		"empty":                  {},
		"trailing":               {0x01, 0x01},
		"long form of 1":         {0x18, 0x01},
		"long form of 255":       {0x19, 0x00, 0xff},
		"indefinite array":       {0x9f, 0xff},
		"array claims too many":  {0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"bytes claim too many":   {0x5a, 0xff, 0xff, 0xff, 0xff},
		"map keys out of order":  {0xa2, 0x61, 'b', 1, 0x61, 'a', 1},
		"map key twice":          {0xa2, 0x61, 'a', 1, 0x61, 'a', 1},
		"map key not text":       {0xa1, 0x01, 0x01},
		"float":                  {0xf9, 0, 0},
		"null":                   {0xf6},
		"text not UTF-8":         {0x61, 0xff},
		"bignum below 2^64":      {0xc2, 0x48, 1, 2, 3, 4, 5, 6, 7, 8},
		"bignum leading zero":    {0xc2, 0x49, 0, 2, 3, 4, 5, 6, 7, 8, 9},
		"bignum of 17 bytes":     append([]byte{0xc2, 0x51}, bytes.Repeat([]byte{1}, 17)...),
		"negative below 64 bits": {0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff},
		"nested too deep":        append(bytes.Repeat([]byte{0x81}, 40), 1),
		"other tag":              {0xc1, 0x01},
	}
	for name, b := range refused {
		if err := checkCanonical(b); err == nil {
			t.Errorf("%s: %x is accepted", name, b)
		}
	}
}

func TestEventsAreFlat(t *testing.T) {
	flat := AppendText(AppendText(AppendUint(AppendText(AppendMap(nil, 2), "n"), 1), "to"), "x")
	if err := CheckEvent(flat); err != nil {
		t.Errorf("a flat map is refused: %v", err)
	}
	nested := AppendArray(AppendText(AppendMap(nil, 1), "list"), 0)
	line := AppendText(AppendText(AppendMap(nil, 1), "n"), "two\nlines")
	key := AppendUint(AppendText(AppendMap(nil, 1), "a\x7f"), 1)
	for _, b := range [][]byte{nil, {0x01}, nested, line, key, append(flat, 0), make([]byte, MaxEventData+1)} {
		if CheckEvent(b) == nil {
			t.Errorf("%.20x is an event", b)
		}
	}
}

// checkCanonical reports why b is not one item of deterministic CBOR as the ABI knows it.
func checkCanonical(b []byte) error {
	r := NewReader(b)
	r.skip(0)
	return r.Close()
}
