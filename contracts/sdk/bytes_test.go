package sdk

import (
	"bytes"
	"testing"
)

func TestKeysSortAsTheirNumbers(t *testing.T) {
	last := Key('r', BE64(0), []byte("zz"))
	for _, u := range []uint64{1, 255, 256, 1 << 32, ^uint64(0)} {
		key := Key('r', BE64(u), []byte("a"))
		if bytes.Compare(last, key) >= 0 {
			t.Errorf("%x does not sort before %x", last, key)
		}
		if ReadBE64(key[1:]) != u {
			t.Errorf("%x is not read as %d", key, u)
		}
		last = key
	}
}

func TestPrefixEndIsTheFirstKeyAfterAPrefix(t *testing.T) {
	for prefix, want := range map[string]string{"a": "b", "a\xff": "b", "ab": "ac", "": "", "\xff\xff": ""} {
		if got := PrefixEnd([]byte(prefix)); string(got) != want || (want == "") != (got == nil) {
			t.Errorf("after %q comes %q, want %q", prefix, got, want)
		}
	}
}

func TestContextIsReadFromTheHostsBytes(t *testing.T) {
	b := make([]byte, 152)
	for i := range b {
		b[i] = byte(i)
	}
	b[60] = 3
	c := parseCtx(b)
	if !c.ReadOnly || !c.System || c.Self != AddressOf(b) || c.Caller != AddressOf(b[20:]) || c.Origin.Bytes()[0] != 40 || c.ChainID.Bytes()[31] != 151 {
		t.Errorf("%+v", c)
	}
	if c.Value != (Amount{Hi: 0x4f4e4d4c4b4a4948, Lo: 0x4746454443424140}) ||
		c.Height != 0x5756555453525150 || c.EpochEnd != 0x7776757473727170 {
		t.Errorf("%+v", c)
	}
}
