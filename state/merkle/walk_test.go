package merkle

import (
	"errors"
	"slices"
	"testing"
)

func TestWalkSeesEveryLeafInOrder(t *testing.T) {
	tree, model, want := grown(t, 500)
	var last Hash
	seen := 0
	root, pages, err := Walk(tree, func(key string, leaf Hash) error {
		at := Remove(key)
		if slices.Compare(last[:], at.keyHash[:]) >= 0 {
			t.Fatalf("%q is out of order", key)
		}
		if leaf != LeafHash([]byte(key), []byte(model[key])) {
			t.Fatalf("%q has another leaf", key)
		}
		last = at.keyHash
		seen++
		return nil
	})
	if err != nil || root != want || int(pages) != len(tree) || seen != len(model) {
		t.Fatalf("root %x, %d pages, %d leaves, %v", root, pages, seen, err)
	}
}

// Any single damaged page is noticed.
func TestWalkFindsDamage(t *testing.T) {
	tree, _, _ := grown(t, 300)
	visit := func(string, Hash) error { return nil }
	for path, b := range tree {
		if path == "" {
			continue
		}
		for name, damage := range map[string]func() []byte{
			"hash": func() []byte { c := slices.Clone(b); c[10] ^= 1; return c },
			"another page": func() []byte {
				for other, c := range tree {
					if other != path && other != "" {
						return c
					}
				}
				return nil
			},
		} {
			tree[path] = damage()
			if _, _, err := Walk(tree, visit); !errors.Is(err, ErrTree) {
				t.Fatalf("page %x, %s damaged: %v", path, name, err)
			}
		}
		tree[path] = b
	}
}
