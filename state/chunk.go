package state

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// pair is a pair in a chunk. There it is: length of the key, key, length of the
// record, record; lengths are uvarints. Pairs come in any order.
type pair struct {
	key    string
	record []byte
}

func (p pair) value() []byte { return p.record[headSize:] }

// Verify checks chunk i without keeping it. It fails with ErrSnapshot.
func (m *Manifest) Verify(i int, chunk []byte) error {
	_, _, _, err := m.openChunk(i, chunk)
	return err
}

// openChunk reads the pairs of chunk i and builds their subtree, which must be
// the one that the manifest names. Their records are parts of b.
func (m *Manifest) openChunk(i int, b []byte) (pairs []pair, built merkle.Built, pages []merkle.Write, err error) {
	if i < 0 || i >= len(m.parts) {
		return nil, built, nil, fmt.Errorf("%w: there is no chunk %d", ErrSnapshot, i)
	}
	pairs, err = readPairs(b)
	if err == nil {
		changes := changesOf(pairs)
		if !headsOf(pairs, changes) {
			err = errors.New("not the heads of its keys")
		} else {
			built, pages, err = merkle.Build(m.parts[i].Path, changes)
		}
	}
	if err == nil && built.Part() != m.parts[i] {
		err = errors.New("not the pairs that the manifest names")
	}
	if err != nil {
		return nil, built, nil, fmt.Errorf("%w: chunk %d: %w", ErrSnapshot, i, err)
	}
	return pairs, built, pages, nil
}

func readPairs(b []byte) ([]pair, error) {
	pairs := make([]pair, 0, len(b)/128)
	text := string(b) // one copy for all keys
	for len(b) > 0 {
		key, rest, ok := cutBytes(b, 0)
		if !ok || checkKey(key) != nil {
			return nil, errors.New("bad key")
		}
		end := len(text) - len(rest)
		record, rest, ok := cutBytes(rest, 0)
		if !ok || len(record) <= headSize || len(record) > headSize+MaxValue {
			return nil, errors.New("bad value")
		}
		pairs, b = append(pairs, pair{text[end-len(key) : end], record}), rest
	}
	return pairs, nil
}

// changesOf hashes pairs, with all processors: it is most of the work.
func changesOf(pairs []pair) []merkle.Change {
	changes := make([]merkle.Change, len(pairs))
	var all sync.WaitGroup
	for part := range slices.Chunk(changes, max(1, (len(pairs)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))) {
		own := pairs[:len(part)]
		pairs = pairs[len(part):]
		all.Go(func() {
			for i, p := range own {
				part[i] = merkle.Set(p.key, p.value())
			}
		})
	}
	all.Wait()
	return changes
}

// headsOf says whether each record begins with the head of its key's hash.
func headsOf(pairs []pair, changes []merkle.Change) bool {
	for i := range pairs {
		if headIn(pairs[i].record) != changes[i].Head() {
			return false
		}
	}
	return true
}
