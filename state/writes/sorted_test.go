package writes

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// The ordered index against sorting, through splits and removals.
func TestSortedStaysInOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	var r sorted
	var keys []string
	for i := range 6000 {
		k := fmt.Sprintf("%05d", rng.IntN(100000))
		at, found := slices.BinarySearch(keys, k)
		switch {
		case !found:
			keys = slices.Insert(keys, at, k)
			r.insert(&Write{Key: k})
		case i%2 == 0:
			keys = slices.Delete(keys, at, at+1)
			r.remove(k)
		}
		if i > 4000 && len(keys) > 0 {
			k = keys[rng.IntN(len(keys))]
			at, _ = slices.BinarySearch(keys, k)
			keys = slices.Delete(keys, at, at+1)
			r.remove(k)
			r.remove(k)
		}
		probe := fmt.Sprintf("%05d", rng.IntN(100000))
		checkAround(t, &r, keys, probe)
		if len(keys) > 0 {
			checkAround(t, &r, keys, keys[rng.IntN(len(keys))])
		}
	}
}

func checkAround(t *testing.T, r *sorted, keys []string, probe string) {
	t.Helper()
	at, found := slices.BinarySearch(keys, probe)
	after := at
	if found {
		after++
	}
	for _, c := range []struct {
		got  *Write
		want int
	}{
		{r.above(probe, true), at}, {r.above(probe, false), after}, {r.below(probe), at - 1}, {r.last(), len(keys) - 1},
	} {
		if c.want < 0 || c.want >= len(keys) {
			if c.got != nil {
				t.Fatalf("around %s: %s, want none", probe, c.got.Key)
			}
		} else if c.got == nil || c.got.Key != keys[c.want] {
			t.Fatalf("around %s: %v, want %s", probe, c.got, keys[c.want])
		}
	}
}
