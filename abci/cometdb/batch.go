package cometdb

import (
	"github.com/cockroachdb/pebble/v2"
	dbm "github.com/cometbft/cometbft-db"
)

// batch collects writes of one named database; it is applied whole or not at all.
type batch struct {
	db     *db
	pebble *pebble.Batch // nil once written or closed
}

var _ dbm.Batch = (*batch)(nil)

// Set implements dbm.Batch.
func (b *batch) Set(k, v []byte) error {
	if err := check(k, v); err != nil {
		return err
	}
	if b.pebble == nil {
		return errClosed
	}
	return b.pebble.Set(b.db.key(k), v, nil)
}

// Delete implements dbm.Batch.
func (b *batch) Delete(k []byte) error {
	if len(k) == 0 {
		return errEmptyKey
	}
	if b.pebble == nil {
		return errClosed
	}
	return b.pebble.Delete(b.db.key(k), nil)
}

// Write implements dbm.Batch.
func (b *batch) Write() error { return b.commit(pebble.NoSync) }

// WriteSync implements dbm.Batch.
func (b *batch) WriteSync() error { return b.commit(pebble.Sync) }

func (b *batch) commit(o *pebble.WriteOptions) error {
	if b.pebble == nil {
		return errClosed
	}
	if err := b.write(o); err != nil {
		return err
	}
	return b.Close()
}

func (b *batch) write(o *pebble.WriteOptions) error {
	b.db.gate.enter()
	defer b.db.gate.leave()
	return b.db.guard.Do(func() error { return b.pebble.Commit(o) })
}

// Close implements dbm.Batch. Closing twice is harmless.
func (b *batch) Close() error {
	if b.pebble == nil {
		return nil
	}
	p := b.pebble
	b.pebble = nil
	if b.db.guard.Dead() {
		return nil // a write that will never end may still use it
	}
	return p.Close()
}
