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

// What is set again and again, each time in another length, takes the memory of what is held, and stays.
func TestRingGrowsWithWhatItHolds(t *testing.T) {
	const limit, keys, most = 64 << 10, 20, 90
	rng := rand.New(rand.NewPCG(3, 4))
	r, model := newRing(limit), map[string][]byte{}
	for i := range 50_000 {
		key, value := fmt.Appendf(nil, "key %d", rng.IntN(keys)), make([]byte, rng.IntN(most))
		if i%100 == 0 { // and now and then as much as there can be of one item
			key, value = []byte("large"), make([]byte, limit/parts/2-header-len("large")-rng.IntN(9))
		}
		value = append(value[:0], bytes.Repeat([]byte{byte(i)}, len(value))...)
		r.set(key, value)
		model[string(key)] = value
		if i%100 != 99 {
			continue
		}
		held := uint64(0)
		for key, want := range model {
			held += uint64(header + len(key) + len(want))
			if got, ok := r.get([]byte(key)); !ok || !bytes.Equal(got, want) {
				t.Fatalf("%s is %x %v, was set to %x", key, got, ok, want)
			}
		}
		if r.held != held {
			t.Fatalf("%d bytes are held, counted as %d", held, r.held)
		}
	}
	if r.made > 3 { // twice what is held, and the part of a chunk
		t.Errorf("%d chunks of %d bytes for %d that are held", r.made, r.size, r.held)
	}
}

// While a single chunk has space for all, no more of it is written than twice what is held.
func TestRingWithLittleIsSmall(t *testing.T) {
	const limit = 1 << 20
	r := newRing(limit)
	for i := range 100_000 {
		key, value := fmt.Appendf(nil, "key %d", i%50), bytes.Repeat([]byte{byte(i)}, i%97)
		r.set(key, value)
		if got, ok := r.get(key); !ok || !bytes.Equal(got, value) {
			t.Fatalf("%s is %x %v, was set to %x", key, got, ok, value)
		}
	}
	if most := max(r.size/parts, 2*r.held+header+100); r.made != 1 || uint64(len(*r.chunk(r.turn))) > most {
		t.Errorf("%d chunks, %d bytes of the last, where %d are held", r.made, len(*r.chunk(r.turn)), r.held)
	}
}
