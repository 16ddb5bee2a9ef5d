package sdk

import "unicode/utf8"

// Unmarshaler is a type that reads itself; package contracts/build generates it.
type Unmarshaler interface{ UnmarshalCBOR(d *Decoder) }

// Unmarshal decodes data, all of it, into v. It returns false for anything but the one
// canonical encoding of a value of that type; v is then partly filled: do not use it.
func Unmarshal[T Unmarshaler](data []byte, v T) bool {
	d := NewDecoder(data)
	v.UnmarshalCBOR(d)
	return d.Done()
}

// Decoder reads deterministic CBOR and refuses everything else: longer integers than
// needed, indefinite lengths, map keys out of order, lengths beyond the data. The first
// mistake is remembered: from then on every method returns a zero value, so that
// decoding code needs no checks until Done.
type Decoder struct {
	data   []byte
	failed bool
}

// NewDecoder reads from data, which it keeps: byte strings alias it.
func NewDecoder(data []byte) *Decoder { return &Decoder{data: data} }

// Done reports whether everything was read, without a mistake.
func (d *Decoder) Done() bool { return !d.failed && len(d.data) == 0 }

// Fail makes Done report false, for rules that a type adds, and returns 0.
func (d *Decoder) Fail() uint64 {
	d.failed, d.data = true, nil
	return 0
}

// head reads an item's first byte and argument; the major type must be the one given.
//
//go:noinline
func (d *Decoder) head(major byte) uint64 {
	if len(d.data) == 0 || d.data[0]>>5 != major {
		return d.Fail()
	}
	info := d.data[0] & 31
	if info < 24 {
		d.data = d.data[1:]
		return uint64(info)
	}
	if info > 27 {
		return d.Fail()
	}
	width := 1 << (info - 24)
	if len(d.data) < 1+width {
		return d.Fail()
	}
	var n uint64
	for _, b := range d.data[1 : 1+width] {
		n = n<<8 | uint64(b)
	}
	// The shortest form: a one byte argument starts at 24, wider ones where the
	// narrower end.
	if info == 24 && n < 24 || info > 24 && n>>(4*width) == 0 {
		return d.Fail()
	}
	d.data = d.data[1+width:]
	return n
}

// count reads the head of a container whose items take at least size bytes each, so
// that no length can ask for more memory than the data deserves.
//
//go:noinline
func (d *Decoder) count(major byte, size uint64) int {
	n := d.head(major)
	if n > uint64(len(d.data))/size {
		d.Fail()
		return 0
	}
	return int(n)
}

// Uint reads an unsigned number.
//
//go:noinline
func (d *Decoder) Uint() uint64 { return d.head(majorUint) }

// UintMax reads an unsigned number of at most limit.
//
//go:noinline
func (d *Decoder) UintMax(limit uint64) uint64 {
	u := d.Uint()
	if u > limit {
		return d.Fail()
	}
	return u
}

// Int reads a signed number.
//
//go:noinline
func (d *Decoder) Int() int64 {
	negative := len(d.data) > 0 && d.data[0]>>5 == majorNeg
	var major byte
	if negative {
		major = majorNeg
	}
	n := d.head(major)
	if n>>63 != 0 {
		n = d.Fail()
	}
	if negative && !d.failed {
		return ^int64(n)
	}
	return int64(n)
}

// Amount reads a number or a bignum of 9 to 16 bytes.
//
//go:noinline
func (d *Decoder) Amount() Amount {
	if len(d.data) == 0 || d.data[0] != bigPositive {
		return U64(d.Uint())
	}
	d.data = d.data[1:]
	b := d.Blob()
	if len(b) < 9 || len(b) > 16 || b[0] == 0 {
		d.Fail()
		return Amount{}
	}
	var a Amount
	for _, c := range b {
		a.Hi, a.Lo = a.Hi<<8|a.Lo>>56, a.Lo<<8|uint64(c)
	}
	return a
}

// Blob reads a byte string, aliasing the data.
//
//go:noinline
func (d *Decoder) Blob() []byte { return d.take(majorBytes) }

// Text reads a text, which must be valid UTF-8.
//
//go:noinline
func (d *Decoder) Text() string {
	b := d.take(majorText)
	if !utf8.Valid(b) {
		d.Fail()
		return ""
	}
	return string(b)
}

//go:noinline
func (d *Decoder) take(major byte) []byte {
	n := d.count(major, 1)
	b := d.data[:n:n]
	d.data = d.data[n:]
	return b
}

// Fixed reads a byte string of exactly len(dst) bytes into dst.
//
//go:noinline
func (d *Decoder) Fixed(dst []byte) {
	b := d.Blob()
	if len(b) != len(dst) {
		d.Fail()
		return
	}
	copy(dst, b)
}

// Address reads a byte string of 20 bytes.
//
//go:noinline
func (d *Decoder) Address() Address {
	b := d.Blob()
	if len(b) != 20 {
		d.Fail()
		return Address{}
	}
	return AddressOf(b)
}

// Hash reads a byte string of 32 bytes.
//
//go:noinline
func (d *Decoder) Hash() Hash {
	b := d.Blob()
	if len(b) != 32 {
		d.Fail()
		return Hash{}
	}
	return HashOf(b)
}

// Bool reads true or false.
//
//go:noinline
func (d *Decoder) Bool() bool {
	if len(d.data) == 0 || d.data[0] != simpleFalse && d.data[0] != simpleTrue {
		d.Fail()
		return false
	}
	b := d.data[0] == simpleTrue
	d.data = d.data[1:]
	return b
}
