package merkle

import (
	"bytes"
	"fmt"
)

// Built is a part that was made from its pairs.
type Built struct{ top entry }

// Part says what a manifest should say of it.
func (b Built) Part() Part { return Part{b.top.hash, b.top.kind() == leaf} }

// Build makes part i from its pairs and returns the pages below it. It fails
// with ErrTree when a pair belongs elsewhere, is removed or comes out of order:
// the order of a part is that of its key hashes, without repetition.
func Build(depth, i int, pairs []Change) (Built, []Write, error) {
	for n := range pairs {
		c := &pairs[n]
		if c.leaf == (Hash{}) || placeOf(c.key, depth) != i ||
			n > 0 && bytes.Compare(pairs[n-1].keyHash[:], c.keyHash[:]) >= 0 {
			return Built{}, nil, fmt.Errorf("%w: key %x in part %d", ErrTree, c.key, i)
		}
	}
	u := update{}
	top, err := u.place(pathTo(depth, i), entry{}, pairs)
	return Built{top}, u.writes, err
}

// Assemble makes the pages above all parts, and the root.
func Assemble(depth int, parts []Built) (Hash, []Write) {
	level := make([]entry, len(parts))
	for i := range parts {
		level[i] = parts[i].top
	}
	u := update{}
	for ; depth > 0; depth-- {
		for g := range len(level) / fan {
			slots := [fan]entry(level[g*fan : (g+1)*fan])
			lone, dissolves := dissolve(&slots)
			if !dissolves || depth == 1 && lone.kind() != none {
				u.write(pathTo(depth-1, g), &slots)
				lone = entry{hash: fold(&slots).hash}
			}
			level[g] = lone
		}
		level = level[:len(level)/fan]
	}
	return level[0].hash, u.writes
}

// pathTo is the path of place i at a depth.
func pathTo(depth, i int) []byte {
	path := make([]byte, depth)
	for at := range path {
		path[at] = byte(i >> (4 * (depth - 1 - at)) & 15)
	}
	return path
}
