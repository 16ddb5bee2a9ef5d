package sdk

// Address names an account or a contract: 20 bytes, shown by clients as bech32. The
// zero address belongs to nobody. Addresses compare with == and can be map keys.
//
// It is words and no byte array, because the compiler handles an array one element at a
// time. On wasm its first 20 bytes in memory are the address, as the host wants them.
type Address struct {
	a, b uint64 // little endian
	c    uint32
}

// AddressOf returns the address of 20 bytes; fewer are filled up with zeros.
//
//go:noinline
func AddressOf(b []byte) Address {
	var full [20]byte
	copy(full[:], b)
	return Address{le64(full[:]), le64(full[8:]), le32(full[16:])}
}

// Bytes returns the 20 bytes.
//
//go:noinline
func (x Address) Bytes() []byte {
	b := make([]byte, 20)
	x.put(b)
	return b
}

//go:noinline
func (x Address) put(b []byte) {
	putLE64(b, x.a)
	putLE64(b[8:], x.b)
	putLE32(b[16:], x.c)
}

// IsZero reports whether x is the zero address.
func (x Address) IsZero() bool { return x == Address{} }

// AccountOf returns the account of an ed25519 public key.
//
//go:noinline
func AccountOf(key Hash) Address {
	return AddressOf(SHA256(append([]byte("peerz/account"), key.Bytes()...)).Bytes()[:20])
}

// Hash is a SHA-256 digest, such as the hash that names a code, or a 32 byte key. Like
// an Address it is words; hashes compare with == and can be map keys.
type Hash struct{ a, b, c, d uint64 } // little endian

// HashOf returns the hash of 32 bytes; fewer are filled up with zeros.
//
//go:noinline
func HashOf(b []byte) Hash {
	var full [32]byte
	copy(full[:], b)
	return Hash{le64(full[:]), le64(full[8:]), le64(full[16:]), le64(full[24:])}
}

// Bytes returns the 32 bytes.
//
//go:noinline
func (h Hash) Bytes() []byte {
	b := make([]byte, 32)
	h.put(b)
	return b
}

//go:noinline
func (h Hash) put(b []byte) {
	putLE64(b, h.a)
	putLE64(b[8:], h.b)
	putLE64(b[16:], h.c)
	putLE64(b[24:], h.d)
}

// IsZero reports whether h is all zero, which the host uses for "none".
func (h Hash) IsZero() bool { return h == Hash{} }
