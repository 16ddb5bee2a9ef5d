package sdk

// Field is one named value of an event.
type Field struct {
	key   string
	value []byte // CBOR
}

// Text makes a text field.
//
//go:noinline
func Text(key, value string) Field {
	var e Encoder
	e.Text(value)
	return Field{key, e.Bytes()}
}

// Uint makes a number field.
//
//go:noinline
func Uint(key string, value uint64) Field {
	var e Encoder
	e.Uint(value)
	return Field{key, e.Bytes()}
}

// Amt makes an amount field.
//
//go:noinline
func Amt(key string, value Amount) Field {
	var e Encoder
	e.Amount(value)
	return Field{key, e.Bytes()}
}

// Addr makes an address field.
//
//go:noinline
func Addr(key string, value Address) Field { return Bytes(key, value.Bytes()) }

// Bytes makes a byte string field.
//
//go:noinline
func Bytes(key string, value []byte) Field {
	var e Encoder
	e.Blob(value)
	return Field{key, e.Bytes()}
}

// Emit adds an event to the receipt: kind is [a-z0-9_.]{1,64}, the encoded fields are
// at most 4 KiB, in any order, without duplicates.
//
//go:noinline
func Emit(kind string, fields ...Field) {
	for i := range fields { // insertion sort into canonical order: events are small
		for j := i; j > 0 && keyLess(fields[j].key, fields[j-1].key); j-- {
			fields[j], fields[j-1] = fields[j-1], fields[j]
		}
	}
	var e Encoder
	e.Map(len(fields))
	for _, f := range fields {
		e.Text(f.key)
		copy(e.grow(len(f.value)), f.value)
	}
	must(hostEvent(kind, e.buf), "event refused")
}

// keyLess orders text keys by their encoding: shorter first, then bytewise.
func keyLess(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}
