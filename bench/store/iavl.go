package store

import (
	corestore "cosmossdk.io/core/store"
	"github.com/cockroachdb/pebble/v2"
	"github.com/cosmos/iavl"
	ics23 "github.com/cosmos/ics23/go"
)

// avl is cosmos/iavl 1.3 with its fast index.
type avl struct {
	db      *pebble.DB
	tree    *iavl.MutableTree
	history int64
}

func openIAVL(cfg Config) (Store, error) {
	// Four times the memtables that Pebble has by default, and its own eagerness to compact.
	o := options(cfg)
	o.MemTableSize, o.CacheSize, o.L0CompactionThreshold = 16<<20, 48<<20, 4
	db, err := pebble.Open(cfg.Dir, o)
	if err != nil {
		return nil, err
	}
	// One version must be one batch, or a crash leaves half of it.
	tree := iavl.NewMutableTree(adapter{db}, cfg.Nodes, false, iavl.NewNopLogger(),
		iavl.SyncOption(true), iavl.FlushThresholdOption(64<<20))
	_, err = tree.Load()
	return &avl{db, tree, int64(cfg.History)}, err
}

func (a *avl) Commit(writes []Write) error {
	for _, w := range writes {
		if _, err := a.tree.Set(w.Key, w.Value); err != nil {
			return err
		}
	}
	_, version, err := a.tree.SaveVersion()
	if err != nil || version <= a.history+1 {
		return err
	}
	return a.tree.DeleteVersionsTo(version - a.history - 1)
}

func (a *avl) Get(key []byte) ([]byte, error) { return a.tree.Get(key) }

func (a *avl) Prove(key []byte) (int, error) {
	last, err := a.tree.GetImmutable(a.tree.Version())
	if err != nil {
		return 0, err
	}
	var proof *ics23.CommitmentProof
	if has, err := last.Has(key); err != nil {
		return 0, err
	} else if has {
		proof, err = last.GetMembershipProof(key)
		if err != nil {
			return 0, err
		}
	} else if proof, err = last.GetNonMembershipProof(key); err != nil {
		return 0, err
	}
	b, err := proof.Marshal()
	return len(b), err
}

func (a *avl) Close() error {
	if err := a.tree.Close(); err != nil {
		return err
	}
	return a.db.Close()
}

// adapter is Pebble as the database that iavl asks for.
type adapter struct{ db *pebble.DB }

func (d adapter) Get(key []byte) ([]byte, error) { return get(d.db, key) }

func (d adapter) Has(key []byte) (bool, error) {
	value, err := get(d.db, key)
	return value != nil, err
}

func (d adapter) Iterator(start, end []byte) (corestore.Iterator, error) {
	return d.iterate(start, end, false)
}

func (d adapter) ReverseIterator(start, end []byte) (corestore.Iterator, error) {
	return d.iterate(start, end, true)
}

func (d adapter) iterate(start, end []byte, reverse bool) (corestore.Iterator, error) {
	it, err := d.db.NewIter(&pebble.IterOptions{LowerBound: start, UpperBound: end})
	if err != nil {
		return nil, err
	}
	if reverse {
		it.Last()
	} else {
		it.First()
	}
	return &cursor{it, start, end, reverse}, nil
}

// Close leaves the database open: the tree does not own it.
func (d adapter) Close() error { return nil }

func (d adapter) NewBatch() corestore.Batch { return &batch{d.db.NewBatch()} }

func (d adapter) NewBatchWithSize(n int) corestore.Batch { return &batch{d.db.NewBatchWithSize(n)} }

type batch struct{ *pebble.Batch }

func (b *batch) Set(key, value []byte) error { return b.Batch.Set(key, value, nil) }
func (b *batch) Delete(key []byte) error     { return b.Batch.Delete(key, nil) }
func (b *batch) Write() error                { return b.Commit(pebble.NoSync) }
func (b *batch) WriteSync() error            { return b.Commit(pebble.Sync) }
func (b *batch) GetByteSize() (int, error)   { return b.Len(), nil }

type cursor struct {
	it         *pebble.Iterator
	start, end []byte
	reverse    bool
}

func (c *cursor) Domain() (start, end []byte) { return c.start, c.end }
func (c *cursor) Valid() bool                 { return c.it.Valid() }
func (c *cursor) Key() []byte                 { return append([]byte{}, c.it.Key()...) }
func (c *cursor) Value() []byte               { return append([]byte{}, c.it.Value()...) }
func (c *cursor) Error() error                { return c.it.Error() }
func (c *cursor) Close() error                { return c.it.Close() }

func (c *cursor) Next() {
	if c.reverse {
		c.it.Prev()
	} else {
		c.it.Next()
	}
}
