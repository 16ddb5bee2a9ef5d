package state

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/bulk"
	"github.com/peerz-ai/peerz-chain/state/chunks"
	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Restorer fills a new store from a snapshot: it checks the chunks one by one,
// and loads them when all are there. Until Finish the directory does
// not open as a store (ErrFormat); a restore that was given up is deleted. It
// is for one goroutine.
type Restorer struct {
	store    *Store
	manifest *Manifest
	flat     *bulk.Loader // the pairs
	tree     *bulk.Loader // the pages
	built    []merkle.Built
	done     []bool
	pairs    uint64
}

// Restore begins a store in dir, which must not hold one (ErrFormat). The
// caller has compared m.Head with a head that it trusts.
func Restore(dir string, cfg Config, m *Manifest) (*Restorer, error) {
	s, err := start(dir, cfg)
	if err != nil {
		return nil, err
	}
	_, exists, err := disk.Get(s.db, disk.MetaSpace, nil)
	if err == nil && exists {
		err = fmt.Errorf("%w: %s holds a store", ErrFormat, dir)
	}
	if err == nil {
		err = s.create(disk.Unfinished)
	}
	if err != nil {
		return nil, errors.Join(err, s.release())
	}
	r := &Restorer{store: s, manifest: m, built: make([]merkle.Built, m.Chunks()), done: make([]bool, m.Chunks())}
	folder := func(name string) string { return s.cfg.FS.PathJoin(dir, name) }
	if r.flat, err = bulk.New(s.cfg.FS, folder("restore-pairs"), disk.PairSpace); err == nil {
		r.tree, err = bulk.New(s.cfg.FS, folder("restore-pages"), disk.PageSpace)
	}
	if err != nil {
		return nil, errors.Join(disk.Fault("restore", err), s.release())
	}
	return r, nil
}

// Add takes chunk i, in any order, and copies what it needs; a chunk that came
// before is ignored. A bad one changes nothing and fails with ErrSnapshot; after any
// other error the restore must be given up.
func (r *Restorer) Add(i int, chunk []byte) error {
	pairs, built, changed, err := r.manifest.Open(i, chunk)
	if err != nil || r.done[i] {
		return err
	}
	var key []byte
	for _, w := range pairs {
		key = append(key[:0], w.Key...)
		if err := r.flat.Add(key, w.Record); err != nil {
			return disk.Fault("restore", err)
		}
	}
	if err := r.addPages(changed); err != nil {
		return err
	}
	r.built[i], r.done[i] = built, true
	r.pairs += uint64(len(pairs))
	return nil
}

func (r *Restorer) addPages(made []merkle.Write) error {
	var path, page []byte
	for i := range made {
		path, page = append(path[:0], made[i].Path...), made[i].Page.Encode(page[:0])
		if err := r.tree.Add(path, page); err != nil {
			return disk.Fault("restore", err)
		}
	}
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

// Finish makes the directory a store at the snapshot's head, durable when
// it returns, and closes it. It fails with ErrSnapshot while chunks are
// missing, and ends early with the error of ctx. progress, unless nil, is told
// every now and then, from another goroutine, how many records of the database
// are written, of all.
func (r *Restorer) Finish(ctx context.Context, progress func(done, total uint64)) (Head, error) {
	v := r.manifest.Head
	if n := len(r.Missing()); n > 0 {
		return Head{}, fmt.Errorf("%w: %d chunks are missing", ErrSnapshot, n)
	}
	root, made := merkle.Assemble(r.built)
	if root != v.Root {
		return Head{}, fmt.Errorf("%w: the chunks have root %x, not %x", ErrSnapshot, root, v.Root)
	}
	if err := r.addPages(made); err != nil {
		return Head{}, err
	}
	if err := r.store.guard.Do(func() error { return r.load(ctx, progress) }); err != nil {
		return Head{}, disk.Fault("restore", err)
	}
	m := disk.Meta{Head: v, Oldest: v.Height, Paged: v.Height, Pairs: r.pairs}
	batch := r.store.db.NewBatch()
	defer r.store.drop(batch)
	err := cmp.Or(
		batch.Set(disk.RootKey(v.Height), v.Root[:], nil),
		batch.Set(disk.MetaKey, m.Encode(), nil),
		r.store.apply(batch, pebble.Sync),
	)
	if err != nil {
		return Head{}, disk.Fault("restore", err)
	}
	return v, r.Close()
}

// load moves pairs and pages into the database.
func (r *Restorer) load(ctx context.Context, progress func(done, total uint64)) error {
	done, total := uint64(0), r.flat.Count()+r.tree.Count()
	step := func() {
		if done++; progress != nil && done%chunks.Pace == 0 {
			progress(done, total)
		}
	}
	opts := r.store.cfg.pebble(nil, nil)
	if err := r.flat.Load(ctx, r.store.db, opts, step); err != nil {
		return err
	}
	return r.tree.Load(ctx, r.store.db, opts, step)
}

// Close gives the restore up, unless it is finished. Closing twice is harmless.
func (r *Restorer) Close() error {
	if r.store.closed.Swap(true) {
		return nil
	}
	return errors.Join(disk.Fault("restore", errors.Join(r.flat.Close(), r.tree.Close())), r.store.release())
}
