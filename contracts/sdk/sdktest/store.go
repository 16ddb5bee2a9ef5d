package sdktest

import (
	"sort"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// store is one contract's storage: a map, and its keys in order once a scan asks.
type store struct {
	values map[string]string
	sorted []string // nil when keys were added or removed since
}

func (s *store) keys() []string {
	if s.sorted == nil {
		s.sorted = make([]string, 0, len(s.values))
		for k := range s.values {
			s.sorted = append(s.sorted, k)
		}
		sort.Strings(s.sorted)
	}
	return s.sorted
}

func (s *store) put(key, value string, present bool) {
	if _, was := s.values[key]; was != present {
		s.sorted = nil
	}
	if present {
		s.values[key] = value
		return
	}
	delete(s.values, key)
}

func (c *Chain) store() *store {
	s := c.storage[c.Ctx.Self]
	if s == nil {
		s = &store{values: map[string]string{}}
		c.storage[c.Ctx.Self] = s
	}
	return s
}

// Get implements sdk.HostStorage.
func (c *Chain) Get(key []byte) ([]byte, sdk.Errno) {
	if len(key) == 0 || len(key) > 256 {
		return nil, sdk.KeyTooLong
	}
	value, ok := c.store().values[string(key)]
	if !ok {
		return nil, sdk.NotFound
	}
	return []byte(value), sdk.OK
}

// Set implements sdk.HostStorage.
func (c *Chain) Set(key, value []byte) sdk.Errno {
	switch {
	case c.Ctx.ReadOnly:
		return sdk.ReadOnly
	case len(key) == 0 || len(key) > 256:
		return sdk.KeyTooLong
	case len(value) == 0 || len(value) > 64<<10:
		return sdk.ValueTooLong
	}
	c.write(string(key), string(value), true)
	return sdk.OK
}

// Delete implements sdk.HostStorage.
func (c *Chain) Delete(key []byte) sdk.Errno {
	switch {
	case c.Ctx.ReadOnly:
		return sdk.ReadOnly
	case len(key) == 0 || len(key) > 256:
		return sdk.KeyTooLong
	}
	c.write(string(key), "", false)
	return sdk.OK
}

func (c *Chain) write(key, value string, present bool) {
	s := c.store()
	old, was := s.values[key]
	c.undo = append(c.undo, func() { s.put(key, old, was) })
	s.put(key, value, present)
}

// Scan implements sdk.HostStorage.
func (c *Chain) Scan(start, end []byte, reverse bool, limit int) ([]sdk.Entry, sdk.Errno) {
	if limit < 0 || limit > 1000 {
		return nil, sdk.InvalidArgument
	}
	s := c.store()
	keys := s.keys()
	from := sort.SearchStrings(keys, string(start))
	to := len(keys)
	if len(end) > 0 {
		to = max(from, sort.SearchStrings(keys, string(end)))
	}
	var entries []sdk.Entry
	size := 0
	for i := range keys[from:to] {
		key := keys[from+i]
		if reverse {
			key = keys[to-1-i]
		}
		value := s.values[key]
		if size += 8 + len(key) + len(value); len(entries) == limit || size > 64<<10 {
			break
		}
		entries = append(entries, sdk.Entry{Key: []byte(key), Value: []byte(value)})
	}
	return entries, sdk.OK
}

// Dump returns every entry of the contract under test, in key order.
func (c *Chain) Dump() []sdk.Entry {
	s := c.store()
	var entries []sdk.Entry
	for _, k := range s.keys() {
		entries = append(entries, sdk.Entry{Key: []byte(k), Value: []byte(s.values[k])})
	}
	return entries
}
