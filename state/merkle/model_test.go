package merkle

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// memory is a Source held in a map, through the stored form of each page.
type memory map[string][]byte

func (m memory) Page(path []byte) (*Page, error) {
	b, ok := m[string(path)]
	if !ok {
		return nil, nil
	}
	return Decode(b)
}

func (m memory) apply(t *testing.T, changes []Change) Hash {
	t.Helper()
	root, writes, err := Update(m, changes)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range writes {
		if w.Page == nil {
			if _, ok := m[w.Path]; !ok {
				t.Fatalf("page %x removed but never stored", w.Path)
			}
			delete(m, w.Path)
			continue
		}
		p := w.Page.Part(w.Fresh)
		if older, ok := m[w.Path]; ok {
			whole, err := DecodePatch(older)
			if err != nil {
				t.Fatal(err)
			}
			p = p.Over(whole)
		}
		m[w.Path] = p.Encode(nil)
	}
	return root
}

// naiveRoot is the definition of the root, without pages or incremental work:
// split the pairs by one bit of the key hash at a time.
func naiveRoot(pairs map[string]string) Hash {
	type pair struct{ key, leaf Hash }
	var all []pair
	for k, v := range pairs {
		all = append(all, pair{sha256.Sum256([]byte(k)), LeafHash([]byte(k), []byte(v))})
	}
	var root func(ps []pair, bit int) Hash
	root = func(ps []pair, bit int) Hash {
		if len(ps) == 0 {
			return Hash{}
		}
		if len(ps) == 1 {
			return ps[0].leaf
		}
		var sides [2][]pair
		for _, p := range ps {
			b := p.key[bit/8] >> (7 - bit%8) & 1
			sides[b] = append(sides[b], p)
		}
		l, r := root(sides[0], bit+1), root(sides[1], bit+1)
		return sha256.Sum256(slices.Concat([]byte{1}, l[:], r[:]))
	}
	return root(all, 0)
}

// Random batches of writes and removals, over few keys so that subtrees form
// and dissolve, and over many so that the tree grows deep.
func TestRootIsTheNaiveRoot(t *testing.T) {
	for _, keys := range []int{1, 2, 3, 20, 400, 3000} {
		t.Run(fmt.Sprint(keys, " keys"), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, uint64(keys)))
			tree, model := memory{}, map[string]string{}
			for range 40 {
				root := tree.apply(t, randomBatch(rng, keys, model))
				if want := naiveRoot(model); root != want {
					t.Fatalf("%d pairs: root %x, naive %x", len(model), root, want)
				}
			}
			var all []Change
			for k := range model {
				all = append(all, Remove(k))
			}
			if root := tree.apply(t, all); root != (Hash{}) || len(tree) != 0 {
				t.Fatalf("after removing all: root %x, %d pages", root, len(tree))
			}
		})
	}
}

// randomBatch changes model and returns the same changes.
func randomBatch(rng *rand.Rand, keys int, model map[string]string) []Change {
	touched := map[string]bool{}
	var batch []Change
	for range 1 + rng.IntN(keys) {
		k := fmt.Sprint("key", rng.IntN(keys))
		if touched[k] {
			continue
		}
		touched[k] = true
		if rng.IntN(5) < 2 {
			delete(model, k)
			batch = append(batch, Remove(k))
			continue
		}
		v := fmt.Sprint(rng.IntN(3))
		model[k] = v
		batch = append(batch, Set(k, []byte(v)))
	}
	return batch
}

func TestOrderAndBatchingDoNotMatter(t *testing.T) {
	var all []Change
	for i := range 500 {
		all = append(all, Set(fmt.Sprint(i), []byte("v")))
	}
	once, bitByBit := memory{}, memory{}
	want := once.apply(t, slices.Clone(all))
	rng := rand.New(rand.NewPCG(2, 2))
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var got Hash
	for i := range all {
		got = bitByBit.apply(t, all[i:i+1])
	}
	if got != want {
		t.Fatalf("one by one %x, at once %x", got, want)
	}
	if len(once) != len(bitByBit) {
		t.Fatalf("one by one %d pages, at once %d", len(bitByBit), len(once))
	}
	for path, b := range once {
		if string(bitByBit[path]) != string(b) {
			t.Fatalf("page %x differs", path)
		}
	}
}

func TestAChangeToTheSameWritesNothing(t *testing.T) {
	tree := memory{}
	for i := range 100 {
		tree.apply(t, []Change{Set(fmt.Sprint(i), []byte("v"))})
	}
	_, writes, err := Update(tree, []Change{
		Set("7", []byte("v")), Remove("absent"), Remove("absent too"),
	})
	if err != nil || len(writes) != 0 {
		t.Fatalf("%d writes, %v", len(writes), err)
	}
}
