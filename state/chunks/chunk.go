package chunks

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Pair is a pair in a chunk. There it is: length of the key, key, length of the
// record, record; lengths are uvarints. Pairs come in any order.
type Pair struct {
	Key    string
	Record []byte // of the pair space
}

func (p Pair) value() []byte { return p.Record[disk.PrefixSize:] }

// Verify checks chunk i. It fails with ErrBad.
func (m *Manifest) Verify(i int, chunk []byte) error {
	_, _, _, err := m.Open(i, chunk)
	return err
}

// Open reads the pairs of chunk i and builds their subtree, which must be the one
// that the manifest names. Their records are parts of b. It fails with ErrBad.
func (m *Manifest) Open(i int, b []byte) (pairs []Pair, built merkle.Built, pages []merkle.Write, err error) {
	if i < 0 || i >= len(m.parts) {
		return nil, built, nil, fmt.Errorf("%w: there is no chunk %d", ErrBad, i)
	}
	pairs, err = readPairs(b)
	if err == nil {
		changes := changesOf(pairs)
		if !prefixesFit(pairs, changes) {
			err = errors.New("not the hashes of its keys")
		} else {
			built, pages, err = merkle.Build(m.parts[i].Path, changes)
		}
	}
	if err == nil && built.Part() != m.parts[i] {
		err = errors.New("not the pairs that the manifest names")
	}
	if err != nil {
		return nil, built, nil, fmt.Errorf("%w: chunk %d: %w", ErrBad, i, err)
	}
	return pairs, built, pages, nil
}

func readPairs(b []byte) ([]Pair, error) {
	pairs := make([]Pair, 0, len(b)/128)
	text := string(b) // one copy for all keys
	for len(b) > 0 {
		key, rest, ok := disk.CutBytes(b, 0)
		if !ok || len(key) == 0 || len(key) > disk.MaxKey {
			return nil, errors.New("bad key")
		}
		end := len(text) - len(rest)
		record, rest, ok := disk.CutBytes(rest, 0)
		if !ok || len(record) <= disk.PrefixSize || len(record) > disk.PrefixSize+disk.MaxValue {
			return nil, errors.New("bad value")
		}
		pairs, b = append(pairs, Pair{text[end-len(key) : end], record}), rest
	}
	return pairs, nil
}

// changesOf hashes pairs, with all processors: it is most of the work.
func changesOf(pairs []Pair) []merkle.Change {
	changes := make([]merkle.Change, len(pairs))
	var all sync.WaitGroup
	for part := range slices.Chunk(changes, max(1, (len(pairs)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))) {
		own := pairs[:len(part)]
		pairs = pairs[len(part):]
		all.Go(func() {
			for i, p := range own {
				part[i] = merkle.Set(p.Key, p.value())
			}
		})
	}
	all.Wait()
	return changes
}

// prefixesFit says whether each record begins with the prefix of its key's hash.
func prefixesFit(pairs []Pair, changes []merkle.Change) bool {
	for i := range pairs {
		if disk.Prefix(pairs[i].Record) != changes[i].Prefix() {
			return false
		}
	}
	return true
}
