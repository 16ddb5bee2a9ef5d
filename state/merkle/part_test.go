package merkle

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// A tree cut at any weight and built again is the same, page by page.
func TestPartsMakeTheTreeAgain(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 40, 500} {
		for _, limit := range []int{0, 1, 2, 5, 40, 1000} {
			t.Run(fmt.Sprintf("%d pairs, limit %d", n, limit), func(t *testing.T) {
				tree, model, root := grown(t, n)
				var parts []Part
				fits := func(path string) (bool, error) { return len(pairsBelow(model, path)) <= limit, nil }
				err := Cut(tree, fits, func(p Part) error { parts = append(parts, p); return nil })
				if err != nil || RootOf(parts) != root || len(parts) > max(1, n) || limit >= n && n > 0 && len(parts) != 1 {
					t.Fatalf("%d parts, %v", len(parts), err)
				}
				again, built := memory{}, make([]Built, len(parts))
				for i, part := range parts {
					pairs := pairsBelow(model, part.Path)
					if len(pairs) > max(1, limit) {
						t.Fatalf("a part of %d pairs", len(pairs))
					}
					var writes []Write
					if built[i], writes, err = Build(part.Path, pairs); err != nil {
						t.Fatal(err)
					}
					if built[i].Part() != part {
						t.Fatalf("part %d is another", i)
					}
					again.store(writes)
				}
				got, writes := Assemble(built)
				again.store(writes)
				sameTree(t, again, tree, got, root)
			})
		}
	}
}

// pairsBelow is the part of a model below a path, in order of key hash.
func pairsBelow(model map[string]string, path string) (pairs []Change) {
	for key, value := range model {
		if c := Set(key, []byte(value)); c.below(path) {
			pairs = append(pairs, c)
		}
	}
	slices.SortFunc(pairs, func(a, b Change) int { return bytes.Compare(a.keyHash[:], b.keyHash[:]) })
	return pairs
}

func (m memory) store(writes []Write) {
	for _, w := range writes {
		m[w.Path] = w.Page.Encode(nil)
	}
}

func sameTree(t *testing.T, got, want memory, gotRoot, wantRoot Hash) {
	t.Helper()
	if gotRoot != wantRoot || len(got) != len(want) {
		t.Fatalf("root %x and %d pages, want %x and %d", gotRoot, len(got), wantRoot, len(want))
	}
	for path, b := range want {
		if string(got[path]) != string(b) {
			t.Fatalf("page %x differs", path)
		}
	}
}

// Parts that nobody would cut, a lone pair below an empty split, still make the
// tree that the pairs make: the pair rises.
func TestOddPartsMakeTheSameTree(t *testing.T) {
	tree, model, root := grown(t, 1)
	for key, value := range model {
		c := Set(key, []byte(value))
		path := string([]byte{c.nibble(0), c.nibble(1), c.nibble(2)})
		built, below, err := Build(path, []Change{c})
		if err != nil || len(below) != 0 || RootOf([]Part{built.Part()}) != root {
			t.Fatalf("%d pages below, %v", len(below), err)
		}
		got, writes := Assemble([]Built{built})
		again := memory{}
		again.store(writes)
		sameTree(t, again, tree, got, root)
	}
}

func TestBuildRefuses(t *testing.T) {
	a := Set("a", []byte("v"))
	here, elsewhere := string([]byte{a.nibble(0)}), string([]byte{a.nibble(0) ^ 1})
	for name, c := range map[string]struct {
		path  string
		pairs []Change
	}{
		"a pair of another part": {elsewhere, []Change{a}},
		"a pair twice":           {here, []Change{a, a}},
		"a removal":              {here, []Change{Remove("a")}},
	} {
		if _, _, err := Build(c.path, c.pairs); !errors.Is(err, ErrTree) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
