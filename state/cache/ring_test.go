package cache

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
)

// Whatever a ring still knows is what was set last, and what was set most
// recently it knows.
func TestRingForgetsButNeverErrs(t *testing.T) {
	const limit = 16 << 10
	rng := rand.New(rand.NewPCG(1, 2))
	r, model := newRing(limit), map[string][]byte{}
	known := 0
	for i := range 50_000 {
		key, value := fmt.Appendf(nil, "key %d", rng.IntN(1000)), make([]byte, rng.IntN(60))
		for at := range value {
			value[at] = byte(i)
		}
		r.set(key, value)
		model[string(key)] = value
		if got, ok := r.get(key); !ok || !bytes.Equal(got, value) {
			t.Fatalf("%s is %x %v right after it was set to %x", key, got, ok, value)
		}
		key = fmt.Appendf(nil, "key %d", rng.IntN(1000))
		if got, ok := r.get(key); ok {
			if known++; !bytes.Equal(got, model[string(key)]) {
				t.Fatalf("%s is %x, was set to %x", key, got, model[string(key)])
			}
		}
	}
	if known < 5_000 {
		t.Errorf("only %d of 50000 were still known", known)
	}
	size := len(r.index) * 64
	for _, c := range r.chunks {
		size += cap(c)
	}
	if size > limit {
		t.Errorf("%d bytes of %d", size, limit)
	}
}

// A ring takes memory as it fills: a small state stays small.
func TestRingBeginsSmall(t *testing.T) {
	r := newRing(1 << 20)
	r.set([]byte("key"), []byte("value"))
	made := 0
	for _, c := range r.chunks {
		if c != nil {
			made++
		}
	}
	if made != 1 {
		t.Errorf("%d chunks for one item", made)
	}
}

func TestRingLeavesGiantsOut(t *testing.T) {
	r := newRing(16 << 10)
	r.set([]byte("key"), []byte("small"))
	r.set([]byte("key"), make([]byte, 2000))
	if _, ok := r.get([]byte("key")); ok {
		t.Error("an item larger than a chunk is there, or the one before it")
	}
}
