package pages

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Every Pending goes on showing its own pages, in order, whatever
// is laid over it later.
func TestHeightsStandSideBySide(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var heights []*Pending
	models := []map[string]*merkle.Page{{}}
	var tip *Pending
	for range 50 {
		var writes []merkle.Write
		model := maps.Clone(models[len(models)-1])
		for range 1 + rng.IntN(20) {
			w := merkle.Write{Path: somePath(rng), Page: &merkle.Page{}}
			if rng.IntN(4) == 0 {
				w.Page = nil
			}
			writes, model[w.Path] = append(writes, w), w.Page
		}
		tip = tip.Add(writes)
		heights, models = append(heights, tip), append(models, model)
	}
	for i, d := range heights {
		checkPending(t, d, models[i+1])
	}
	for range 200 {
		path := somePath(rng)
		want, known := models[20][path]
		if got, ok := heights[19].Find([]byte(path)); ok != known || got != want {
			t.Fatalf("path %x: page %p %v, want %p %v", path, got, ok, want, known)
		}
	}
}

func somePath(rng *rand.Rand) string {
	path := make([]byte, rng.IntN(5))
	for i := range path {
		path[i] = byte(rng.IntN(3))
	}
	return string(path)
}

func checkPending(t *testing.T, d *Pending, model map[string]*merkle.Page) {
	t.Helper()
	var paths []string
	size := 0
	d.each(func(at []byte, n *node) {
		path := string(at)
		if want, ok := model[path]; !ok || n.page != want {
			t.Fatalf("path %x: page %p, want %p", path, n.page, want)
		}
		paths = append(paths, path)
		size += cost(path, n.page)
	})
	if want := slices.Sorted(maps.Keys(model)); fmt.Sprint(paths) != fmt.Sprint(want) {
		t.Fatalf("paths %x, want %x", paths, want)
	}
	if size != d.size {
		t.Fatalf("it counts %d bytes, has %d", d.size, size)
	}
}

func TestNothingPendingIsTheDisk(t *testing.T) {
	var d *Pending
	if d.Add(nil) != nil {
		t.Error("no writes make pages")
	}
	if _, ok := d.Find([]byte{1}); ok {
		t.Error("a page is found")
	}
	d.each(func(path []byte, _ *node) { t.Errorf("page %x is visited", path) })
}
