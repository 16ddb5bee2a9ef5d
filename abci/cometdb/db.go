package cometdb

import (
	"context"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	dbm "github.com/cometbft/cometbft-db"

	"github.com/peerz-ai/peerz-chain/state/guard"
)

// db is one named database: the keys of the shared Pebble that start with prefix.
type db struct {
	pebble *pebble.DB
	guard  *guard.Guard
	gate   *gate
	prefix []byte
}

var _ dbm.DB = (*db)(nil)

// key prepends the prefix.
func (d *db) key(k []byte) []byte {
	out := make([]byte, 0, len(d.prefix)+len(k))
	return append(append(out, d.prefix...), k...)
}

// Get implements dbm.DB: nil when the key is absent. The result is a copy.
func (d *db) Get(k []byte) ([]byte, error) {
	if len(k) == 0 {
		return nil, errEmptyKey
	}
	d.gate.enter()
	defer d.gate.leave()
	v, closer, err := d.pebble.Get(d.key(k))
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, guard.Explain(err)
	}
	out := append(make([]byte, 0, len(v)), v...) // never nil: nil means absent
	return out, closer.Close()
}

// Has implements dbm.DB.
func (d *db) Has(k []byte) (bool, error) {
	v, err := d.Get(k)
	return v != nil, err
}

// Set implements dbm.DB.
func (d *db) Set(k, v []byte) error { return d.set(k, v, pebble.NoSync) }

// SetSync implements dbm.DB.
func (d *db) SetSync(k, v []byte) error { return d.set(k, v, pebble.Sync) }

func (d *db) set(k, v []byte, o *pebble.WriteOptions) error {
	if err := check(k, v); err != nil {
		return err
	}
	d.gate.enter()
	defer d.gate.leave()
	return d.guard.Do(func() error { return d.pebble.Set(d.key(k), v, o) })
}

// Delete implements dbm.DB.
func (d *db) Delete(k []byte) error { return d.delete(k, pebble.NoSync) }

// DeleteSync implements dbm.DB.
func (d *db) DeleteSync(k []byte) error { return d.delete(k, pebble.Sync) }

func (d *db) delete(k []byte, o *pebble.WriteOptions) error {
	if len(k) == 0 {
		return errEmptyKey
	}
	d.gate.enter()
	defer d.gate.leave()
	return d.guard.Do(func() error { return d.pebble.Delete(d.key(k), o) })
}

// NewBatch implements dbm.DB. Batches are atomic.
func (d *db) NewBatch() dbm.Batch {
	d.gate.enter()
	defer d.gate.leave()
	return &batch{db: d, pebble: d.pebble.NewBatch()}
}

// Close implements dbm.DB and does nothing: the Store owns the files.
func (d *db) Close() error { return nil }

// Print implements dbm.DB, for debugging.
func (d *db) Print() error {
	it, err := d.Iterator(nil, nil)
	if err != nil {
		return err
	}
	defer func() { _ = it.Close() }()
	for ; it.Valid(); it.Next() {
		fmt.Printf("%x: %x\n", it.Key(), it.Value())
	}
	return it.Error()
}

// Stats implements dbm.DB.
func (d *db) Stats() map[string]string {
	told := make(chan string, 1)
	err := d.guard.Do(func() error {
		told <- d.pebble.Metrics().String()
		return nil
	})
	if err != nil {
		return nil
	}
	return map[string]string{"pebble": <-told}
}

// Compact implements dbm.DB. A nil bound is that end of this database.
func (d *db) Compact(start, end []byte) error {
	lower, upper := d.bounds(start, end)
	return d.guard.Do(func() error { return d.pebble.Compact(context.Background(), lower, upper, true) })
}

// bounds turns [start, end) of this database into bounds of the shared one.
func (d *db) bounds(start, end []byte) (lower, upper []byte) {
	lower, upper = d.key(start), d.key(end)
	if end == nil {
		upper[len(upper)-1]++ // the prefix ends in '/', which does not overflow
	}
	return lower, upper
}

func check(k, v []byte) error {
	if len(k) == 0 {
		return errEmptyKey
	}
	if v == nil {
		return errNilValue
	}
	return nil
}
