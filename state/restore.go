package state

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Restorer fills a new store from a snapshot. Until Finish the directory does
// not open as a store (ErrFormat); a restore that was given up is deleted. It
// is for one goroutine.
type Restorer struct {
	store    *Store
	manifest *Manifest
	built    []merkle.Built
	done     []bool
	pairs    uint64
}

// unfinished stands in place of the meta record while a restore goes on.
var unfinished = binary.BigEndian.AppendUint32(nil, 0xffffffff)

// Restore begins a store in dir, which must not hold one (ErrFormat). The
// caller has compared m.Version with a version that it trusts.
func Restore(dir string, cfg Config, m *Manifest) (*Restorer, error) {
	s, err := start(dir, cfg)
	if err != nil {
		return nil, err
	}
	_, exists, err := lookup(s.db, metaSpace, nil)
	if err == nil && exists {
		err = fmt.Errorf("%w: %s holds a store", ErrFormat, dir)
	}
	if err == nil {
		err = s.create(unfinished)
	}
	if err != nil {
		return nil, errors.Join(err, s.release())
	}
	return &Restorer{store: s, manifest: m, built: make([]merkle.Built, m.Chunks()), done: make([]bool, m.Chunks())}, nil
}

// Add takes chunk i, in any order; a chunk that came before is ignored. A bad
// one changes nothing and fails with ErrSnapshot.
func (r *Restorer) Add(i int, chunk []byte) error {
	pairs, built, pages, err := r.manifest.openChunk(i, chunk)
	if err != nil || r.done[i] {
		return err
	}
	batch := r.store.db.NewBatch()
	defer r.store.drop(batch)
	key := []byte{flatSpace}
	for _, w := range pairs {
		key = append(key[:1], w.key...)
		if err := batch.Set(key, w.value, nil); err != nil {
			return fault("restore", err)
		}
	}
	if err := (*delta)(nil).add(pages).put(batch); err != nil {
		return err
	}
	if err := r.store.apply(batch, pebble.NoSync); err != nil {
		return fault("restore", err)
	}
	r.built[i], r.done[i] = built, true
	r.pairs += uint64(len(pairs))
	return nil
}

// Missing lists the chunks that have not come yet.
func (r *Restorer) Missing() (chunks []int) {
	for i, done := range r.done {
		if !done {
			chunks = append(chunks, i)
		}
	}
	return chunks
}

// Finish makes the directory a store at the snapshot's version, durable when
// it returns, and closes it. It fails with ErrSnapshot while chunks are
// missing.
func (r *Restorer) Finish() (Version, error) {
	v := r.manifest.Version
	if n := len(r.Missing()); n > 0 {
		return Version{}, fmt.Errorf("%w: %d chunks are missing", ErrSnapshot, n)
	}
	root, pages := merkle.Assemble(r.built)
	if root != v.Root {
		return Version{}, fmt.Errorf("%w: the chunks have root %x, not %x", ErrSnapshot, root, v.Root)
	}
	batch := r.store.db.NewBatch()
	defer r.store.drop(batch)
	if err := (*delta)(nil).add(pages).put(batch); err != nil {
		return Version{}, err
	}
	m := meta{Version: v, oldest: v.Height, paged: v.Height, pairs: r.pairs}
	err := firstErr(
		batch.Set(rootKey(v.Height), v.Root[:], nil),
		batch.Set(metaKey, m.encode(), nil),
		r.store.apply(batch, pebble.Sync),
	)
	if err != nil {
		return Version{}, fault("restore", err)
	}
	return v, r.Close()
}

// Close gives the restore up, unless it is finished. Closing twice is harmless.
func (r *Restorer) Close() error {
	if r.store.closed.Swap(true) {
		return nil
	}
	return r.store.release()
}
