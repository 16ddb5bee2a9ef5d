package state

import (
	"sync"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// pageCache keeps recently used tree pages of the last version. Only the
// overlay that is about to be committed reads through it: a cache shared with
// queries would sooner or later be filled from a version that is gone.
//
// It has two generations of equal size. A page that is used moves to the young
// one; when that is full, the old one is dropped: nearly least-recently-used,
// without lists.
type pageCache struct {
	mu         sync.Mutex
	version    uint64 // which version of the store the pages belong to
	young, old map[string]*merkle.Page
	size       int // bytes in young
	limit      int // bytes per generation
}

func newPageCache(bytes int64) *pageCache {
	return &pageCache{young: map[string]*merkle.Page{}, limit: int(bytes / 2)}
}

// get returns a cached page; current is false when the reader's version is not
// the cache's any more.
func (c *pageCache) get(version uint64, path []byte) (p *merkle.Page, current bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version != c.version {
		return nil, false
	}
	if p := c.young[string(path)]; p != nil {
		return p, true
	}
	if p := c.old[string(path)]; p != nil {
		c.keep(string(path), p)
		return p, true
	}
	return nil, true
}

// put offers a page read from disk; it is ignored if the store moved on
// meanwhile.
func (c *pageCache) put(version uint64, path []byte, p *merkle.Page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version == c.version {
		c.keep(string(path), p)
	}
}

// advance turns the cache to the next version, which changed these pages.
func (c *pageCache) advance(writes []merkle.Write) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	for _, w := range writes {
		delete(c.old, w.Path)
		if p := c.young[w.Path]; p != nil {
			c.size -= cost(w.Path, p)
			delete(c.young, w.Path)
		}
		if w.Page != nil {
			c.keep(w.Path, w.Page)
		}
	}
}

func (c *pageCache) keep(path string, p *merkle.Page) {
	if c.size > c.limit {
		c.old, c.young, c.size = c.young, map[string]*merkle.Page{}, 0
	}
	c.young[path] = p
	c.size += cost(path, p)
}

// cost is roughly what one cached page occupies, map slot included.
func cost(path string, p *merkle.Page) int { return 48 + len(path) + p.Size() }
