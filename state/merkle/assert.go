package merkle

import (
	"crypto/sha256"

	"github.com/peerz-ai/peerz-chain/state/invariant"
)

// AssertWrites checks what an update returned, without the tree below it: the
// root is that of the root page, each page hashes to what the page above it
// says, each leaf that changed lies where its key belongs, and no page is left
// that should have dissolved. It hashes every page once more: call it behind
// invariant.Enabled.
func AssertWrites(root Hash, writes []Write) {
	pages := make(map[string]*Page, len(writes))
	for _, w := range writes {
		_, twice := pages[w.Path]
		invariant.Assert(!twice, "merkle", "page %x is written twice", w.Path)
		pages[w.Path] = w.Page
	}
	for _, w := range writes {
		slots := w.Page.slots()
		self := fold(&slots)
		if w.Path == "" {
			invariant.Assert(self.hash == root, "merkle", "the root page has hash %x, the root is %x", self.hash, root)
		} else {
			assertBelow(pages, w.Path, self, &slots)
		}
		assertLeaves(&w, &slots)
	}
}

// assertBelow compares a page with the page above it, which changed with it.
func assertBelow(pages map[string]*Page, path string, self subtree, slots *[fan]entry) {
	last := len(path) - 1
	above, written := pages[path[:last]]
	invariant.Assert(written, "merkle", "page %x is written, the one above it is not", path)
	e := above.at(path[last])
	if lone, dissolves := dissolve(slots); dissolves { // removed: what is left has moved up
		invariant.Assert(pages[path] == nil && lone.kind() == none && e.kind() != branch, "merkle", "page %x should have dissolved", path)
		return
	}
	invariant.Assert(e.kind() == branch && e.hash == self.hash, "merkle", "page %x has hash %x, above it says %x", path, self.hash, e.hash)
}

func assertLeaves(w *Write, slots *[fan]entry) {
	for i := range slots {
		e := &slots[i]
		if w.Fresh>>i&1 == 0 || e.kind() != leaf {
			continue
		}
		at := Change{key: e.key, keyHash: sha256.Sum256([]byte(e.key))}
		invariant.Assert(at.below(w.Path+string([]byte{byte(i)})), "merkle", "leaf of key %x is in page %x", e.key, w.Path)
	}
}
