package abi

import (
	"errors"

	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Raw reads one whole item of any kind the ABI knows and returns its encoding as a view.
func (r *Reader) Raw() []byte {
	start := r.b
	r.skip(0)
	if r.err != nil {
		return nil
	}
	return start[: len(start)-len(r.b) : len(start)-len(r.b)]
}

func (r *Reader) skip(depth int) {
	if depth > MaxCBORDepth {
		r.Fail(errDeep)
		return
	}
	switch r.Peek() {
	case majorUint:
		r.Uint()
	case majorNeg:
		r.Int()
	case majorBytes:
		r.Bytes()
	case majorText:
		r.Text()
	case majorArray:
		for n := r.Array(); n > 0 && r.err == nil; n-- {
			r.skip(depth + 1)
		}
	case majorMap:
		key := ""
		for n, i := r.Map(), 0; i < n && r.err == nil; i++ {
			key = r.Key(key, i == 0)
			r.skip(depth + 1)
		}
	case majorTag:
		r.Amount()
	case majorOther:
		r.Bool()
	default:
		r.Fail(errShort)
	}
}

// CheckEvent reports why data is no event: a map from text to scalars, at most MaxEventData. Texts
// are empty or lines in the sense of package text, for events are what people read.
func CheckEvent(data []byte) error {
	if len(data) > MaxEventData {
		return errors.New("event: data too large")
	}
	r := NewReader(data)
	key := ""
	for n, i := r.Map(), 0; i < n && r.err == nil; i++ {
		key = r.Key(key, i == 0)
		if !text.IsLine(key) && r.err == nil {
			return errors.New("event: a name is not a line of text")
		}
		switch r.Peek() {
		case majorArray, majorMap:
			return errors.New("event: a value is not a scalar")
		case majorText:
			if said := r.Text(); said != "" && !text.IsLine(said) {
				return errors.New("event: a text is not a line")
			}
		default:
			r.skip(0)
		}
	}
	return r.Close()
}
