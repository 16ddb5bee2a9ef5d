package state

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state/chunks"
)

// filled is a store with n pairs, written over several heights in an order of
// its own and with pairs that are gone again, so that only the result is
// common to two of them.
func filled(t *testing.T, n int, seed uint64) *Store {
	s := open(t, vfs.NewMem(), Config{})
	t.Cleanup(func() { must(t, s.Close()) })
	order := rand.New(rand.NewPCG(seed, 0)).Perm(n)
	for height := range 4 {
		var pairs []string
		for _, i := range order[height*n/4 : (height+1)*n/4] {
			pairs = append(pairs, fmt.Sprint("k", i), fmt.Sprint("v", i), fmt.Sprint("gone", i), "")
			if height < 2 {
				pairs[len(pairs)-1] = fmt.Sprint(seed)
			}
		}
		if height == 3 {
			for i := range n {
				pairs = append(pairs, fmt.Sprint("gone", i), "")
			}
		}
		block(t, s, pairs...)
	}
	return s
}

// parcel is a whole snapshot as it would travel.
type parcel struct {
	manifest []byte
	chunks   [][]byte
}

// pack takes a snapshot with chunks of at most so many bytes.
func pack(t *testing.T, s *Store, limit int) parcel {
	t.Helper()
	v := s.View()
	defer v.Close()
	return packView(t, v, limit, nil)
}

func packView(t *testing.T, v *View, limit int, progress func(done, total uint64)) (p parcel) {
	t.Helper()
	temp := scratch(t)
	m, err := v.snapshot(context.Background(), SnapshotSink{Scratch: temp, Chunk: func(pieces []Piece) error {
		c := gathered(t, temp, pieces)
		if len(c) == 0 || len(c) > limit {
			t.Fatalf("chunk %d has %d bytes", len(p.chunks), len(c))
		}
		p.chunks = append(p.chunks, c)
		return nil
	}, Progress: progress}, limit)
	must(t, err)
	if m.Chunks() != len(p.chunks) {
		t.Fatalf("the manifest names %d chunks, there are %d", m.Chunks(), len(p.chunks))
	}
	p.manifest = m.Encode()
	return p
}

// gathered puts a chunk together.
func gathered(t testing.TB, temp *os.File, pieces []Piece) (chunk []byte) {
	for _, p := range pieces {
		b := make([]byte, p.Size)
		_, err := temp.ReadAt(b, p.At)
		must(t, err)
		chunk = append(chunk, b...)
	}
	return chunk
}

// scratch is a file for a snapshot to go to.
func scratch(t testing.TB) *os.File {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "scratch")
	must(t, err)
	t.Cleanup(func() { must(t, f.Close()) })
	return f
}

func unpack(t *testing.T, fs vfs.FS, p parcel) *Restorer {
	t.Helper()
	m, err := DecodeManifest(p.manifest)
	must(t, err)
	r, err := Restore("store", Config{FS: fs}, m)
	must(t, err)
	return r
}

func TestSnapshotRoundTrip(t *testing.T) {
	for _, c := range []struct{ pairs, limit int }{
		{0, 100}, {1, 100}, {2, 100}, {2, 35}, {17, 35}, {300, 500}, {40_000, 60_000}, {40_000, chunks.MaxBytes},
	} {
		n := c.pairs
		if testing.Short() {
			n = min(n, 4_000)
		}
		t.Run(fmt.Sprintf("%d pairs, chunks of %d", n, c.limit), func(t *testing.T) {
			s := filled(t, n, 1)
			p, fs := pack(t, s, c.limit), vfs.NewMem()
			r := unpack(t, fs, p)
			if _, err := r.Finish(context.Background(), nil); n > 0 && !errors.Is(err, ErrSnapshot) {
				t.Fatal("finished without chunks:", err)
			}
			for _, i := range rand.Perm(len(p.chunks)) { // any order, and twice
				must(t, r.Add(i, p.chunks[i]))
				must(t, r.Add(i, p.chunks[i]))
			}
			if n > 0 {
				_, err := r.Finish(context.Background(), nil)
				must(t, err)
			}
			restored := open(t, fs, Config{})
			defer restored.Close()
			report, err := restored.Check(context.Background(), nil)
			if err != nil || report.Head != s.Head() || report.Pairs != uint64(n) {
				t.Fatalf("%+v, %v", report, err)
			}
			if again := pack(t, restored, c.limit); !sameParcel(again, p) {
				t.Fatal("the copy makes another snapshot")
			}
			next := []string{"k1", "", "more", "pairs"}
			if a, b := block(t, s, next...), block(t, restored, next...); a != b {
				t.Fatalf("the next block is %v here and %v there", a, b)
			}
		})
	}
}

// Random states, cut at random sizes, arrive as they were.
func TestSnapshotsOfRandomStates(t *testing.T) {
	for seed := range uint64(40) {
		rng := rand.New(rand.NewPCG(seed, 1))
		s := open(t, vfs.NewMem(), Config{})
		pairs := map[string]string{}
		for range 1 + rng.IntN(4) {
			o := s.Overlay()
			scribble(t, rng, o, pairs, 0)
			pairs["long"] = strings.Repeat("v", 1+rng.IntN(300))
			must(t, o.Set([]byte("long"), []byte(pairs["long"])))
			_, err := s.Commit(o, s.Head().Height+1)
			must(t, err)
		}
		p, fs := pack(t, s, 400+rng.IntN(4000)), vfs.NewMem()
		r := unpack(t, fs, p)
		for _, i := range rng.Perm(len(p.chunks)) {
			must(t, r.Add(i, p.chunks[i]))
		}
		v, err := r.Finish(context.Background(), nil)
		must(t, err)
		restored := open(t, fs, Config{})
		if _, err := restored.Check(context.Background(), nil); err != nil || v != s.Head() {
			t.Fatalf("seed %d: %v, %v", seed, v, err)
		}
		must(t, errors.Join(restored.Close(), s.Close()))
	}
}

func ignored([]Piece) error { return nil }

func sameParcel(a, b parcel) bool {
	if !bytes.Equal(a.manifest, b.manifest) || len(a.chunks) != len(b.chunks) {
		return false
	}
	for i := range a.chunks {
		if !bytes.Equal(a.chunks[i], b.chunks[i]) {
			return false
		}
	}
	return true
}

func TestNodesMakeTheSameSnapshot(t *testing.T) {
	if !sameParcel(pack(t, filled(t, 3000, 1), 5000), pack(t, filled(t, 3000, 2), 5000)) {
		t.Fatal("two histories with the same result differ")
	}
}

// A bad chunk is refused at once and harms nothing; the good one still fits.
func TestBadChunksAreRefused(t *testing.T) {
	p := pack(t, filled(t, 300, 1), 500)
	r := unpack(t, vfs.NewMem(), p)
	defer r.Close()
	bad := map[string][]byte{
		"empty":     nil,
		"another":   p.chunks[1],
		"cut":       p.chunks[0][:len(p.chunks[0])-1],
		"longer":    append(bytes.Clone(p.chunks[0]), 1, 'k', 1, 'v'),
		"twice":     append(bytes.Clone(p.chunks[0]), p.chunks[0]...),
		"no key":    {0, 1, 'v'},
		"no value":  {1, 'k', 0},
		"long form": append([]byte{p.chunks[0][0] | 0x80, 0}, p.chunks[0][1:]...),
		"overlong":  {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1},
		"other bit": append(bytes.Clone(p.chunks[0][:len(p.chunks[0])-1]), 'X'),
	}
	for name, chunk := range bad {
		if err := r.Add(0, chunk); !errors.Is(err, ErrSnapshot) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, i := range []int{-1, len(p.chunks)} {
		if err := r.Add(i, p.chunks[0]); !errors.Is(err, ErrSnapshot) {
			t.Errorf("chunk %d: %v", i, err)
		}
	}
	must(t, r.Add(0, p.chunks[0]))
}

// No byte of a chunk can be another.
func TestEveryByteOfAChunkCounts(t *testing.T) {
	p := pack(t, filled(t, 17, 1), 500)
	m, err := DecodeManifest(p.manifest)
	must(t, err)
	for i, chunk := range p.chunks {
		for at := range chunk {
			for bit := range 8 {
				bad := bytes.Clone(chunk)
				bad[at] ^= 1 << bit
				if _, _, _, err := m.Open(i, bad); !errors.Is(err, ErrSnapshot) {
					t.Fatalf("chunk %d, byte %d, bit %d: %v", i, at, bit, err)
				}
			}
		}
	}
}

// Keys whose hashes begin alike fall into one corner of the tree. It is cut
// deeper there, so that no chunk gets too large to travel.
func TestCrowdedCornersAreCutDeeper(t *testing.T) {
	s := open(t, vfs.NewMem(), Config{})
	defer func() { must(t, s.Close()) }()
	pairs := []string{"somewhere", "else"}
	for i := 0; len(pairs) < 100; i++ {
		key := fmt.Sprint("k", i)
		if h := sha256.Sum256([]byte(key)); h[0] == 0xab {
			pairs = append(pairs, key, "value")
		}
	}
	block(t, s, pairs...)
	if p := pack(t, s, 150); len(p.chunks) < 10 {
		t.Fatalf("%d chunks", len(p.chunks))
	}
}

func TestBadManifestsAreRefused(t *testing.T) {
	good := pack(t, filled(t, 300, 1), 500).manifest
	for i := range good {
		if i >= 1 && i < 9 {
			continue // the height: the root cannot vouch for it
		}
		bad := bytes.Clone(good)
		bad[i] ^= 1
		if _, err := DecodeManifest(bad); !errors.Is(err, ErrSnapshot) {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
	for i := range good {
		if _, err := DecodeManifest(good[:i]); !errors.Is(err, ErrSnapshot) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
}

func TestAnUnfinishedRestoreIsNoStore(t *testing.T) {
	p, fs := pack(t, filled(t, 300, 1), 500), vfs.NewMem()
	r := unpack(t, fs, p)
	must(t, r.Add(0, p.chunks[0]))
	must(t, r.Close())
	if _, err := Open("store", Config{FS: fs}); !errors.Is(err, ErrFormat) {
		t.Error("opening it:", err)
	}
	m, err := DecodeManifest(p.manifest)
	must(t, err)
	if _, err := Restore("store", Config{FS: fs}, m); !errors.Is(err, ErrFormat) {
		t.Error("restoring over it:", err)
	}
}

func FuzzManifest(f *testing.F) {
	s, err := Open("store", Config{FS: vfs.NewMem()})
	must(f, err)
	block(f, s, "a", "1", "b", "2")
	m, err := s.View().Snapshot(context.Background(), SnapshotSink{Scratch: scratch(f), Chunk: ignored})
	must(f, err)
	f.Add(m.Encode(), []byte{1, 'a', 1, '1'})
	f.Fuzz(func(t *testing.T, manifest, chunk []byte) {
		m, err := DecodeManifest(manifest)
		if err != nil {
			return
		}
		if !bytes.Equal(m.Encode(), manifest) {
			t.Fatal("a manifest has two forms")
		}
		for i := range m.Chunks() {
			if _, _, _, err := m.Open(i, chunk); err != nil && !errors.Is(err, ErrSnapshot) {
				t.Fatal(err)
			}
		}
	})
}
