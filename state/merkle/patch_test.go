package merkle

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// somePage has in some places what no other page has there.
func somePage(rng *rand.Rand) *Page {
	var s [fan]entry
	for i := range s {
		if rng.IntN(3) > 0 {
			s[i].hash = Hash{byte(rng.Uint32()), byte(rng.Uint32()), 1}
		}
		if s[i].kind() == branch && rng.IntN(2) == 0 {
			s[i].key = strings.Repeat("k", 1+rng.IntN(200))
		}
	}
	return pack(&s)
}

// Patches laid over a page give the places of the newest that covers each,
// whichever are laid over each other first.
func TestPatchesAddUp(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		page := somePage(rng)
		want := page.slots()
		patches := []Patch{page.Part(whole)}
		for range 1 + rng.IntN(5) {
			newer, fresh := somePage(rng), uint16(rng.Uint32())
			patches = append(patches, stored(t, newer.Part(fresh)))
			for i, e := range newer.slots() {
				if fresh>>i&1 == 1 {
					want[i] = e
				}
			}
		}
		for len(patches) > 1 {
			i := rng.IntN(len(patches) - 1)
			patches[i] = stored(t, patches[i+1].Over(patches[i]))
			patches = append(patches[:i+1], patches[i+2:]...)
		}
		if patches[0].covers != whole || patches[0].page.slots() != want {
			t.Fatalf("the sum is %v, want %v", patches[0].page.slots(), want)
		}
	}
}

// stored writes a patch and reads it again.
func stored(t *testing.T, p Patch) Patch {
	t.Helper()
	again, err := DecodePatch(p.Encode(nil))
	if err != nil || again != p {
		t.Fatalf("%v became %v, %v", p, again, err)
	}
	return again
}

// What was never written whole is not a page, nor is one that holds nothing.
func TestAPatchIsNoPage(t *testing.T) {
	page := somePage(rand.New(rand.NewPCG(3, 4)))
	for name, p := range map[string]Patch{"part": page.Part(whole - 1), "nothing": (&Page{}).Part(whole)} {
		if _, err := Decode(p.Encode(nil)); err != ErrPage {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, b := range map[string]string{"short": "\x00\x00\x00\x00\x00", "more than it covers": "\x00\x01\x00\x02\x00\x00" + strings.Repeat("h", 32)} {
		if _, err := DecodePatch([]byte(b)); err != ErrPage {
			t.Errorf("%s: %v", name, err)
		}
	}
}
