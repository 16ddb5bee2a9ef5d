package state

import "sync"

// tipCache keeps what was recently read or written of the last version: values
// by key, or pages of the tree on disk by path. Only the overlay that is about
// to be committed fills it: a cache that queries fill as well would sooner or
// later hold an item of a version that is gone. An absent item is remembered
// too, as the zero V.
//
// When full it drops items at random, by the order in which Go happens to walk
// a map. That is nearly as good as the least recently used for keys that look
// like hashes, costs no lists, and cannot be seen in any result.
type tipCache[V any] struct {
	mu      sync.Mutex
	version uint64 // counts changes; a reader of another one is not served
	items   map[string]V
	size    int // bytes
	limit   int
	cost    func(key string, v V) int // bytes of one item
}

func newTipCache[V any](bytes int, cost func(string, V) int) *tipCache[V] {
	return &tipCache[V]{items: map[string]V{}, limit: bytes, cost: cost}
}

// get looks an item up. The error is ErrStale when the reader's version is not
// the cache's any more.
func (c *tipCache[V]) get(version uint64, key []byte) (v V, ok bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version != c.version {
		return v, false, ErrStale
	}
	v, ok = c.items[string(key)]
	return v, ok, nil
}

// peek is get for readers who wait for nobody: when a commit is busy with the
// cache, or has changed it, there is nothing in it for them.
func (c *tipCache[V]) peek(version uint64, key []byte) (v V, ok bool) {
	if c.mu.TryLock() {
		defer c.mu.Unlock()
		if version == c.version {
			v, ok = c.items[string(key)]
		}
	}
	return v, ok
}

// put offers an item read from disk; it is ignored if the store moved on
// meanwhile.
func (c *tipCache[V]) put(version uint64, key string, v V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version == c.version {
		c.set(key, v)
	}
}

// advance turns the cache to the next version; change sets what that changed.
func (c *tipCache[V]) advance(change func(set func(key string, v V))) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	change(c.set)
}

func (c *tipCache[V]) set(key string, v V) {
	cost := c.cost(key, v)
	if cost > c.limit/8 { // one giant would push out everything else
		c.drop(key)
		return
	}
	if old, ok := c.items[key]; ok {
		c.size -= c.cost(key, old)
	}
	c.items[key] = v
	if c.size += cost; c.size <= c.limit {
		return
	}
	for other := range c.items {
		if c.drop(other); c.size <= c.limit-c.limit/32 {
			return
		}
	}
}

func (c *tipCache[V]) drop(key string) {
	if v, ok := c.items[key]; ok {
		c.size -= c.cost(key, v)
		delete(c.items, key)
	}
}
