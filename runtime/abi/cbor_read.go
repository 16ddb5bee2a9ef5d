package abi

import (
	"errors"
	"fmt"
	"math"
	"unicode/utf8"
)

var (
	errShort    = errors.New("cbor: input ends early")
	errTrailing = errors.New("cbor: bytes after the end")
	errNotShort = errors.New("cbor: not the shortest form")
	errType     = errors.New("cbor: unexpected type")
	errUTF8     = errors.New("cbor: text is not UTF-8")
	errKeys     = errors.New("cbor: map keys are not sorted or repeat")
	errDeep     = errors.New("cbor: nested too deep")
)

// MaxCBORDepth is how deep arrays and maps may nest.
const MaxCBORDepth = 16

// Reader reads deterministic CBOR and accepts nothing else: whatever it accepts has exactly
// one encoding. The first error sticks and every later read returns zero values, so callers
// check once, with Close. Strings are views of the input. Counts are bounded by the bytes
// that remain, so no claim in the input makes a caller allocate more than a multiple of it.
type Reader struct {
	b   []byte
	err error
}

// NewReader reads from b, which must not change meanwhile.
func NewReader(b []byte) *Reader { return &Reader{b: b} }

// Err returns the first error.
func (r *Reader) Err() error { return r.err }

// Close returns the first error, or an error when bytes remain.
func (r *Reader) Close() error {
	if r.err == nil && len(r.b) != 0 {
		r.err = errTrailing
	}
	return r.err
}

// Fail makes err the reader's error unless it has one: for what the caller refuses.
func (r *Reader) Fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// head reads an initial byte and its argument, in shortest form only.
func (r *Reader) head() (major byte, n uint64) {
	if r.err != nil {
		return 0, 0
	}
	if len(r.b) == 0 {
		r.err = errShort
		return 0, 0
	}
	major, info := r.b[0]>>5, r.b[0]&31
	r.b = r.b[1:]
	if info < 24 {
		return major, uint64(info)
	}
	if info > 27 {
		r.err = fmt.Errorf("cbor: indefinite or reserved length")
		return 0, 0
	}
	size := 1 << (info - 24)
	if len(r.b) < size {
		r.err = errShort
		return 0, 0
	}
	for _, v := range r.b[:size] {
		n = n<<8 | uint64(v)
	}
	r.b = r.b[size:]
	if size == 1 && n < 24 || size > 1 && n>>(4*size) == 0 {
		r.err = errNotShort
		return 0, 0
	}
	return major, n
}

func (r *Reader) expect(want byte) uint64 {
	major, n := r.head()
	if r.err == nil && major != want {
		r.err = errType
		return 0
	}
	return n
}

// Uint reads an unsigned integer.
func (r *Reader) Uint() uint64 { return r.expect(majorUint) }

// Int reads a signed integer of 64 bits.
func (r *Reader) Int() int64 {
	major, n := r.head()
	switch {
	case r.err != nil:
		return 0
	case major > majorNeg || n > math.MaxInt64:
		r.err = errType
		return 0
	case major == majorNeg:
		return -1 - int64(n)
	}
	return int64(n)
}

// Bool reads true or false.
func (r *Reader) Bool() bool {
	major, n := r.head()
	if r.err == nil && (major != majorOther || n != 20 && n != 21) {
		r.err = errType
	}
	return n == 21 && r.err == nil
}

func (r *Reader) take(n uint64) []byte {
	if r.err != nil {
		return nil
	}
	if n > uint64(len(r.b)) {
		r.err = errShort
		return nil
	}
	v := r.b[:n:n]
	r.b = r.b[n:]
	return v
}

// Bytes reads a byte string, as a view of the input.
func (r *Reader) Bytes() []byte { return r.take(r.expect(majorBytes)) }

// Fixed reads a byte string of exactly len(dst) bytes into dst.
func (r *Reader) Fixed(dst []byte) {
	v := r.Bytes()
	if r.err == nil && len(v) != len(dst) {
		r.err = fmt.Errorf("cbor: %d bytes where %d are due", len(v), len(dst))
		return
	}
	copy(dst, v)
}

// Text reads a text string.
func (r *Reader) Text() string {
	v := r.take(r.expect(majorText))
	if r.err == nil && !utf8.Valid(v) {
		r.err = errUTF8
		return ""
	}
	return string(v)
}

// Array reads the head of an array: how many elements follow.
func (r *Reader) Array() int { return r.count(majorArray, 1) }

// Map reads the head of a map: how many pairs follow. Key order is the caller's to check,
// with Key.
func (r *Reader) Map() int { return r.count(majorMap, 2) }

func (r *Reader) count(major byte, bytesEach uint64) int {
	n := r.expect(major)
	if r.err == nil && n > uint64(len(r.b))/bytesEach {
		r.err = errShort
		return 0
	}
	return int(n)
}

// Key reads a text key that must sort after the previous one; the first has no previous.
func (r *Reader) Key(previous string, first bool) string {
	k := r.Text()
	if r.err == nil && !first && CompareKeys(previous, k) >= 0 {
		r.err = errKeys
	}
	return k
}

// Address reads a byte string of 20 bytes.
func (r *Reader) Address() (a Address) { r.Fixed(a[:]); return a }

// Hash reads a byte string of 32 bytes.
func (r *Reader) Hash() (h Hash) { r.Fixed(h[:]); return h }

// Amount reads an integer, or a bignum of 9 to 16 bytes without leading zeros.
func (r *Reader) Amount() Amount {
	if r.err != nil {
		return Amount{}
	}
	if len(r.b) == 0 || r.b[0] != bignumTag {
		return U64(r.Uint())
	}
	r.b = r.b[1:]
	v := r.Bytes()
	if r.err == nil && (len(v) < 9 || len(v) > 16 || v[0] == 0) {
		r.err = errNotShort
		return Amount{}
	}
	var a Amount
	for i, x := range v {
		if i < len(v)-8 {
			a.Hi = a.Hi<<8 | uint64(x)
		} else {
			a.Lo = a.Lo<<8 | uint64(x)
		}
	}
	return a
}

// Peek returns the major type of the next item (0 unsigned, 1 negative, 2 bytes, 3 text,
// 4 array, 5 map, 6 tag, 7 other), or -1 at the end.
func (r *Reader) Peek() int {
	if r.err != nil || len(r.b) == 0 {
		return -1
	}
	return int(r.b[0] >> 5)
}

func readFixed(b, dst []byte) error {
	r := NewReader(b)
	r.Fixed(dst)
	return r.Close()
}

func readAmount(b []byte) (Amount, []byte, error) {
	r := NewReader(b)
	a := r.Amount()
	return a, r.b, r.err
}
