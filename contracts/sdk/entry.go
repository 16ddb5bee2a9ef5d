package sdk

// What generated entries need.

// MustDone aborts with ErrInput unless d read everything, without a mistake.
//
//go:noinline
func MustDone(d *Decoder) {
	if !d.Done() {
		Abort(ErrInput, "arguments are not the canonical CBOR of this method")
	}
}

// BadMethod aborts with ErrMethod, or with ErrInput when there was no method at all.
//
//go:noinline
func BadMethod(d *Decoder) {
	if d.failed {
		Abort(ErrInput, "input is not [method, arguments]")
	}
	Abort(ErrMethod, "no such method")
}

// NoResult is the output of a method that returns nothing: the empty map.
func NoResult() []byte { return []byte{majorMap << 5} }
