package shuffle

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
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

// pair is a pair as it lies in a room, with the path of its key.
type pair struct{ path, bytes string }

func encode(key, value string) pair {
	hash := sha256.Sum256([]byte(key))
	var path []byte
	for _, b := range hash {
		path = append(path, b>>4, b&15)
	}
	b := append(binary.AppendUvarint(nil, uint64(len(key))), key...)
	b = append(binary.AppendUvarint(b, uint64(len(value))), value...)
	return pair{string(path), string(b)}
}

// filled is a Shuffle of n pairs with values of random sizes up to size, and
// those pairs.
func filled(t *testing.T, at Scratch, n, size int) (*Shuffle, []pair) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	s, list := New(at), make([]pair, n)
	for i := range list {
		key, value := fmt.Sprint("key ", i), strings.Repeat(string(rune('a'+i%26)), rng.IntN(size))
		hash := sha256.Sum256([]byte(key))
		must(t, s.Add(binary.BigEndian.Uint16(hash[:]), []byte(key), []byte(value)))
		list[i] = encode(key, value)
	}
	return s, list
}

// gather reads what lies below a path, and looks whether it was announced.
func gather(t *testing.T, s *Shuffle, from Scratch, path string) (all []byte, pairs int) {
	t.Helper()
	weight, err := s.Weigh(path)
	must(t, err)
	pieces, pairs, err := s.Gather(path, nil)
	must(t, err)
	for _, p := range pieces {
		b := make([]byte, p.Size)
		_, err := from.ReadAt(b, p.At)
		must(t, err)
		all = append(all, b...)
	}
	if int64(len(all)) != weight {
		t.Fatalf("%d bytes at %x were announced, %d came", weight, path, len(all))
	}
	return all, pairs
}

// sameBytes compares what came with pairs, whose order does not matter.
func sameBytes(t *testing.T, got []byte, want []pair) bool {
	t.Helper()
	var list, sum []string
	for len(got) > 0 {
		key, a := binary.Uvarint(got)
		value, b := binary.Uvarint(got[a+int(key):])
		end := a + int(key) + b + int(value)
		list, got = append(list, string(got[:end])), got[end:]
	}
	for _, p := range want {
		sum = append(sum, p.bytes)
	}
	slices.Sort(list)
	slices.Sort(sum)
	return slices.Equal(list, sum)
}

// Whatever path is asked for, above or below the one order that pairs are brought
// into at first, its pairs come, and only those.
func TestPairsComeByPath(t *testing.T) {
	for _, c := range []struct{ n, size, depth int }{
		{0, 1, 0}, {1, 10, 0}, {1, 10, 3}, {1, 10, 64}, {1000, 100, 0}, {1000, 100, 1}, {1000, 100, 2}, {1000, 100, 4},
		{3000, 100, 7}, {150_000, 50, 3}, {60_000, 500, 2}, {60_000, 500, 4},
	} {
		t.Run(fmt.Sprintf("%d pairs up to %d bytes at depth %d", c.n, c.size, c.depth), func(t *testing.T) {
			at := scratch(t)
			s, list := filled(t, at, c.n, c.size)
			slices.SortFunc(list, func(a, b pair) int { return cmp.Compare(a.path, b.path) })
			for rest := list; len(rest) > 0; {
				path := rest[0].path[:c.depth]
				n := 1
				for n < len(rest) && strings.HasPrefix(rest[n].path, path) {
					n++
				}
				if got, pairs := gather(t, s, at, path); pairs != n || !sameBytes(t, got, rest[:n]) {
					t.Fatalf("at %x came %d pairs of %d, or others", path, pairs, n)
				}
				rest = rest[n:]
			}
			if got, pairs := gather(t, s, at, strings.Repeat("\x0f", max(1, c.depth))); c.n == 0 && (pairs != 0 || len(got) != 0) {
				t.Errorf("%d pairs where there are none", pairs)
			}
		})
	}
}

// All paths of one length have all pairs, each once, and together fill the room
// without a gap.
func TestTheRoomIsFull(t *testing.T) {
	at := scratch(t)
	s, list := filled(t, at, 20_000, 2000)
	var taken []Piece
	for i := range 16 * 16 {
		var err error
		taken, _, err = s.Gather(string([]byte{byte(i / 16), byte(i % 16)}), taken)
		must(t, err)
	}
	slices.SortFunc(taken, func(a, b Piece) int { return cmp.Compare(a.At, b.At) })
	end := int64(0)
	for _, p := range taken {
		if p.At != end || p.Size <= 0 {
			t.Fatalf("%+v, behind %d", p, end)
		}
		end += p.Size
	}
	size := 0
	for _, p := range list {
		size += len(p.bytes)
	}
	if stat, err := at.Stat(); err != nil || end != int64(size) || stat.Size() != end {
		t.Errorf("%d bytes of %d, %v", end, size, err)
	}
}

// Where many pairs are crowded they are put in order again, in several runs, in
// the room that they have.
func TestACrowdedPlaceIsPutInOrderWhereItIs(t *testing.T) {
	at := scratch(t)
	s := New(at)
	var list []pair
	for i := 0; len(list) < 12; i++ {
		key := fmt.Sprint("crowd", i)
		if p := encode(key, ""); p.path[:2] != "\x0a\x0b" {
			continue
		}
		value := strings.Repeat(string(rune('a'+len(list))), 2<<20)
		must(t, s.add(0xabc, []byte(key), []byte(value))) // as if the third nibble were alike too
		list = append(list, encode(key, value))
	}
	must(t, s.seal())
	before, err := at.Stat()
	must(t, err)
	slices.SortFunc(list, func(a, b pair) int { return cmp.Compare(a.path[3:], b.path[3:]) })
	for _, p := range list {
		path := "\x0a\x0b\x0c" + p.path[3:8]
		if got, pairs := gather(t, s, at, path); pairs != 1 || string(got) != p.bytes {
			t.Fatalf("at %x: %d pairs, %d bytes", path, pairs, len(got))
		}
	}
	if after, err := at.Stat(); err != nil || after.Size() != before.Size() {
		t.Errorf("%d bytes took %d: %v", before.Size(), after.Size(), err)
	}
}

// full is a room without room.
type full struct{ *os.File }

var errFull = errors.New("no scratch")

func (full) WriteAt([]byte, int64) (int, error) { return 0, errFull }

func TestNoRoomIsAnError(t *testing.T) {
	s := New(full{scratch(t)})
	must(t, s.Add(0, []byte("k"), []byte("v")))
	if _, err := s.Weigh(""); !errors.Is(err, errFull) {
		t.Errorf("at the end: %v", err)
	}
	s = New(full{scratch(t)})
	var err error
	for range 5 {
		if err == nil {
			err = s.Add(0, []byte("k"), make([]byte, runBytes/4))
		}
	}
	if !errors.Is(err, errFull) {
		t.Errorf("on the way: %v", err)
	}
}

// A room that gives back something else than it got makes an error, not a crash.
func TestAMangledRoomIsAnError(t *testing.T) {
	at := scratch(t)
	s, _ := filled(t, at, 1000, 50)
	must(t, s.seal())
	size := s.sums[places].bytes
	_, err := at.WriteAt(bytes.Repeat([]byte{0xff}, int(size)), 0)
	must(t, err)
	for i := range places {
		path := []byte{byte(i >> 8), byte(i >> 4 & 15), byte(i & 15), 0}
		if s.sums[i+1].pairs > s.sums[i].pairs {
			if _, err := s.Weigh(string(path)); !errors.Is(err, errMangled) {
				t.Fatalf("at %x: %v", path, err)
			}
		}
	}
}
