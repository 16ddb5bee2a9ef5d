package merkle

import (
	"bytes"
	"cmp"
	"slices"
)

// few changes are not worth a pass of counting.
const few = 256

// sort puts changes, whose hashes agree up to depth, in order of key hash. Three
// nibbles from there on are counted first, which leaves only a few at each place
// to be compared, unless somebody has chosen the keys.
func sort(changes []Change, depth int) {
	if len(changes) < few {
		compareSort(changes)
		return
	}
	digit := func(c *Change) uint64 { return c.head() << (4 * depth) >> (64 - 12) }
	var next [1<<12 + 1]int
	for i := range changes {
		next[digit(&changes[i])+1]++
	}
	for i := range len(next) - 1 {
		next[i+1] += next[i]
	}
	sorted := make([]Change, len(changes))
	for i := range changes {
		at := &next[digit(&changes[i])]
		sorted[*at] = changes[i]
		*at++
	}
	copy(changes, sorted)
	from := 0
	for _, to := range next[:len(next)-1] { // by now each has moved to its end
		compareSort(changes[from:to])
		from = to
	}
}

func compareSort(changes []Change) {
	slices.SortFunc(changes, func(a, b Change) int {
		if x, y := a.head(), b.head(); x != y { // nearly always
			return cmp.Compare(x, y)
		}
		return bytes.Compare(a.keyHash[:], b.keyHash[:])
	})
}
