package shuffle

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func scratch(t testing.TB) *os.File {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "scratch")
	must(t, err)
	t.Cleanup(func() { must(t, f.Close()) })
	return f
}

// record is a hash with its payload.
type record struct {
	hash    Hash
	payload string
}

// mixed is n records of random sizes up to size, in an order of their own.
func mixed(n, size int) []record {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	list := make([]record, n)
	for i := range list {
		list[i] = record{sha256.Sum256(fmt.Append(nil, i)), strings.Repeat(string(rune('a'+i%26)), rng.IntN(size))}
	}
	return list
}

func path(hash Hash, nibbles int) string {
	var p []byte
	for _, b := range hash {
		p = append(p, b>>4, b&15)
	}
	return string(p[:nibbles])
}

// everything asks for all places at a depth, in order, and puts the answers
// together.
func everything(t *testing.T, s *Shuffle, at string, depth int) (all []byte, records int) {
	t.Helper()
	if depth == 0 {
		weight, err := s.Weigh(at)
		must(t, err)
		b, n, err := s.Gather(at, nil)
		must(t, err)
		if len(b) != weight {
			t.Fatalf("%d bytes at %x were announced, %d came", weight, at, len(b))
		}
		return b, n
	}
	for i := range byte(16) {
		b, n := everything(t, s, at+string(rune(i)), depth-1)
		all, records = append(all, b...), records+n
	}
	return all, records
}

// However many records there are, in memory or on disk, and however finely they
// are asked for, they come in order of hash.
func TestRecordsComeInOrder(t *testing.T) {
	for _, c := range []struct{ n, size, depth int }{
		{0, 1, 0}, {1, 10, 0}, {1, 10, 3}, {1000, 100, 0}, {1000, 100, 1}, {1000, 100, 2}, {1000, 100, 4}, {60_000, 500, 3}, {150_000, 500, 3},
	} {
		t.Run(fmt.Sprintf("%d of %d bytes at depth %d", c.n, c.size, c.depth), func(t *testing.T) {
			s, list := New(scratch(t)), mixed(c.n, c.size)
			for i := range list {
				half := len(list[i].payload) / 2
				must(t, s.Add(&list[i].hash, []byte(list[i].payload[:half]), []byte(list[i].payload[half:])))
			}
			got, n := everything(t, s, "", c.depth)
			slices.SortFunc(list, func(a, b record) int { return bytes.Compare(a.hash[:], b.hash[:]) })
			var want []byte
			for _, r := range list {
				want = append(want, r.payload...)
			}
			if n != c.n || !bytes.Equal(got, want) {
				t.Fatalf("%d records, %d bytes, in order: %v", n, len(got), bytes.Equal(got, want))
			}
		})
	}
}

// Hashes that begin alike make one pile too large for memory: it is shuffled
// again, as deep as it takes.
func TestACrowdedPileIsShuffledAgain(t *testing.T) {
	s := New(scratch(t))
	var list []record
	for i := range 8 {
		r := record{payload: strings.Repeat(string(rune('a'+i)), loadSize/4)}
		copy(r.hash[:], "alike for a dozen bytes")
		r.hash[12], r.hash[20] = byte(i*31), byte(i)
		list = append(list, r)
		must(t, s.Add(&r.hash, []byte(r.payload)))
	}
	slices.SortFunc(list, func(a, b record) int { return cmp.Compare(a.hash[12], b.hash[12]) })
	for _, r := range list {
		at := path(r.hash, 26)
		weight, err := s.Weigh(at)
		must(t, err)
		b, n, err := s.Gather(at, nil)
		must(t, err)
		if n != 1 || string(b) != r.payload || weight != len(b) {
			t.Fatalf("at %x: %d records, %d bytes, %d announced", at, n, len(b), weight)
		}
	}
}

// full is scratch without room.
type full struct{ *os.File }

var errFull = errors.New("no room")

func (full) WriteAt([]byte, int64) (int, error) { return 0, errFull }

func TestNoRoomIsAnError(t *testing.T) {
	s := New(full{scratch(t)})
	hash := sha256.Sum256(nil)
	for range heldSize/blockSize + 1 { // a block each
		must(t, s.Add(&hash, make([]byte, blockSize-recordHead)))
	}
	if err := s.Add(&hash, make([]byte, blockSize-recordHead)); !errors.Is(err, errFull) {
		t.Errorf("without room: %v", err)
	}
}

// used is how far a scratch file was written.
type used struct {
	*os.File
	end int64
}

func (u *used) WriteAt(b []byte, at int64) (int, error) {
	u.end = max(u.end, at+int64(len(b)))
	return u.File.WriteAt(b, at)
}

// Memory is counted in bytes: records larger than a block take no more of it.
func TestHugeRecordsGoToScratch(t *testing.T) {
	room := &used{File: scratch(t)}
	s, payload := New(room), make([]byte, 4<<20)
	held := func() (bytes int) {
		for i := range s.piles {
			bytes += cap(s.piles[i].last)
			for _, b := range s.piles[i].full {
				bytes += cap(b.held)
			}
		}
		return bytes
	}
	const n = 20
	for i := range n {
		hash := sha256.Sum256(fmt.Append(nil, i))
		must(t, s.Add(&hash, payload))
		if held() > heldSize {
			t.Fatalf("%d records of 4 MiB hold %d MiB of memory", i+1, held()>>20)
		}
	}
	if _, records := everything(t, s, "", 3); records != n || room.end == 0 {
		t.Errorf("%d records, %d bytes in scratch", records, room.end)
	}
}

// Piles that are shuffled again do so in the same room, one after the other.
func TestScratchIsUsedAgain(t *testing.T) {
	room := &used{File: scratch(t)}
	s, payload := New(room), make([]byte, 1<<20)
	const piles, each = 4, loadSize>>20 + 2
	for i := range piles * each {
		hash := sha256.Sum256(fmt.Append(nil, i))
		hash[0] = byte(i % piles)
		must(t, s.Add(&hash, payload))
	}
	if _, records := everything(t, s, "", 3); records != piles*each {
		t.Errorf("%d records of %d", records, piles*each)
	}
	if most := int64((piles + 1) * each * (1<<20 + recordHead)); room.end > most {
		t.Errorf("%d MiB of scratch for %d MiB", room.end>>20, piles*each)
	}
}
