package api

import (
	"bytes"
	stdbinary "encoding/binary"
	"encoding/json"
	"sync"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// maxInterfaces bounds the cache; it is dropped whole when full.
const maxInterfaces = 64

// interfaces remembers the interface of each code: it never changes. The zero
// value works.
type interfaces struct {
	mu    sync.Mutex
	cache map[abi.Hash]described
}

// described is a code's interface and its text; both nil when the code has none.
type described struct {
	iface   *abi.Interface
	section json.RawMessage
}

// of finds the interface of a stored code.
func (c *interfaces) of(w world.Reader, hash abi.Hash) (described, error) {
	c.mu.Lock()
	d, ok := c.cache[hash]
	c.mu.Unlock()
	if ok {
		return d, nil
	}
	code, ok, err := w.Code(hash)
	if err != nil {
		return d, err
	}
	if !ok {
		return d, missing("code_unknown", "there is no code %s", hash)
	}
	if section := customSection(code, abi.InterfaceSection); section != nil {
		if iface, err := abi.ParseInterface(section); err == nil {
			var compact bytes.Buffer
			if json.Compact(&compact, section) == nil {
				d = described{iface, compact.Bytes()}
			}
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cache == nil || len(c.cache) >= maxInterfaces {
		c.cache = map[abi.Hash]described{}
	}
	c.cache[hash] = d
	return d, nil
}

// needed is of for callers that cannot do without an interface.
func (c *interfaces) needed(w world.Reader, hash abi.Hash) (*abi.Interface, error) {
	d, err := c.of(w, hash)
	if err == nil && d.iface == nil {
		err = bad("code %s describes no interface, so its arguments cannot be encoded here", hash)
	}
	return d.iface, err
}

// customSection finds a custom section of a stored module, which was validated
// when it was stored. It returns nil when there is none.
func customSection(code []byte, name string) []byte {
	const header = 8 // magic and version
	if len(code) < header {
		return nil
	}
	for rest := code[header:]; len(rest) > 0; {
		id := rest[0]
		body, after, ok := prefixed(rest[1:])
		if !ok {
			return nil
		}
		if rest = after; id != 0 {
			continue
		}
		if label, content, ok := prefixed(body); ok && string(label) == name {
			return content
		}
	}
	return nil
}

// prefixed cuts off bytes that are preceded by their length in LEB128.
func prefixed(b []byte) (body, rest []byte, ok bool) {
	n, used := stdbinary.Uvarint(b)
	if used <= 0 || n > uint64(len(b)-used) {
		return nil, nil, false
	}
	return b[used : used+int(n)], b[used+int(n):], true
}
