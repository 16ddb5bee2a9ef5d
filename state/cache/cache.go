// Package cache holds what was recently read or written of the state's head:
// values by key, or pages of the tree by path, in their stored form, in a fixed
// amount of memory that the garbage collector does not walk.
//
// Contents belong to a generation, a counter that the owner advances with each
// change of what lies on disk. A reader of another generation gets nothing, and
// what it offers is ignored, so that no cache ever mixes two heights. Nothing
// here can change a result: a full cache forgets what was set first, which for
// keys that look like hashes is nearly as good as the least recently used.
package cache

import "sync"

// Cache is safe for concurrent use. Only the overlay that is about to be
// committed should fill it: a cache that queries fill as well would sooner or
// later hold an item of a height that is gone. An absent item is remembered
// too, as an empty one.
type Cache struct {
	mu         sync.Mutex
	generation uint64
	items      *ring
}

// New makes an empty cache of generation 0 that takes up to so many bytes,
// chunk by chunk as it fills.
func New(bytes int) *Cache { return &Cache{items: newRing(bytes)} }

// Generation counts calls of Advance. Whoever calls Advance may ask.
func (c *Cache) Generation() uint64 { return c.generation }

// Get looks an item up and appends it to the buffer to; what is known to be
// absent appends nothing and is found. current is false when the cache belongs
// to another generation by now.
func (c *Cache) Get(generation uint64, key, to []byte) (v []byte, found, current bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation != c.generation {
		return to, false, false
	}
	v, found = c.items.get(key)
	return append(to, v...), found, true
}

// Peek is Get for readers who wait for nobody: when a commit is busy with the
// cache, or has changed it, there is nothing in it for them.
func (c *Cache) Peek(generation uint64, key, to []byte) (v []byte, found bool) {
	if c.mu.TryLock() {
		defer c.mu.Unlock()
		if generation == c.generation {
			v, found = c.items.get(key)
		}
	}
	return append(to, v...), found
}

// Put copies in an item read from disk; it is ignored if the cache belongs to
// another generation by now.
func (c *Cache) Put(generation uint64, key, v []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation == c.generation {
		c.items.set(key, v)
	}
}

// Advance begins the next generation; change sets what differs from the last.
func (c *Cache) Advance(change func(set func(key, v []byte))) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.generation++
	change(c.items.set)
}
