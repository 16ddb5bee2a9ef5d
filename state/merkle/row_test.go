package merkle

import (
	"math/rand/v2"
	"testing"
)

// What the masks of a row say of every node is what joining its subtrees level
// by level, as the definition of the tree has it, comes to.
func TestRowIsJoinedLevelByLevel(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	for range 300 {
		var r row
		var level [fan]subtree
		empty := rng.IntN(17)
		for i := range level {
			if rng.IntN(16) >= empty {
				level[i] = subtree{Hash{byte(i), 1}, leaf + kind(rng.IntN(2))}
				r.set(i, &level[i].hash, level[i].kind)
			}
		}
		inner := r.inner()
		for width := 1; width <= fan; width *= 2 {
			for i := range fan / width {
				got := subtree{r.sum(i*width, width), r.kind(i*width, width)}
				if got != level[i] {
					t.Fatalf("node %d of width %d is %x, want %x", i, width, got, level[i])
				}
				if n := fan/width + i; width > 1 && inner[n] != level[i].hash {
					t.Fatalf("hashed at once, node %d of width %d is %x, want %x", i, width, inner[n], level[i].hash)
				}
			}
			for i := range fan / width / 2 {
				level[i] = joined(level[2*i], level[2*i+1])
			}
		}
	}
}

// joined is the parent of two siblings, by the book.
func joined(l, r subtree) subtree {
	switch {
	case l.kind == none && r.kind != branch:
		return r
	case r.kind == none && l.kind == leaf:
		return l
	}
	return subtree{tagged(branchTag, &l.hash, &r.hash), branch}
}
