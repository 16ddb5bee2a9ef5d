package state

import "sync"

// tipCache keeps what was recently read or written of the last version: values
// by key, or pages of the tree on disk by path, in their stored form. Only the
// overlay that is about to be committed fills it: a cache that queries fill as
// well would sooner or later hold an item of a version that is gone. An absent
// item is remembered too, as an empty one.
//
// When full it forgets what was set first. For keys that look like hashes that
// is nearly as good as the least recently used, and it cannot be seen in any
// result.
type tipCache struct {
	mu      sync.Mutex
	version uint64 // counts changes; a reader of another one is not served
	items   *ring
}

func newTipCache(bytes int) *tipCache { return &tipCache{items: newRing(bytes)} }

// get looks an item up and appends it to the buffer to; what is absent appends
// nothing. The error is ErrStale when the reader's version is not the cache's
// any more.
func (c *tipCache) get(version uint64, key, to []byte) (v []byte, ok bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version != c.version {
		return nil, false, ErrStale
	}
	v, ok = c.items.get(key)
	return append(to, v...), ok, nil
}

// peek is get for readers who wait for nobody: when a commit is busy with the
// cache, or has changed it, there is nothing in it for them.
func (c *tipCache) peek(version uint64, key, to []byte) (v []byte, ok bool) {
	if c.mu.TryLock() {
		defer c.mu.Unlock()
		if version == c.version {
			v, ok = c.items.get(key)
		}
	}
	return append(to, v...), ok
}

// put offers an item read from disk; it is ignored if the store moved on
// meanwhile.
func (c *tipCache) put(version uint64, key, v []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version == c.version {
		c.items.set(key, v)
	}
}

// advance turns the cache to the next version; change sets what that changed.
func (c *tipCache) advance(change func(set func(key, v []byte))) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	change(c.items.set)
}
