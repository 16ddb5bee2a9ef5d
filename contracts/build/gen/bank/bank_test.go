package main

import (
	"bytes"
	"math/big"
	"reflect"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

var canonical, _ = cbor.EncOptions{Sort: cbor.SortBytewiseLexical, BigIntConvert: cbor.BigIntConvertShortest}.EncMode()

func sample() Everything {
	perhaps := uint64(0)
	return Everything{
		Flag: true, Small: 255, Number: 1 << 40, Signed: -7, Total: sdk.Amount{Hi: 1}, Note: "ü",
		Raw: []byte{1, 2}, Signature: [64]byte{63: 9}, Owner: sdk.AddressOf([]byte{1}), Code: sdk.HashOf([]byte{2}), Role: 5,
		Lines: []Line{{PubKey: sdk.HashOf([]byte{3})}, {CodeHash: sdk.HashOf([]byte{4})}},
		Grid:  [][]sdk.Amount{{sdk.U64(1)}, {}, {sdk.U64(2), sdk.U64(3)}},
		Maybe: &perhaps, MaybeLine: &Line{},
	}
}

func line(pub, code byte) map[string]any {
	var p, c [32]byte
	p[0], c[0] = pub, code
	return map[string]any{"pub_key": p[:], "code_hash": c[:]}
}

func TestAMessageIsTheCanonicalMapOfItsFields(t *testing.T) {
	v := sample()
	want, err := canonical.Marshal(map[string]any{
		"flag": true, "small": 255, "number": 1 << 40, "signed": -7, "total": new(big.Int).Lsh(big.NewInt(1), 64),
		"note": "ü", "raw": []byte{1, 2}, "signature": v.Signature[:], "owner": v.Owner.Bytes(), "code": v.Code.Bytes(),
		"role": 5, "lines": []any{line(3, 0), line(0, 4)}, "grid": []any{[]int{1}, []int{}, []int{2, 3}},
		"perhaps": 0, "maybe_line": line(0, 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := sdk.Marshal(&v); !bytes.Equal(got, want) {
		t.Errorf("encoded as\n%x, want\n%x", got, want)
	}
	var back Everything
	if !sdk.Unmarshal(want, &back) || !reflect.DeepEqual(back, v) {
		t.Errorf("read back as\n%+v, want\n%+v", back, v)
	}
}

func TestARecordIsAnArrayOfItsFields(t *testing.T) {
	v := record{Sum: sdk.U64(9), Lines: []Line{{}}, kind: 3}
	want, err := canonical.Marshal([]any{9, []any{line(0, 0)}, 3})
	if err != nil {
		t.Fatal(err)
	}
	if got := sdk.Marshal(&v); !bytes.Equal(got, want) {
		t.Errorf("encoded as %x, want %x", got, want)
	}
	var back record
	if !sdk.Unmarshal(want, &back) || !reflect.DeepEqual(back, v) {
		t.Errorf("read back as %+v", back)
	}
}

func TestEntriesFindTheMethodAndRefuseEverythingElse(t *testing.T) {
	chain := sdktest.New(t)
	v := sample()
	for name, c := range map[string]struct {
		entry func([]byte) []byte
		input []byte
		want  []byte // nil: the abort code
		code  uint32
	}{
		"method with arguments":  {peerzExecute, sdk.Method("move", &v), sdk.Marshal(&v), 0},
		"method without":         {peerzExecute, sdk.Method("ping", nil), []byte{0xa0}, 0},
		"query":                  {peerzQuery, sdk.Method("total", nil), sdk.Marshal(&Line{}), 0},
		"arguments for none":     {peerzExecute, sdk.Method("ping", &Line{}), nil, sdk.ErrInput},
		"no arguments for some":  {peerzExecute, sdk.Method("move", nil), nil, sdk.ErrInput},
		"unknown method":         {peerzExecute, sdk.Method("pong", nil), nil, sdk.ErrMethod},
		"a query is no execute":  {peerzExecute, sdk.Method("total", nil), nil, sdk.ErrMethod},
		"no array":               {peerzExecute, []byte{0xa0}, nil, sdk.ErrInput},
		"nothing":                {peerzQuery, nil, nil, sdk.ErrInput},
		"more after the end":     {peerzQuery, append(sdk.Method("total", nil), 0), nil, sdk.ErrInput},
		"hook without arguments": {peerzEndBlock, []byte{0xa0}, nil, 0},
		"hook with wrong ones":   {peerzEndEpoch, []byte{0xa0}, nil, sdk.ErrInput},
	} {
		t.Run(name, func(t *testing.T) {
			var got []byte
			if code := chain.Run(func() { got = c.entry(c.input) }); code != c.code || !bytes.Equal(got, c.want) {
				t.Errorf("%x and code %d, want %x and %d", got, code, c.want, c.code)
			}
		})
	}
}

// Whatever the bytes are, what is accepted has exactly these bytes as its encoding.
func FuzzOnlyCanonicalMessagesAreAccepted(f *testing.F) {
	v := sample()
	f.Add(sdk.Marshal(&v))
	v.MaybeList, v.MaybeZero, v.MaybeWho = v.Lines, 7, sdk.AddressOf([]byte{1})
	f.Add(sdk.Marshal(&v))
	f.Fuzz(func(t *testing.T, data []byte) {
		var v Everything
		if !sdk.Unmarshal(data, &v) {
			return
		}
		var generic map[string]any
		if err := cbor.Unmarshal(data, &generic); err != nil {
			t.Fatalf("%x: the reference cannot read it: %v", data, err)
		}
		// An optional field may be present with its zero value, which is left out again.
		if _, zero := generic["maybe_zero"]; zero != (v.MaybeZero != 0) {
			return
		}
		if _, list := generic["more"]; list != (len(v.MaybeList) != 0) {
			return
		}
		if _, who := generic["maybe_who"]; who != !v.MaybeWho.IsZero() {
			return
		}
		if back := sdk.Marshal(&v); !bytes.Equal(back, data) {
			t.Errorf("%x was accepted, but is written %x", data, back)
		}
	})
}

// Parameters are read and changed by name; a text that is no value of one changes nothing.
func TestParamsHaveNames(t *testing.T) {
	v := Limits{Most: sdk.U64(5), Days: 3, Kinds: []Kind{{Name: "cash", Fee: 1}, {Name: "wire", Fee: 2}}}
	for _, c := range []struct{ name, now, text, after string }{
		{"most", "5", "340282366920938463463374607431768211455", "340282366920938463463374607431768211455"},
		{"most", "340282366920938463463374607431768211455", "340282366920938463463374607431768211456", ""},
		{"days", "3", "65535", "65535"},
		{"days", "65535", "65536", ""},
		{"days", "65535", "-1", ""},
		{"days", "65535", "007", ""},
		{"extra", "0x", "0x00ff", "0x00ff"},
		{"extra", "0x00ff", "0x0F", ""},
		{"extra", "0x00ff", "0x0", ""},
		{"extra", "0x00ff", "ff", ""},
		{"wire.fee", "2", "7", "7"},
		{"cash.fee", "1", "x", ""},
	} {
		if now, ok := v.Param(c.name); !ok || now != c.now {
			t.Errorf("%s is %q, %v; want %q", c.name, now, ok, c.now)
		}
		if ok := v.SetParam(c.name, c.text); ok != (c.after != "") {
			t.Errorf("%s takes %q: %v", c.name, c.text, ok)
		}
		if now, _ := v.Param(c.name); c.after != "" && now != c.after {
			t.Errorf("%s is %q then, want %q", c.name, now, c.after)
		}
	}
	for _, name := range []string{"", "fee", "wire", "wire.", "wire.name", "wires.fee", ".fee", "kinds"} {
		if _, ok := v.Param(name); ok || v.SetParam(name, "1") {
			t.Errorf("%q is a parameter", name)
		}
	}
}
