package state

import (
	"sync"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// pageCache keeps recently used tree pages of the last version. Only the
// overlay that is about to be committed reads through it: a cache shared with
// queries would sooner or later be filled from a version that is gone.
//
// When full it drops pages at random, by the order in which Go happens to walk
// a map. That is nearly as good as the least recently used for pages that are
// picked by hashes, costs no lists, and cannot be seen in any result.
type pageCache struct {
	mu      sync.Mutex
	version uint64 // which version of the store the pages belong to
	pages   map[string]*merkle.Page
	size    int // bytes
	limit   int
}

func newPageCache(bytes int) *pageCache {
	return &pageCache{pages: map[string]*merkle.Page{}, limit: bytes}
}

// get returns a cached page, nil when there is none; current is false when the
// reader's version is not the cache's any more.
func (c *pageCache) get(version uint64, path []byte) (p *merkle.Page, current bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pages[string(path)], version == c.version
}

// put offers a page read from disk; it is ignored if the store moved on
// meanwhile.
func (c *pageCache) put(version uint64, path []byte, p *merkle.Page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if version == c.version {
		c.set(string(path), p)
	}
}

// advance turns the cache to the next version, which changed these pages.
func (c *pageCache) advance(writes []merkle.Write) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.version++
	for _, w := range writes {
		c.set(w.Path, w.Page)
	}
}

// set replaces one page; a nil page is gone.
func (c *pageCache) set(path string, p *merkle.Page) {
	c.drop(path)
	if p == nil {
		return
	}
	c.pages[path] = p
	c.size += cost(path, p)
	if c.size <= c.limit {
		return
	}
	for other := range c.pages {
		if c.drop(other); c.size <= c.limit-c.limit/32 {
			return
		}
	}
}

func (c *pageCache) drop(path string) {
	if p, ok := c.pages[path]; ok {
		c.size -= cost(path, p)
		delete(c.pages, path)
	}
}
