package api

import (
	"bytes"
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
		return d, noCode(hash)
	}
	if section := abi.InterfaceIn(code); section != nil {
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
