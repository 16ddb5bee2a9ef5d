package sorter

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
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

// pair is a pair as it lies in a file, with the path of its key.
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

// hashed is the prefix of a value that begins with it.
func hashed(value []byte) uint16 { return binary.BigEndian.Uint16(value) }

// filled is a Sorter of n pairs with values of random sizes up to size, and
// those pairs.
func filled(t *testing.T, at Scratch, n, size int) (*Sorter, []pair) {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	s, list := New(at, ByHash(hashed)), make([]pair, n)
	for i := range list {
		key, value := fmt.Sprint("key ", i), strings.Repeat(string(rune('a'+i%26)), rng.IntN(size))
		hash := sha256.Sum256([]byte(key))
		value = string(hash[:2]) + value
		must(t, s.Add([]byte(key), []byte(value)))
		list[i] = encode(key, value)
	}
	return s, list
}

// gather reads what lies below a path, and looks whether it was announced.
func gather(t *testing.T, s *Sorter, from Scratch, path string) (all []byte, pairs int) {
	t.Helper()
	in, low, high, err := s.At(path)
	must(t, err)
	extent, err := in.Extent(low, high)
	must(t, err)
	pieces, err := in.Pieces(low, high, nil)
	must(t, err)
	for _, p := range pieces {
		b := make([]byte, p.Size)
		_, err := from.ReadAt(b, p.At)
		must(t, err)
		all = append(all, b...)
	}
	if int64(len(all)) != extent.Bytes {
		t.Fatalf("%d bytes at %x were announced, %d came", extent.Bytes, path, len(all))
	}
	return all, extent.Pairs
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

// All paths of one length have all pairs, each once, and together fill the scratch
// without a gap.
func TestTheScratchIsFull(t *testing.T) {
	at := scratch(t)
	s, list := filled(t, at, 20_000, 2000)
	var taken []Piece
	for i := range 16 * 16 {
		in, from, to, err := s.At(string([]byte{byte(i / 16), byte(i % 16)}))
		must(t, err)
		taken, err = in.Pieces(from, to, taken)
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

// Where many pairs are crowded they are put in order again, in several spills,
// in the space that they have.
func TestACrowdedRankIsPutInOrderWhereItIs(t *testing.T) {
	at := scratch(t)
	s := New(at, ByHash(func([]byte) uint16 { return 0xabc0 })) // as if the third nibble were alike too
	var list []pair
	for i := 0; len(list) < 12; i++ {
		key := fmt.Sprint("crowd", i)
		if p := encode(key, ""); p.path[:2] != "\x0a\x0b" {
			continue
		}
		value := strings.Repeat(string(rune('a'+len(list))), 2<<20)
		must(t, s.Add([]byte(key), []byte(value)))
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

// full is a scratch without space.
type full struct{ *os.File }

var errFull = errors.New("no scratch")

func (full) WriteAt([]byte, int64) (int, error) { return 0, errFull }

func TestAFullDiskIsAnError(t *testing.T) {
	s := New(full{scratch(t)}, ByKey)
	must(t, s.Add([]byte("k"), []byte("v")))
	if _, err := s.Extent(0, 1); !errors.Is(err, errFull) {
		t.Errorf("at the end: %v", err)
	}
	s = New(full{scratch(t)}, ByKey)
	var err error
	for range 5 {
		if err == nil {
			err = s.Add([]byte("k"), make([]byte, spillBytes/4))
		}
	}
	if !errors.Is(err, errFull) {
		t.Errorf("on the way: %v", err)
	}
}

// A scratch that gives back something else than it got makes an error, not a
// crash.
func TestAMangledScratchIsAnError(t *testing.T) {
	at := scratch(t)
	s, _ := filled(t, at, 1000, 50)
	all, err := s.Extent(0, Ranks)
	must(t, err)
	_, err = at.WriteAt(bytes.Repeat([]byte{0xff}, int(all.Bytes)), 0)
	must(t, err)
	for rank := range Ranks {
		if one, _ := s.Extent(rank, rank+1); one.Pairs > 0 {
			if _, err := s.Open(rank); !errors.Is(err, ErrMangled) {
				t.Fatalf("rank %d: %v", rank, err)
			}
		}
	}
}

// Pairs come in order of their keys, whatever the keys have in common, whether
// they fit into memory or not, and whatever the first ones were.
func TestPairsComeByKey(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	random := func(i int) string { return fmt.Sprintf("%08x%d", rng.Uint32(), i) }
	for name, c := range map[string]struct {
		n, size int
		key     func(i int) string
	}{
		"none": {0, 1, random}, "one": {1, 10 << 20, random}, "in memory": {1000, 100, random}, "random": {60_000, 1000, random},
		"rising":             {30_000, 1000, func(i int) string { return fmt.Sprintf("%08d", i) }},
		"falling":            {30_000, 1000, func(i int) string { return fmt.Sprintf("%08d", 1<<20-i) }},
		"alike for long":     {30_000, 1000, func(i int) string { return strings.Repeat("x", 500) + random(i) }},
		"each begins others": {1000, 60_000, func(i int) string { return strings.Repeat("\x00", 1000-i) }},
		"few and large":      {12, 12 << 20, func(i int) string { return fmt.Sprint("k", (i*7)%12) }},
		"contracts":          {40_000, 1000, func(i int) string { return fmt.Sprintf("%020d/%d", i%3, i) }},
	} {
		t.Run(name, func(t *testing.T) {
			s, want := New(scratch(t), ByKey), map[string]int{}
			for i := range c.n {
				key := c.key(i)
				want[key] = c.size - i%7
				must(t, s.Add([]byte(key), make([]byte, want[key])))
			}
			last, n := "", 0
			must(t, s.Each(func(key, value []byte) error {
				if n > 0 && string(key) <= last {
					t.Fatalf("%q comes after %q", key, last)
				}
				if size, ok := want[string(key)]; !ok || size != len(value) {
					t.Fatalf("%q has %d bytes, not %d", key, len(value), size)
				}
				last, n = string(key), n+1
				return nil
			}))
			if n != len(want) {
				t.Errorf("%d pairs, %d were added", n, len(want))
			}
		})
	}
}

// A key that comes twice, too often for memory, ends the work.
func TestAKeyTwiceEndsTheWork(t *testing.T) {
	s := New(scratch(t), ByKey)
	for range 4 {
		must(t, s.Add([]byte("key"), make([]byte, groupBytes/3)))
	}
	if err := s.Each(func(_, _ []byte) error { return nil }); !errors.Is(err, errTwice) {
		t.Error(err)
	}
}

// counted counts the bytes that are written to a scratch.
type counted struct {
	*os.File
	bytes int64
}

func (c *counted) WriteAt(b []byte, at int64) (int, error) {
	c.bytes += int64(len(b))
	return c.File.WriteAt(b, at)
}

// Whoever chooses the keys and their order: a pair is written when it comes, and once more if the
// first keys say nothing of the others. At each further depth a rank has less than a hundredth.
func TestNoKeysMakeMuchWriting(t *testing.T) {
	for name, key := range map[string]func(i int) string{
		"first keys that nest": func(i int) string {
			if i < 250 {
				return strings.Repeat("x", i) + "a"
			}
			return strings.Repeat("x", 250) + fmt.Sprintf("%08d", i)
		},
		"keys that nest":              func(i int) string { return strings.Repeat("x", i%250) + fmt.Sprintf("a%08d", i) },
		"first keys below all others": func(i int) string { return fmt.Sprintf("%08d", i) },
		"first keys above all others": func(i int) string { return fmt.Sprintf("%08d", 1<<24-i) },
		"from both ends":              func(i int) string { return fmt.Sprintf("%08d", 1<<24+i*(1-i%2*2)) },
	} {
		t.Run(name, func(t *testing.T) {
			to := &counted{File: scratch(t)}
			s, size := New(to, ByKey), 0
			for i := range 60_000 {
				must(t, s.Add([]byte(key(i)), make([]byte, 1000)))
				size += len(key(i)) + 1000
			}
			last, n := "", 0
			must(t, s.Each(func(key, _ []byte) error {
				if n > 0 && string(key) <= last {
					t.Fatalf("%q comes after %q", key, last)
				}
				last, n = string(key), n+1
				return nil
			}))
			if times := float64(to.bytes) / float64(size); n != 60_000 || times > 2.01 {
				t.Errorf("%d pairs, each written %.2f times", n, times)
			}
		})
	}
}

// What cuts keys into parts is about as far from each other as it should be, in whatever order the keys
// come.
func TestKeysAreCutIntoPartsOfLikeSize(t *testing.T) {
	for name, order := range map[string]func(i, n int) int{
		"rising": func(i, _ int) int { return i }, "falling": func(i, n int) int { return n - 1 - i },
		"from both ends": func(i, n int) int { return i/2 + i%2*(n-1-i) },
		"scattered":      func(i, n int) int { return i * 7919 % n },
	} {
		for _, n := range []int{0, 1, 2, 100, 2047, 2048, 5000, 300_000} {
			var q quantiles
			for i := range n {
				q.add(fmt.Appendf(nil, "%08d", order(i, n)))
			}
			cuts, from := q.cut(100), -1
			most := n/101 + n*max(0, bits.Len(uint(n/listKeys)))/listKeys + 1
			for _, cut := range append(cuts, fmt.Appendf(nil, "%08d", n)) {
				var at int
				_, err := fmt.Sscanf(string(cut), "%d", &at)
				must(t, err)
				if at <= from || at-from-1 > most {
					t.Errorf("%s, %d keys: %d follows %d", name, n, at, from)
				}
				from = at
			}
			if len(cuts) > 100 || n > 0 && len(cuts) == 0 {
				t.Errorf("%s, %d keys: %d cuts", name, n, len(cuts))
			}
		}
	}
}
