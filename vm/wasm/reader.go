package wasm

import (
	"bytes"
	"unicode/utf8"
)

// reader walks over bytes that nobody vouches for. The first failure sticks, later reads give
// zeros, and end() reports it; so parsing code needs no error check per read.
type reader struct {
	b    []byte
	pos  int
	base int // offset of b[0] in the module
	err  *Error
}

func (r *reader) offset() int { return r.base + r.pos }
func (r *reader) left() int   { return len(r.b) - r.pos }

func (r *reader) fail(code, format string, args ...any) {
	if r.err == nil {
		r.err = Errorf(code, r.offset(), format, args...)
		r.pos = len(r.b)
	}
}

func (r *reader) byte() byte {
	if r.pos >= len(r.b) {
		r.fail(Malformed, "unexpected end")
		return 0
	}
	c := r.b[r.pos]
	r.pos++
	return c
}

// take returns the next n bytes as a view.
func (r *reader) take(n int) []byte {
	if n < 0 || n > r.left() {
		r.fail(Malformed, "unexpected end")
		return nil
	}
	v := r.b[r.pos : r.pos+n : r.pos+n]
	r.pos += n
	return v
}

// u32 reads an unsigned LEB128 of at most five bytes.
func (r *reader) u32() uint32 {
	if r.pos < len(r.b) && r.b[r.pos] < 0x80 { // most are short
		r.pos++
		return uint32(r.b[r.pos-1])
	}
	var v uint64
	for shift := 0; shift < 35; shift += 7 {
		c := r.byte()
		v |= uint64(c&0x7f) << shift
		if c < 0x80 {
			if v > 1<<32-1 {
				r.fail(Malformed, "integer too large")
				return 0
			}
			return uint32(v)
		}
	}
	r.fail(Malformed, "integer too long")
	return 0
}

// signed reads a signed LEB128 of a number with this many bits; unused bits of the last byte
// must repeat the sign.
func (r *reader) signed(bits int) int64 {
	var v int64
	for shift := 0; shift < bits; shift += 7 {
		c := r.byte()
		v |= int64(c&0x7f) << shift
		if c >= 0x80 {
			continue
		}
		if used := bits - shift; used < 7 {
			rest := int8(c<<1) >> used // sign-extended payload without its used bits but the sign
			if rest != 0 && rest != -1 {
				r.fail(Malformed, "integer too large")
				return 0
			}
		}
		if end := shift + 7; end < 64 {
			v = v << (64 - end) >> (64 - end)
		}
		return v
	}
	r.fail(Malformed, "integer too long")
	return 0
}

// count reads the length of a vector: at most max, and at most one entry per byte left.
func (r *reader) count(max int, what string) int {
	n := r.u32()
	if n > uint32(max) {
		r.fail(TooLarge, "%d %s, at most %d", n, what, max)
		return 0
	}
	if int(n) > r.left() {
		r.fail(Malformed, "%d %s in %d bytes", n, what, r.left())
		return 0
	}
	return int(n)
}

func (r *reader) name() string {
	n := r.count(MaxName, "bytes of a name")
	b := r.take(n)
	if !utf8.Valid(b) {
		r.fail(Malformed, "name is not UTF-8")
		return ""
	}
	return string(bytes.Clone(b))
}

// end reports the first failure, or bytes that are left over.
func (r *reader) end(what string) *Error {
	if r.err == nil && r.left() != 0 {
		r.fail(Malformed, "%d bytes left over in %s", r.left(), what)
	}
	return r.err
}
