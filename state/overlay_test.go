package state

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// emptyReader is a version without pairs.
type emptyReader struct{}

func (emptyReader) get([]byte) ([]byte, bool, error)                       { return nil, false, nil }
func (emptyReader) Page([]byte) (*merkle.Page, error)                      { return nil, nil }
func (emptyReader) cursor(start, end []byte, reverse bool) (cursor, error) { return emptyReader{}, nil }
func (emptyReader) record() []byte                                         { return nil }
func (emptyReader) next() ([]byte, []byte, bool, error)                    { return nil, nil, false, nil }
func (emptyReader) close() error                                           { return nil }

func emptyOverlay() *Overlay { return newOverlay(emptyReader{}, Head{}, nil) }

func TestSetRefusesWhatCannotBeProved(t *testing.T) {
	o := emptyOverlay()
	for _, c := range []struct {
		key, value string
		want       error
	}{
		{"", "v", ErrKeySize},
		{strings.Repeat("k", MaxKey+1), "v", ErrKeySize},
		{"k", "", ErrValueSize},
		{"k", strings.Repeat("v", MaxValue+1), ErrValueSize},
		{strings.Repeat("k", MaxKey), "v", nil},
	} {
		if err := o.Set([]byte(c.key), []byte(c.value)); !errors.Is(err, c.want) {
			t.Errorf("key of %d, value of %d bytes: %v", len(c.key), len(c.value), err)
		}
	}
	if err := o.Delete(nil); !errors.Is(err, ErrKeySize) {
		t.Error(err)
	}
}

func TestOverlayKeepsItsOwnCopies(t *testing.T) {
	o := emptyOverlay()
	key, value := []byte("key"), []byte("value")
	must(t, o.Set(key, value))
	key[0], value[0] = 'x', 'x'
	got, ok, err := o.Get([]byte("key"))
	if err != nil || !ok || string(got) != "value" {
		t.Fatalf("%q %v %v", got, ok, err)
	}
	got[0] = 'x'
	if again, _, _ := o.Get([]byte("key")); string(again) != "value" {
		t.Fatalf("%q", again)
	}
}

func TestRevertGoesBackExactly(t *testing.T) {
	o := emptyOverlay()
	must(t, o.Set([]byte("a"), []byte("1")))
	outer := o.Checkpoint()
	must(t, o.Set([]byte("a"), []byte("2")))
	inner := o.Checkpoint()
	must(t, o.Delete([]byte("a")))
	must(t, o.Set([]byte("b"), []byte("3")))
	compareRange(t, o, map[string]string{"b": "3"}, "", "", false)
	o.Revert(inner)
	compareRange(t, o, map[string]string{"a": "2"}, "", "", false)
	o.Revert(outer)
	compareRange(t, o, map[string]string{"a": "1"}, "", "", false)
	o.Revert(Checkpoint{})
	compareRange(t, o, nil, "", "", false)
	if root, _ := o.Root(); root != [32]byte{} {
		t.Fatalf("root of nothing is %x", root)
	}
}

// An iterator sees writes that lie ahead of it, and only those.
func TestIteratorIsLive(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		o := emptyOverlay()
		for _, k := range []string{"b", "d", "f"} {
			must(t, o.Set([]byte(k), []byte("v")))
		}
		it := o.Iterate([]byte("a"), []byte("g"), reverse)
		var seen []string
		for it.Next() {
			seen = append(seen, string(it.Key()))
			if string(it.Key()) == "d" {
				for _, k := range []string{"a", "c", "e", "g"} {
					must(t, o.Set([]byte(k), []byte("v")))
				}
				must(t, o.Delete([]byte("b")))
				must(t, o.Delete([]byte("f")))
			}
		}
		must(t, it.Err())
		want := []string{"b", "d", "e"}
		if reverse {
			want = []string{"f", "d", "c", "a"}
		}
		if !slices.Equal(seen, want) {
			t.Errorf("reverse %v: %v, want %v", reverse, seen, want)
		}
	}
}

func TestRootIsRememberedUntilTheNextWrite(t *testing.T) {
	o := emptyOverlay()
	must(t, o.Set([]byte("a"), []byte("1")))
	first, err := o.Root()
	must(t, err)
	sealed := o.sealed
	if again, _ := o.Root(); again != first || o.sealed != sealed {
		t.Fatal("computed twice")
	}
	c := o.Checkpoint()
	must(t, o.Set([]byte("b"), []byte("1")))
	if second, _ := o.Root(); second == first {
		t.Fatal("a write left the root")
	}
	o.Revert(c)
	if third, _ := o.Root(); third != first {
		t.Fatal("a revert did not restore the root")
	}
}

// The ordered index against sorting, through splits and removals.
func TestRunsKeepOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	var r runs
	var keys []string
	for i := range 6000 {
		k := fmt.Sprintf("%05d", rng.IntN(100000))
		at, found := slices.BinarySearch(keys, k)
		switch {
		case !found:
			keys = slices.Insert(keys, at, k)
			r.insert(&write{key: k})
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

func checkAround(t *testing.T, r *runs, keys []string, probe string) {
	t.Helper()
	at, found := slices.BinarySearch(keys, probe)
	after := at
	if found {
		after++
	}
	for _, c := range []struct {
		got  *write
		want int
	}{
		{r.above(probe, true), at}, {r.above(probe, false), after}, {r.below(probe), at - 1}, {r.last(), len(keys) - 1},
	} {
		if c.want < 0 || c.want >= len(keys) {
			if c.got != nil {
				t.Fatalf("around %s: %s, want none", probe, c.got.key)
			}
		} else if c.got == nil || c.got.key != keys[c.want] {
			t.Fatalf("around %s: %v, want %s", probe, c.got, keys[c.want])
		}
	}
}
