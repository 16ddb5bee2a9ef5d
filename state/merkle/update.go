package merkle

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// ErrMissing says that a page that must exist does not: the stored tree is
// damaged.
var ErrMissing = errors.New("merkle: a page is missing")

// Source loads the stored pages of one height of the tree.
type Source interface {
	// Page returns the page at a path of nibbles (values 0 to 15, at most
	// 64), nil when there is none. The path is only valid during the call.
	Page(path []byte) (*Page, error)
}

// Change is one pair set or one key removed.
type Change struct {
	key     string
	keyHash Hash
	leaf    Hash // zero for a removal: no sha256 of anything known is zero
}

// Set is the change that gives key a value. It does not keep value.
func Set(key string, value []byte) Change {
	h := sha256.Sum256([]byte(key))
	return Change{key, h, leafHash(h, sha256.Sum256(value))}
}

// Remove is the change that takes key away.
func Remove(key string) Change {
	return Change{key: key, keyHash: sha256.Sum256([]byte(key))}
}

// head is the first eight bytes of the key hash as a number in the same order.
func (c *Change) head() uint64 { return binary.BigEndian.Uint64(c.keyHash[:]) }

// Prefix is the first two bytes of the sha256 of the key.
func (c *Change) Prefix() uint16 { return binary.BigEndian.Uint16(c.keyHash[:]) }

// nibble is the part of the key's path that picks a slot in a page at depth.
func (c *Change) nibble(depth int) byte {
	return c.keyHash[depth/2] >> (4 * (1 - depth&1)) & 15
}

// Write is one page that an update changed; a nil Page is to be removed.
type Write struct {
	Path  string
	Page  *Page
	Fresh uint16 // bit i: slot i is not what the stored page has there
}

// Update applies changes to the tree in src and returns the new root with the
// pages to write. Each key may appear once; changes is reordered. The cost
// grows with the changes, each page on their paths is read and hashed once.
func Update(src Source, changes []Change) (Hash, []Write, error) {
	sort(changes, 0)
	u := update{src: src}
	root, err := src.Page(nil)
	if err != nil {
		return Hash{}, nil, err
	}
	// The root page is never pulled up, so it alone may hold a single leaf.
	path := make([]byte, 0, 2*sha256.Size+1)
	slots := root.slots()
	fresh, err := u.fill(path, &slots, changes)
	if err != nil {
		return Hash{}, nil, err
	}
	switch {
	case fresh == 0:
	case root == nil:
		u.write(path, &slots)
	default:
		u.amend(path, &slots, fresh)
	}
	return fold(&slots).hash, u.writes, nil
}

type update struct {
	src    Source
	writes []Write
}

// write hands back a page that was not stored before.
func (u *update) write(path []byte, slots *[fan]entry) { u.amend(path, slots, whole) }

// amend hands back a page that differs from the stored one in fresh.
func (u *update) amend(path []byte, slots *[fan]entry, fresh uint16) {
	w := Write{string(path), pack(slots), fresh}
	if w.Page.present == 0 {
		w.Page = nil
	}
	u.writes = append(u.writes, w)
}

// fill applies changes, all below path, to the page spread out in slots, and
// says which of them that changed.
func (u *update) fill(path []byte, slots *[fan]entry, changes []Change) (fresh uint16, err error) {
	for len(changes) > 0 {
		i := changes[0].nibble(len(path))
		n := 1
		for n < len(changes) && changes[n].nibble(len(path)) == i {
			n++
		}
		old := slots[i]
		if slots[i], err = u.applyBelow(append(path, i), old, changes[:n]); err != nil {
			return 0, err
		}
		if slots[i] != old {
			fresh |= 1 << i
		}
		changes = changes[n:]
	}
	return fresh, nil
}

// applyBelow applies changes to the subtree old, whose page, if any, is at path.
func (u *update) applyBelow(path []byte, old entry, changes []Change) (entry, error) {
	if old.kind() == branch {
		return u.page(path, old, changes)
	}
	live := pairs(old, changes)
	switch len(live) {
	case 0:
		return entry{}, nil
	case 1:
		return entry{live[0].leaf, live[0].key}, nil
	}
	return u.page(path, entry{}, live)
}

// page applies changes to the page at path. What is left may be so little that
// the page dissolves into its parent.
func (u *update) page(path []byte, old entry, changes []Change) (entry, error) {
	var slots [fan]entry
	stored := old.kind() == branch
	if stored {
		p, err := u.src.Page(path)
		if err != nil {
			return entry{}, err
		}
		if p == nil {
			return entry{}, fmt.Errorf("%w: path %x", ErrMissing, path)
		}
		slots = p.slots()
	}
	fresh, err := u.fill(path, &slots, changes)
	if err != nil || fresh == 0 {
		return old, err
	}
	if lone, ok := dissolve(&slots); ok {
		if stored {
			u.writes = append(u.writes, Write{Path: string(path)})
		}
		return lone, nil
	}
	if !stored {
		fresh = whole
	}
	u.amend(path, &slots, fresh)
	return entry{hash: fold(&slots).hash}, nil
}

// pairs lists what is left of an empty or one-leaf subtree after changes, in
// order of key hash.
func pairs(old entry, changes []Change) []Change {
	removes := func(c Change) bool { return c.leaf == (Hash{}) }
	if (old.kind() == none || len(changes) == 1 && old.key == changes[0].key) && !slices.ContainsFunc(changes, removes) {
		return changes // nothing of what was is left
	}
	live := make([]Change, 0, len(changes)+1)
	for _, c := range changes {
		if c.key == old.key {
			old = entry{} // overwritten or removed
		}
		if c.leaf != (Hash{}) {
			live = append(live, c)
		}
	}
	if old.kind() == leaf {
		c := Change{old.key, sha256.Sum256([]byte(old.key)), old.hash}
		i, _ := slices.BinarySearchFunc(live, c, func(a, b Change) int {
			return bytes.Compare(a.keyHash[:], b.keyHash[:])
		})
		live = slices.Insert(live, i, c)
	}
	return live
}

// dissolve says whether a page is empty or a lone leaf, which then moves to
// the parent.
func dissolve(slots *[fan]entry) (lone entry, ok bool) {
	for i := range slots {
		switch slots[i].kind() {
		case branch:
			return entry{}, false
		case leaf:
			if lone.kind() == leaf {
				return entry{}, false
			}
			lone = slots[i]
		}
	}
	return lone, true
}
