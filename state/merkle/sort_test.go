package merkle

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"
)

// Changes come in order of key hash, be they few or many, spread or crowded, at
// the root or anywhere below.
func TestChangesAreSorted(t *testing.T) {
	for _, n := range []int{0, 1, few - 1, few, 5000} {
		for _, depth := range []int{0, 1, 5, 14, 15, 16, 17, 63, 64} {
			var list, want []Change
			for i := range n {
				c := Remove(fmt.Sprint(i))
				// Below depth hashes begin alike, and a third of them go on so.
				same := depth
				if i%3 == 0 {
					same = min(64, depth+10)
				}
				for nibble := range same {
					c.keyHash[nibble/2] &= 0x0f << (4 * (nibble & 1))
				}
				binary.BigEndian.PutUint16(c.keyHash[30:], uint16(i))
				list = append(list, c)
			}
			want = slices.Clone(list)
			slices.SortFunc(want, func(a, b Change) int { return bytes.Compare(a.keyHash[:], b.keyHash[:]) })
			sort(list, depth)
			if !slices.Equal(list, want) {
				t.Errorf("%d changes at depth %d are not in order", n, depth)
			}
		}
	}
}
