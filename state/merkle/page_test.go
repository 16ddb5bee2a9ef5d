package merkle

import (
	"bytes"
	"strings"
	"testing"
)

func TestPageRoundTrip(t *testing.T) {
	var s [fan]entry
	s[0] = entry{hash: Hash{1}, key: "short"}
	s[7] = entry{hash: Hash{2}}
	s[15] = entry{hash: Hash{3}, key: strings.Repeat("long", 100)}
	b := pack(&s).Encode(nil)
	p, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	if p.slots() != s {
		t.Fatalf("read back %v", p.slots())
	}
	if p.row() != rowOf(&s) {
		t.Fatalf("row %v", p.row())
	}
	for i := range s {
		if p.at(byte(i)) != s[i] {
			t.Fatalf("place %d: %v", i, p.at(byte(i)))
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	h := strings.Repeat("h", 32)
	for name, b := range map[string]string{
		"nothing":              "",
		"no subtree":           "\x00\x00\x00\x00",
		"leaf that is absent":  "\x00\x01\x00\x03" + h,
		"cut hash":             "\x00\x01\x00\x00" + h[1:],
		"zero hash":            "\x00\x01\x00\x00" + strings.Repeat("\x00", 32),
		"no key":               "\x00\x01\x00\x01" + h,
		"empty key":            "\x00\x01\x00\x01" + h + "\x00",
		"cut key":              "\x00\x01\x00\x01" + h + "\x05four",
		"length in two ways":   "\x00\x01\x00\x01" + h + "\x84\x00four",
		"length that overruns": "\x00\x01\x00\x01" + h + "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01k",
		"more than a page":     "\x00\x01\x00\x00" + h + "x",
	} {
		if _, err := Decode([]byte("\xff\xff" + b)); err != ErrPage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Whatever decodes must encode to the same bytes: pages are compared by bytes.
func FuzzDecode(f *testing.F) {
	var s [fan]entry
	s[3] = entry{hash: Hash{1}, key: "key"}
	s[9] = entry{hash: Hash{2}}
	f.Add(pack(&s).Encode(nil))
	f.Add([]byte{0xff, 0xff, 0, 1, 0, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Decode(b)
		if err != nil {
			return
		}
		if again := p.Encode(nil); !bytes.Equal(again, b) {
			t.Fatalf("%x became %x", b, again)
		}
		slots := p.slots()
		if fold(&slots).kind == none {
			t.Fatal("a page with entries folds to nothing")
		}
	})
}
