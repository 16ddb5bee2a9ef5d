package sdk

import (
	"bytes"
	"encoding/hex"
	"math"
	"math/big"
	"testing"

	"github.com/fxamacker/cbor/v2"
)

// canonical is an independent encoder with the same rules.
var canonical = func() cbor.EncMode {
	mode, err := cbor.EncOptions{
		Sort: cbor.SortBytewiseLexical, ShortestFloat: cbor.ShortestFloat16,
		BigIntConvert: cbor.BigIntConvertShortest, IndefLength: cbor.IndefLengthForbidden,
	}.EncMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

func reference(t *testing.T, v any) []byte {
	t.Helper()
	data, err := canonical.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func encoded(f func(e *Encoder)) []byte {
	var e Encoder
	f(&e)
	return e.Bytes()
}

func TestScalarsAreEncodedAsTheReferenceDoes(t *testing.T) {
	long := bytes.Repeat([]byte("peerz"), 60)
	same := func(name string, got []byte, v any) {
		if want := reference(t, v); !bytes.Equal(got, want) {
			t.Errorf("%s: %x, want %x", name, got, want)
		}
	}
	for _, u := range []uint64{0, 1, 23, 24, 255, 256, 65535, 65536, 1<<32 - 1, 1 << 32, math.MaxUint64} {
		data := encoded(func(e *Encoder) { e.Uint(u) })
		same("uint", data, u)
		if d := NewDecoder(data); d.Uint() != u || !d.Done() {
			t.Errorf("%x is not read as %d", data, u)
		}
	}
	for _, i := range []int64{0, -1, -24, -25, -256, -257, math.MinInt64, math.MaxInt64} {
		data := encoded(func(e *Encoder) { e.Int(i) })
		same("int", data, i)
		if d := NewDecoder(data); d.Int() != i || !d.Done() {
			t.Errorf("%x is not read as %d", data, i)
		}
	}
	for _, a := range someAmounts() {
		data := encoded(func(e *Encoder) { e.Amount(a) })
		same("amount", data, toBig(a))
		if d := NewDecoder(data); d.Amount() != a || !d.Done() {
			t.Errorf("%x is not read as %s", data, a)
		}
	}
	for _, s := range []string{"", "a", "ü", string(long)} {
		data := encoded(func(e *Encoder) { e.Text(s) })
		same("text", data, s)
		if d := NewDecoder(data); d.Text() != s || !d.Done() {
			t.Errorf("%x is not read as %q", data, s)
		}
	}
	same("bytes", encoded(func(e *Encoder) { e.Blob(long) }), long)
	same("true", encoded(func(e *Encoder) { e.Bool(true) }), true)
	same("false", encoded(func(e *Encoder) { e.Bool(false) }), false)
	same("array", encoded(func(e *Encoder) { e.Array(2); e.Uint(1); e.Bool(true) }), []any{1, true})
	same("map", encoded(func(e *Encoder) { e.Map(2); e.Text("b"); e.Uint(1); e.Text("aa"); e.Uint(2) }),
		map[string]int{"aa": 2, "b": 1})
}

// pair is written by hand as the generator would write it.
type pair struct {
	A uint64
	B *Amount
}

func (v *pair) MarshalCBOR(e *Encoder) {
	n := 1
	if v.B != nil {
		n++
	}
	e.Map(n)
	e.Text("a")
	e.Uint(v.A)
	if v.B != nil {
		e.Text("b")
		e.Amount(*v.B)
	}
}

func (v *pair) UnmarshalCBOR(d *Decoder) {
	n := d.Map()
	d.Need(&n, "a")
	v.A = d.Uint()
	if d.Field(&n, "b") {
		v.B = new(Amount)
		*v.B = d.Amount()
	}
	d.End(n)
}

func TestOnlyTheCanonicalEncodingIsAccepted(t *testing.T) {
	for hexed, accept := range map[string]bool{
		"a1616101":                           true,
		"a26161016162" + "02":                true,
		"a26161016162c249010000000000000000": true,
		"":                                   false, // nothing
		"a0":                                 false, // a is missing
		"a161611818":                         true,  // 24 needs two bytes
		"a161611817":                         false, // 23 does not
		"a16161190018":                       false, // nor does 24 need three
		"a161611a0000ffff":                   false,
		"a161611b00000000ffffffff":           false,
		"a161611bffffffffffffffff":           true,
		"bf616101ff":                         false, // indefinite length
		"a161617f":                           false,
		"a2616201616101":                     false, // keys out of order
		"a2616101616101":                     false, // twice
		"a2616101616302":                     false, // unknown key
		"a1781f61":                           false,
		"a178016101":                         false, // length of the key not shortest
		"a1616120":                           false, // negative
		"a16161f90000":                       false, // float
		"a161610100":                         false, // something after the end
		"a161":                               false, // cut off
		"a26161016162c2480000000000000001":   false, // bignum with a leading zero
		"a26161016162c24101":                 false, // bignum that fits a number
		"a26161016162c25101000000000000000000000000000000" + "00": false, // 2^128
		"bb00000001000000006161":                                  false, // length beyond the data
		"a3616101":                                                false,
	} {
		data, err := hex.DecodeString(hexed)
		if err != nil {
			t.Fatal(err)
		}
		var p pair
		if got := Unmarshal(data, &p); got != accept {
			t.Errorf("%s: accepted is %v", hexed, got)
		}
	}
}

func TestTextMustBeUTF8(t *testing.T) {
	if d := NewDecoder([]byte{0x61, 0xff}); d.Text() != "" || d.Done() {
		t.Error("accepted a text of bytes that are no text")
	}
}

func TestNumbersKeepTheirRange(t *testing.T) {
	if d := NewDecoder([]byte{0x19, 0x01, 0x00}); d.UintMax(255) != 0 || d.Done() {
		t.Error("256 fits into a byte")
	}
	if d := NewDecoder(reference(t, new(big.Int).SetUint64(1<<63))); d.Int() != 0 || d.Done() {
		t.Error("2^63 fits into an int64")
	}
}

// Whatever the bytes are, decoding ends, and what it accepts is encoded back exactly.
func FuzzDecodingIsTheInverseOfEncoding(f *testing.F) {
	f.Add([]byte("\xa2aa\x01ab\x02"))
	f.Add([]byte("\xa2aa\x01ab\xc2\x49\x01\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var p pair
		if !Unmarshal(data, &p) {
			return
		}
		if back := Marshal(&p); !bytes.Equal(back, data) {
			t.Errorf("%x was accepted, but is written %x", data, back)
		}
		var v struct {
			A uint64   `cbor:"a"`
			B *big.Int `cbor:"b"`
		}
		if err := cbor.Unmarshal(data, &v); err != nil || v.A != p.A || (v.B != nil) != (p.B != nil) {
			t.Errorf("%x: the reference reads %v, %v", data, v, err)
		}
	})
}

// Whatever the item is, what comes after it is read next; nothing but one whole item is passed over.
func TestSkipPassesOverOneItem(t *testing.T) {
	for _, v := range []any{uint64(7), -300, true, "text", []byte{1, 2}, []any{}, map[string]any{},
		[]any{1, []any{"a", map[string]any{"b": []any{false}}}}, new(big.Int).Lsh(big.NewInt(1), 100)} {
		item := reference(t, v)
		d := NewDecoder(append(append([]byte(nil), item...), 0x18, 0x2a))
		if d.Skip(); d.Uint() != 42 || !d.Done() {
			t.Errorf("%v: not passed over", v)
		}
		for n := range item {
			d := NewDecoder(item[:n])
			if d.Skip(); d.Done() {
				t.Errorf("%v: %d bytes of it pass for an item", v, n)
			}
		}
	}
	for _, bad := range [][]byte{{0x9f, 0xff}, {0xf6}, {0xc3, 0x41, 1}, {0x18, 3}, {0xbb, 255, 255, 255, 255, 255, 255, 255, 255}} {
		d := NewDecoder(bad)
		if d.Skip(); d.Done() {
			t.Errorf("%x passes", bad)
		}
	}
}
