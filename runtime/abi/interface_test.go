package abi

import (
	"bytes"
	"strings"
	"testing"
)

const testInterface = `{"name":"shop","version":"1","kind":"contract","doc":"","methods":[
 {"name":"buy","entry":"execute","doc":"","args":[
   {"name":"who","type":"address"},{"name":"items","type":"[]Item"},{"name":"note","type":"text","optional":true}],
  "returns":[{"name":"paid","type":"amount"},{"name":"at","type":"u64"},{"name":"by","type":"hash"},{"name":"delta","type":"i64"},{"name":"raw","type":"bytes"},{"name":"ok","type":"bool"}]},
 {"name":"instantiate","entry":"instantiate","doc":"","args":[],"returns":[]}],
 "types":{"Item":[{"name":"id","type":"text"},{"name":"n","type":"amount"}]},
 "errors":[{"code":3,"name":"sold_out","doc":""}]}`

func shop(t testing.TB) *Interface {
	t.Helper()
	i, err := ParseInterface([]byte(testInterface))
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestArgumentsGoThereAndBack(t *testing.T) {
	i := shop(t)
	args := `{"items":[{"n":"340282366920938463463374607431768211455","id":"a"},{"n":2,"id":"b"}],"who":"` + Address{1}.String() + `"}`
	call, err := EncodeCall(i, EntryExecute, "buy", []byte(args))
	if err != nil {
		t.Fatal(err)
	}
	if err := checkCanonical(call); err != nil {
		t.Fatalf("input is not canonical: %v", err)
	}
	r := NewReader(call)
	if r.Array() != 2 || r.Text() != "buy" {
		t.Fatal("an execute call names its method")
	}
	back, err := DecodeArgs(i, EntryExecute, "buy", r.Raw())
	want := `{"who":"` + Address{1}.String() + `","items":[{"n":"340282366920938463463374607431768211455","id":"a"},{"n":"2","id":"b"}]}`
	if err != nil || string(back) != want {
		t.Errorf("back comes %s, %v", back, err)
	}
}

func TestArgumentErrorsSayWhatIsWrong(t *testing.T) {
	who := `"who":"` + Address{1}.String() + `"`
	cases := []struct{ args, says string }{
		{`{`, "not JSON"},
		{`{} {}`, "after the end"},
		{`[]`, "want an object"},
		{`{` + who + `}`, `argument "items" ([]Item) is missing`},
		{`{` + who + `,"items":[],"x":1}`, `no argument "x"; it takes: who address, items []Item, note text`},
		{`{` + who + `,"items":{}}`, "buy.items: want a list"},
		{`{` + who + `,"items":[{"id":1,"n":1}]}`, "buy.items[0].id: want text, have 1"},
		{`{` + who + `,"items":[{"id":"a","n":-1}]}`, "buy.items[0].n: want amount, have -1"},
		{`{` + who + `,"items":[{"id":"a","n":1.5}]}`, "want amount"},
		{`{"who":"bob","items":[]}`, `buy.who: want address, have "bob"`},
		{`{` + who + `,"items":[],"note":null}`, "want text, have null"},
	}
	for _, c := range cases {
		if _, err := EncodeCall(shop(t), EntryExecute, "buy", []byte(c.args)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v; want %q", c.args, err, c.says)
		}
	}
	if _, err := EncodeCall(shop(t), EntryExecute, "sell", nil); err == nil || !strings.Contains(err.Error(), "it has: buy") {
		t.Errorf("unknown method: %v", err)
	}
	if b, err := EncodeCall(shop(t), EntryInstantiate, "instantiate", nil); err != nil || !bytes.Equal(b, []byte{0xa0}) {
		t.Errorf("no arguments: %x, %v", b, err)
	}
}

func TestResultsMustMatchTheInterface(t *testing.T) {
	i := shop(t)
	b := AppendUint(AppendText(AppendMap(nil, 6), "at"), 9)
	b = AppendBytes(AppendText(b, "by"), make([]byte, 32))
	b = AppendBool(AppendText(b, "ok"), true)
	b = AppendBytes(AppendText(b, "raw"), []byte{0xab})
	b = U64(5).AppendCBOR(AppendText(b, "paid"))
	b = AppendInt(AppendText(b, "delta"), -3)
	out, err := DecodeResult(i, EntryExecute, "buy", b)
	want := `{"at":9,"by":"` + strings.Repeat("0", 64) + `","ok":true,"raw":"ab","paid":"5","delta":-3}`
	if err != nil || string(out) != want {
		t.Errorf("result %s, %v", out, err)
	}
	for _, bad := range [][]byte{nil, {0xa0}, b[:len(b)-1], append(bytes.Clone(b), 0), {0xa1, 0x61, 'x', 1}} {
		if _, err := DecodeResult(i, EntryExecute, "buy", bad); err == nil {
			t.Errorf("%x is accepted", bad)
		}
	}
	if out, err := DecodeResult(i, EntryInstantiate, "instantiate", nil); err != nil || string(out) != "{}" {
		t.Errorf("nothing is %s, %v", out, err)
	}
	if i.ErrorName(3) != "sold_out" || i.ErrorName(4) != "" {
		t.Error("error names")
	}
}

func TestInterfacesAreChecked(t *testing.T) {
	for _, bad := range []string{"", "{", `{"methods":[{"name":"f","args":[{"name":"a","type":"float"}]}]}`, `{"types":{"A":[{"name":"b","type":"[]B"}]}}`} {
		if _, err := ParseInterface([]byte(bad)); err == nil {
			t.Errorf("%q is an interface", bad)
		}
	}
}

// FuzzInterface: no interface, arguments or output, however hostile, does worse than an error.
func FuzzInterface(f *testing.F) {
	f.Add([]byte(testInterface), []byte(`{"items":[]}`), []byte{0xa0})
	f.Add([]byte(`{"methods":[{"name":"f","entry":"query","args":[{"name":"a","type":"A"}],"returns":[{"name":"a","type":"A"}]}],"types":{"A":[{"name":"a","type":"[]A","optional":true}]}}`),
		[]byte(`{"a":{"a":[{}]}}`), []byte{0xa1, 0x61, 'a', 0xa0})
	f.Fuzz(func(t *testing.T, section, args, output []byte) {
		i, err := ParseInterface(section)
		if err != nil {
			return
		}
		for _, m := range i.Methods {
			if b, err := EncodeCall(i, m.Entry, m.Name, args); err == nil && checkCanonical(b) != nil {
				t.Fatalf("arguments %s become %x", args, b)
			}
			_, _ = DecodeResult(i, m.Entry, m.Name, output)
		}
	})
}
