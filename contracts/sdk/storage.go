package sdk

// Get returns the value at key in this contract's storage, and false when there is none.
//
//go:noinline
func Get(key []byte) ([]byte, bool) {
	value, errno := hostGet(key)
	if errno == NotFound {
		return nil, false
	}
	must(errno, "get")
	return value, true
}

// Set stores value at key. A key is 1 to 256 bytes, a value 1 byte to 64 KiB; anything
// else, like a write in a query, aborts the call.
//
//go:noinline
func Set(key, value []byte) { must(hostSet(key, value), "set") }

// Delete removes key; a key that does not exist is fine.
//
//go:noinline
func Delete(key []byte) { must(hostDelete(key), "delete") }

// Entry is a key and its value.
type Entry struct{ Key, Value []byte }

// Scan returns at most limit (<= 1000) entries with start <= key < end in ascending
// order, or from the end backwards when reverse. A nil end means no end. The answer also
// stops before 64 KiB: ask again from after the last key when limit was not reached.
//
//go:noinline
func Scan(start, end []byte, reverse bool, limit int) []Entry {
	data, errno := hostScan(start, end, reverse, limit)
	must(errno, "scan")
	var entries []Entry
	for len(data) > 0 {
		var e Entry
		e.Key, data = cut(data)
		e.Value, data = cut(data)
		entries = append(entries, e)
	}
	return entries
}

// cut splits off a byte string behind its 32 bit length.
//
//go:noinline
func cut(data []byte) (item, rest []byte) {
	n := le32(data)
	return data[4 : 4+n : 4+n], data[4+n:]
}

// Load decodes the record at key into v, and reports whether there was one.
func Load[T Unmarshaler](key []byte, v T) bool {
	value, ok := Get(key)
	if ok && !Unmarshal(value, v) {
		Abort(ErrState, "stored record is malformed")
	}
	return ok
}

// Save stores v at key.
func Save[T Marshaler](key []byte, v T) { Set(key, Marshal(v)) }

// must ends the call for outcomes that only a mistake in the contract can cause.
//
//go:noinline
func must(errno Errno, what string) {
	switch {
	case errno >= 0:
	case errno == ReadOnly:
		Abort(ErrReadOnly, what)
	default:
		Abort(ErrHost, what)
	}
}
