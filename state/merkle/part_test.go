package merkle

import (
	"errors"
	"fmt"
	"testing"
)

// A tree taken apart at any depth and built again is the same, page by page.
func TestPartsMakeTheTreeAgain(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 40, 500} {
		for depth := 1; depth <= 4; depth++ {
			t.Run(fmt.Sprintf("%d pairs, depth %d", n, depth), func(t *testing.T) {
				tree, model, root := grown(t, n)
				parts, err := Parts(tree, depth)
				if err != nil || len(parts) != 1<<(4*depth) || RootOf(parts) != root {
					t.Fatalf("%d parts, %v", len(parts), err)
				}
				again, built := memory{}, make([]Built, len(parts))
				for i := range parts {
					var pairs []Change
					err := Keys(tree, depth, i, func(key string) error {
						pairs = append(pairs, Set(key, []byte(model[key])))
						return nil
					})
					if err != nil {
						t.Fatal(err)
					}
					var writes []Write
					if built[i], writes, err = Build(depth, i, pairs); err != nil {
						t.Fatal(err)
					}
					if built[i].Part() != parts[i] {
						t.Fatalf("part %d is another", i)
					}
					again.store(writes)
				}
				got, writes := Assemble(depth, built)
				again.store(writes)
				sameTree(t, again, tree, got, root)
			})
		}
	}
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

func TestBuildRefuses(t *testing.T) {
	at := func(key string) int { return placeOf(key, 1) }
	a := Set("a", []byte("v"))
	for name, c := range map[string]struct {
		part  int
		pairs []Change
	}{
		"a pair of another part": {at("a") ^ 1, []Change{a}},
		"a pair twice":           {at("a"), []Change{a, a}},
		"a removal":              {at("a"), []Change{Remove("a")}},
	} {
		if _, _, err := Build(1, c.part, c.pairs); !errors.Is(err, ErrTree) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
