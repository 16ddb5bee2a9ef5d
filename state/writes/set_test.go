package writes

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// What lies ahead of a key against a sorted list, through additions and removals.
func TestSetStaysInOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	s := New()
	added := map[string]*Write{}
	var keys []string
	for i := range 6000 {
		k := fmt.Sprintf("%05d", rng.IntN(100000))
		at, found := slices.BinarySearch(keys, k)
		switch {
		case !found:
			keys = slices.Insert(keys, at, k)
			added[k] = s.Add(k, nil)
		case i%2 == 0:
			keys = slices.Delete(keys, at, at+1)
			s.Remove(added[k])
		}
		if i > 4000 && len(keys) > 0 {
			k = keys[rng.IntN(len(keys))]
			at, _ = slices.BinarySearch(keys, k)
			keys = slices.Delete(keys, at, at+1)
			s.Remove(added[k])
		}
		probe := fmt.Sprintf("%05d", rng.IntN(100000))
		checkAround(t, s, keys, probe)
		if len(keys) > 0 {
			checkAround(t, s, keys, keys[rng.IntN(len(keys))])
		}
	}
}

func checkAround(t *testing.T, s *Set, keys []string, probe string) {
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
		{s.ahead([]byte(probe), true, false), at}, {s.ahead([]byte(probe), false, false), after},
		{s.ahead([]byte(probe), false, true), at - 1}, {s.ahead(nil, false, true), len(keys) - 1},
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
