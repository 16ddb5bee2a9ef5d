package pack

import (
	"encoding/binary"
	"fmt"
)

// reader takes a section apart. Like the SDK's decoder it remembers the first mistake
// and returns zeros from then on; every loop is bounded by the bytes that are left.
type reader struct {
	data []byte
	bad  bool
}

func (r *reader) fail() {
	r.bad, r.data = true, nil
}

func (r *reader) byte() byte {
	if len(r.data) == 0 {
		r.fail()
		return 0
	}
	b := r.data[0]
	r.data = r.data[1:]
	return b
}

func (r *reader) u32() uint32 {
	v, n := binary.Uvarint(r.data)
	if n <= 0 || n > 5 || v > 1<<32-1 {
		r.fail()
		return 0
	}
	r.data = r.data[n:]
	return uint32(v)
}

// signed reads a signed LEB128 number of at most ten bytes.
func (r *reader) signed() int64 {
	var v int64
	for shift := uint(0); shift < 70; shift += 7 {
		b := r.byte()
		v |= int64(b&0x7f) << shift
		if b < 0x80 {
			if shift+7 < 64 && b&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			return v
		}
	}
	r.fail()
	return 0
}

// count reads the length of a vector whose items take at least one byte each.
func (r *reader) count() int {
	n := r.u32()
	if uint64(n) > uint64(len(r.data)) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) bytes() []byte { return r.take(r.count()) }

func (r *reader) take(n int) []byte {
	if n > len(r.data) {
		r.fail()
		return nil
	}
	b := r.data[:n:n]
	r.data = r.data[n:]
	return b
}

// done reports an error unless everything was read without a mistake.
func (r *reader) done(what string) error {
	if r.bad || len(r.data) != 0 {
		return fmt.Errorf("%w: malformed %s", ErrModule, what)
	}
	return nil
}

func appendU32(b []byte, v uint32) []byte { return binary.AppendUvarint(b, uint64(v)) }

func appendBytes(b, data []byte) []byte { return append(appendU32(b, uint32(len(data))), data...) }

func appendSigned(b []byte, v int64) []byte {
	for {
		low := byte(v & 0x7f)
		v >>= 7
		if v == 0 && low&0x40 == 0 || v == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}

func appendSection(b []byte, id byte, payload []byte) []byte {
	return appendBytes(append(b, id), payload)
}

func appendCustom(b []byte, name string, data []byte) []byte {
	return appendSection(b, sectionCustom, append(appendBytes(nil, []byte(name)), data...))
}
