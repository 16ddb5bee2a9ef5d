package merkle

import (
	"bytes"
	"crypto/sha256"
	"fmt"
)

// Built is a part that was made from its pairs.
type Built struct {
	path string
	top  entry
}

// Part says what a manifest should say of it.
func (b Built) Part() Part { return Part{b.path, b.top.hash, b.top.kind() == leaf} }

// Build makes the part at path from its pairs, which it reorders, and returns the
// pages below it. It fails with ErrTree when a pair belongs elsewhere, is removed
// or comes twice.
func Build(path string, pairs []Change) (Built, []Write, error) {
	sort(pairs, len(path))
	for n := range pairs {
		c := &pairs[n]
		if c.leaf == (Hash{}) || !c.below(path) || n > 0 && bytes.Compare(pairs[n-1].keyHash[:], c.keyHash[:]) >= 0 {
			return Built{}, nil, fmt.Errorf("%w: key %x below path %x", ErrTree, c.key, path)
		}
	}
	u := update{writes: make([]Write, 0, len(pairs)/4)}
	at := append(make([]byte, 0, 2*sha256.Size+1), path...)
	top, err := u.applyBelow(at, entry{}, pairs)
	if path == "" && len(pairs) == 1 { // the root page is never pulled up
		var slots [fan]entry
		slots[pairs[0].nibble(0)] = top
		u.write(at, &slots)
	}
	return Built{path, top}, u.writes, err
}

// below says whether the key's path begins with path.
func (c *Change) below(path string) bool {
	for depth := range len(path) {
		if c.nibble(depth) != path[depth] {
			return false
		}
	}
	return true
}

// root writes the root page, which is never pulled up, and returns what it
// holds: a lone pair or a branch.
func (u *update) root(slots *[fan]entry) entry {
	u.write(nil, slots)
	if lone, dissolves := dissolve(slots); dissolves {
		return lone
	}
	return entry{hash: fold(slots).hash}
}

// Assemble makes the pages above all parts, which must be in order and none
// below another, and the root.
func Assemble(parts []Built) (Hash, []Write) {
	u := update{}
	return u.above(nil, parts).hash, u.writes
}

func (u *update) above(path []byte, parts []Built) entry {
	if len(parts) == 0 {
		return entry{}
	}
	if len(parts[0].path) == len(path) {
		return parts[0].top
	}
	var slots [fan]entry
	for i := range slots {
		n := 0
		for n < len(parts) && parts[n].path[len(path)] == byte(i) {
			n++
		}
		slots[i] = u.above(append(path, byte(i)), parts[:n])
		parts = parts[n:]
	}
	if len(path) == 0 {
		return u.root(&slots)
	}
	if lone, dissolves := dissolve(&slots); dissolves {
		return lone
	}
	u.write(path, &slots)
	return entry{hash: fold(&slots).hash}
}
