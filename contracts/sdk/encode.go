package sdk

// CBOR major types, in the top three bits of an item's first byte.
const (
	majorUint  = 0
	majorNeg   = 1
	majorBytes = 2
	majorText  = 3
	majorArray = 4
	majorMap   = 5

	bigPositive = 0xc2 // tag 2: an unsigned bignum follows as a byte string
	simpleFalse = 0xf4
	simpleTrue  = 0xf5
)

// Marshaler is a type that writes itself; package contracts/build generates it.
type Marshaler interface{ MarshalCBOR(e *Encoder) }

// Marshal encodes v. It is generic, like Unmarshal, Load and Save, so that the compiler
// drops the codecs that a contract does not use: an interface would keep both directions
// of every type that is ever converted to it.
func Marshal[T Marshaler](v T) []byte {
	var e Encoder
	v.MarshalCBOR(&e)
	return e.buf
}

// Encoder appends deterministic CBOR (RFC 8949, section 4.2). The zero value is empty.
// The caller writes map keys in canonical order: shorter first, then bytewise.
type Encoder struct{ buf []byte }

// Bytes returns what was encoded so far, without copying.
func (e *Encoder) Bytes() []byte { return e.buf }

// grow extends the buffer by n bytes and returns them. Memory is never freed in a
// guest, so the buffer starts with what most messages need and grows by doubling.
//
//go:noinline
func (e *Encoder) grow(n int) []byte {
	at := len(e.buf)
	if at+n > cap(e.buf) {
		grown := make([]byte, at, max(256, 2*cap(e.buf), at+n))
		copy(grown, e.buf)
		e.buf = grown
	}
	e.buf = e.buf[:at+n]
	return e.buf[at:]
}

// head writes a major type and its argument in the shortest form.
//
//go:noinline
func (e *Encoder) head(major byte, n uint64) {
	width, info := 0, byte(n)
	switch {
	case n < 24:
	case n < 1<<8:
		width, info = 1, 24
	case n < 1<<16:
		width, info = 2, 25
	case n < 1<<32:
		width, info = 4, 26
	default:
		width, info = 8, 27
	}
	b := e.grow(1 + width)
	b[0] = major<<5 | info
	for ; width > 0; width-- {
		b[width] = byte(n)
		n >>= 8
	}
}

// Map starts a map of n pairs: a Text key and a value each.
//
//go:noinline
func (e *Encoder) Map(n int) { e.head(majorMap, uint64(n)) }

// Array starts an array of n items.
//
//go:noinline
func (e *Encoder) Array(n int) { e.head(majorArray, uint64(n)) }

// Uint writes an unsigned number.
//
//go:noinline
func (e *Encoder) Uint(u uint64) { e.head(majorUint, u) }

// Int writes a signed number.
//
//go:noinline
func (e *Encoder) Int(i int64) {
	if i < 0 {
		e.head(majorNeg, uint64(^i))
		return
	}
	e.head(majorUint, uint64(i))
}

// Amount writes an amount: a number below 2^64, a bignum without leading zeros above.
//
//go:noinline
func (e *Encoder) Amount(a Amount) {
	if a.Hi == 0 {
		e.head(majorUint, a.Lo)
		return
	}
	n := 8 // bytes
	for hi := a.Hi; hi > 0; hi >>= 8 {
		n++
	}
	b := e.grow(2 + n)
	b[0], b[1] = bigPositive, majorBytes<<5|byte(n)
	for i := 1 + n; i > 1; i-- {
		b[i] = byte(a.Lo)
		a.Hi, a.Lo = a.Hi>>8, a.Hi<<56|a.Lo>>8
	}
}

// Text writes a text; s must be valid UTF-8.
//
//go:noinline
func (e *Encoder) Text(s string) {
	e.head(majorText, uint64(len(s)))
	copy(e.grow(len(s)), s)
}

// Blob writes a byte string.
//
//go:noinline
func (e *Encoder) Blob(b []byte) {
	e.head(majorBytes, uint64(len(b)))
	copy(e.grow(len(b)), b)
}

// Address writes the 20 bytes.
//
//go:noinline
func (e *Encoder) Address(a Address) {
	e.head(majorBytes, 20)
	a.put(e.grow(20))
}

// Hash writes the 32 bytes.
//
//go:noinline
func (e *Encoder) Hash(h Hash) {
	e.head(majorBytes, 32)
	h.put(e.grow(32))
}

// Bool writes true or false.
//
//go:noinline
func (e *Encoder) Bool(b bool) {
	v := byte(simpleFalse)
	if b {
		v = simpleTrue
	}
	e.grow(1)[0] = v
}
