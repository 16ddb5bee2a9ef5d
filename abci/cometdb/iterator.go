package cometdb

import (
	"bytes"

	"github.com/cockroachdb/pebble/v2"
	dbm "github.com/cometbft/cometbft-db"

	"github.com/peerz-ai/peerz-chain/state/guard"
)

// Iterator implements dbm.DB.
func (d *db) Iterator(start, end []byte) (dbm.Iterator, error) {
	return d.iterate(start, end, false)
}

// ReverseIterator implements dbm.DB.
func (d *db) ReverseIterator(start, end []byte) (dbm.Iterator, error) {
	return d.iterate(start, end, true)
}

func (d *db) iterate(start, end []byte, reverse bool) (dbm.Iterator, error) {
	if (start != nil && len(start) == 0) || (end != nil && len(end) == 0) {
		return nil, errEmptyKey
	}
	d.gate.enter()
	defer d.gate.leave()
	lower, upper := d.bounds(start, end)
	source, err := d.pebble.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return nil, err
	}
	it := &iterator{source: source, start: start, end: end, prefix: len(d.prefix), reverse: reverse}
	if reverse {
		source.Last()
	} else {
		source.First()
	}
	return it, nil
}

// iterator walks one named database; keys are returned without the prefix.
type iterator struct {
	source     *pebble.Iterator
	start, end []byte
	prefix     int // length of the prefix to cut
	reverse    bool
}

// Domain implements dbm.Iterator.
func (it *iterator) Domain() (start, end []byte) { return it.start, it.end }

// Valid implements dbm.Iterator.
func (it *iterator) Valid() bool { return it.source.Valid() }

// Next implements dbm.Iterator.
func (it *iterator) Next() {
	it.mustBeValid()
	if it.reverse {
		it.source.Prev()
		return
	}
	it.source.Next()
}

// Key implements dbm.Iterator. It is a copy: CometBFT keeps keys while it deletes.
func (it *iterator) Key() []byte {
	it.mustBeValid()
	return bytes.Clone(it.source.Key()[it.prefix:])
}

// Value implements dbm.Iterator. It is a copy, like Key.
func (it *iterator) Value() []byte {
	it.mustBeValid()
	return bytes.Clone(it.source.Value())
}

// Error implements dbm.Iterator.
func (it *iterator) Error() error { return guard.Explain(it.source.Error()) }

// Close implements dbm.Iterator.
func (it *iterator) Close() error { return it.source.Close() }

// mustBeValid panics as the interface demands: the caller has a bug.
func (it *iterator) mustBeValid() {
	if !it.Valid() {
		panic("cometdb: iterator is not valid")
	}
}
