package sdk

// The ABI is little endian; keys are big endian, so that they sort as their numbers.

//go:noinline
func putLE64(b []byte, v uint64) {
	putLE32(b, uint32(v))
	putLE32(b[4:], uint32(v>>32))
}

func putLE32(b []byte, v uint32) {
	_ = b[3]
	b[0], b[1], b[2], b[3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
}

//go:noinline
func le64(b []byte) uint64 { return uint64(le32(b)) | uint64(le32(b[4:]))<<32 }

func le32(b []byte) uint32 {
	_ = b[3]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// BE64 returns u in 8 bytes, big endian: a part of a key that sorts as the number.
//
//go:noinline
func BE64(u uint64) []byte {
	b := make([]byte, 8)
	for i := range b {
		b[i] = byte(u >> (56 - 8*i))
	}
	return b
}

// ReadBE64 returns the number in the first 8 bytes of b, which must be that long.
//
//go:noinline
func ReadBE64(b []byte) uint64 {
	var u uint64
	for _, c := range b[:8] {
		u = u<<8 | uint64(c)
	}
	return u
}

// Key joins a prefix, which names the kind of record, and the parts. Parts of variable
// length are ambiguous except as the last one: use fixed widths (BE64, an Address).
//
//go:noinline
func Key(prefix byte, parts ...[]byte) []byte {
	n := 1
	for _, part := range parts {
		n += len(part)
	}
	key := make([]byte, 1, n)
	key[0] = prefix
	for _, part := range parts {
		key = append(key, part...)
	}
	return key
}

// PrefixEnd returns the smallest key after all keys that start with prefix, for the
// end of a Scan; nil (no end) when there is none.
//
//go:noinline
func PrefixEnd(prefix []byte) []byte {
	end := append([]byte(nil), prefix...)
	for i := len(end) - 1; i >= 0; i-- {
		if end[i]++; end[i] != 0 {
			return end[:i+1]
		}
	}
	return nil
}
