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

// Marshal encodes v.
func Marshal(v Marshaler) []byte {
	var e Encoder
	v.MarshalCBOR(&e)
	return e.buf
}

// Encoder appends deterministic CBOR (RFC 8949, section 4.2). The zero value is empty.
// The caller writes map keys in canonical order: shorter first, then bytewise.
type Encoder struct{ buf []byte }

// Bytes returns what was encoded so far, without copying.
func (e *Encoder) Bytes() []byte { return e.buf }

// head writes a major type and its argument in the shortest form.
func (e *Encoder) head(major byte, n uint64) {
	major <<= 5
	switch {
	case n < 24:
		e.buf = append(e.buf, major|byte(n))
	case n < 1<<8:
		e.buf = append(e.buf, major|24, byte(n))
	case n < 1<<16:
		e.buf = append(e.buf, major|25, byte(n>>8), byte(n))
	case n < 1<<32:
		e.buf = append(e.buf, major|26, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	default:
		e.buf = append(e.buf, major|27, byte(n>>56), byte(n>>48), byte(n>>40), byte(n>>32),
			byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
}

// Map starts a map of n pairs: a Text key and a value each.
func (e *Encoder) Map(n int) { e.head(majorMap, uint64(n)) }

// Array starts an array of n items.
func (e *Encoder) Array(n int) { e.head(majorArray, uint64(n)) }

// Uint writes an unsigned number.
func (e *Encoder) Uint(u uint64) { e.head(majorUint, u) }

// Int writes a signed number.
func (e *Encoder) Int(i int64) {
	if i < 0 {
		e.head(majorNeg, uint64(^i))
		return
	}
	e.head(majorUint, uint64(i))
}

// Amount writes an amount: a number below 2^64, a bignum without leading zeros above.
func (e *Encoder) Amount(a Amount) {
	if a.Hi == 0 {
		e.head(majorUint, a.Lo)
		return
	}
	n := 8 // bytes
	for hi := a.Hi; hi > 0; hi >>= 8 {
		n++
	}
	e.buf = append(e.buf, bigPositive, majorBytes<<5|byte(n))
	for i := n - 1; i >= 8; i-- {
		e.buf = append(e.buf, byte(a.Hi>>(8*(i-8))))
	}
	e.buf = append(e.buf, BE64(a.Lo)...)
}

// Text writes a text; s must be valid UTF-8.
func (e *Encoder) Text(s string) {
	e.head(majorText, uint64(len(s)))
	e.buf = append(e.buf, s...)
}

// Blob writes a byte string.
func (e *Encoder) Blob(b []byte) {
	e.head(majorBytes, uint64(len(b)))
	e.buf = append(e.buf, b...)
}

// Bool writes true or false.
func (e *Encoder) Bool(b bool) {
	if b {
		e.buf = append(e.buf, simpleTrue)
		return
	}
	e.buf = append(e.buf, simpleFalse)
}
