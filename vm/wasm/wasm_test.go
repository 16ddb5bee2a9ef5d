package wasm

import (
	"bytes"
	"testing"
)

func TestSignedNumbersRoundTrip(t *testing.T) {
	for _, v := range []int64{0, 1, -1, 63, 64, -64, -65, 127, 128, 1<<31 - 1, -1 << 31, 1<<63 - 1, -1 << 63} {
		var w Writer
		w.S64(v)
		r := &reader{b: w.B}
		if got := r.signed(64); got != v || r.end("number") != nil {
			t.Errorf("%d became %d (% x): %v", v, got, w.B, r.err)
		}
	}
}

func TestUnsignedNumbersRoundTrip(t *testing.T) {
	for _, v := range []uint32{0, 1, 127, 128, 16383, 16384, 1<<32 - 1} {
		var w Writer
		w.U32(v)
		r := &reader{b: w.B}
		if got := r.u32(); got != v || r.end("number") != nil {
			t.Errorf("%d became %d (% x): %v", v, got, w.B, r.err)
		}
	}
}

// Numbers may be longer than they need to be, as linkers write them, but not longer than their
// type, and unused bits must agree with the sign.
func TestNumbersOutOfForm(t *testing.T) {
	for _, c := range []struct {
		name  string
		bytes []byte
		bits  int // 0: unsigned 32
		ok    bool
	}{
		{"padded", []byte{0x81, 0x80, 0x80, 0x80, 0x00}, 0, true},
		{"six bytes", []byte{0x81, 0x80, 0x80, 0x80, 0x80, 0x00}, 0, false},
		{"33 bits", []byte{0xff, 0xff, 0xff, 0xff, 0x1f}, 0, false},
		{"cut off", []byte{0x80}, 0, false},
		{"nothing", nil, 0, false},
		{"padded negative", []byte{0xff, 0xff, 0xff, 0xff, 0x7f}, 32, true},
		{"sign disagrees", []byte{0xff, 0xff, 0xff, 0xff, 0x4f}, 32, false},
		{"sign disagrees, positive", []byte{0x80, 0x80, 0x80, 0x80, 0x70}, 32, false},
		{"64 bits, padded", []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}, 64, true},
		{"65 bits", []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, 64, false},
	} {
		r := &reader{b: c.bytes}
		if c.bits == 0 {
			r.u32()
		} else {
			r.signed(c.bits)
		}
		if err := r.end("number"); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// Every opcode either has a description or a reason to be refused that is not "unknown" by
// accident: the unknown ones are those that no extension of the format has taken.
func TestEveryOpcodeIsKnown(t *testing.T) {
	unknown := 0
	for op := range Op(256) {
		code, message := refusal(op)
		if info := Lookup(op); info.Name == "" && op != 0xfc && code == UnknownOp {
			unknown++
		} else if message == "" {
			t.Errorf("0x%02x has no message", op)
		}
	}
	if unknown != 54 {
		t.Errorf("%d unknown opcodes", unknown)
	}
	if len(Ops()) != 112 {
		t.Errorf("contracts may use %d instructions", len(Ops()))
	}
}

// FuzzDecode demands that decoding never panics and never takes more than a few times the
// input's size.
func FuzzDecode(f *testing.F) {
	f.Add(append(Magic[:], 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, 4, 1, 2, 0, 0x0b))
	f.Add(append(Magic[:], 5, 3, 1, 0, 1, 11, 7, 1, 0, 0x41, 0, 0x0b, 1, 'x'))
	f.Fuzz(func(t *testing.T, code []byte) {
		m, err := Decode(code)
		if err != nil {
			if err.Offset < 0 || err.Offset > len(code) || err.Code == "" {
				t.Fatalf("bad reason %+v", err)
			}
			return
		}
		for _, c := range m.Code {
			if instrs, err := DecodeBody(nil, c.Body, c.Offset); err == nil && len(instrs) > len(c.Body) {
				t.Fatal("more instructions than bytes")
			}
			if len(c.Body) > 0 && !bytes.Equal(c.Body, code[c.Offset:c.Offset+len(c.Body)]) {
				t.Fatal("a body is not where it says")
			}
		}
	})
}
