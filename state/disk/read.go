package disk

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// Get copies out what lies at one key of a space; ok is false for nothing.
func Get(db pebble.Reader, space byte, key []byte) (value []byte, ok bool, err error) {
	var short [96]byte // spares an allocation for ordinary keys
	raw, closer, err := db.Get(append(append(short[:0], space), key...))
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, Fault("get", err)
	}
	value = append(make([]byte, 0, len(raw)), raw...)
	return value, true, Fault("get", closer.Close())
}

// GetValue copies out the value of a pair's key; ok is false for none.
func GetValue(db pebble.Reader, key []byte) (value []byte, ok bool, err error) {
	record, ok, err := Get(db, PairSpace, key)
	if ok {
		value, err = Value(record)
	}
	return value, ok, err
}

// GetRoot reads the recorded root of a height of the history.
func GetRoot(db pebble.Reader, height uint64) (Head, error) {
	h := Head{Height: height}
	raw, ok, err := Get(db, RootSpace, RootKey(height)[1:])
	if err != nil {
		return Head{}, err
	}
	if !ok || len(raw) != len(h.Root) {
		return Head{}, fmt.Errorf("%w: no root recorded for height %d", ErrCorrupt, height)
	}
	copy(h.Root[:], raw)
	return h, nil
}

// Count is how many keys a space has.
func Count(db pebble.Reader, space byte) (n uint64, err error) {
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: []byte{space}, UpperBound: []byte{space + 1}})
	if err != nil {
		return 0, Fault("count", err)
	}
	defer it.Close()
	for ok := it.First(); ok; ok = it.Next() {
		n++
	}
	return n, Fault("count", it.Error())
}

// Cursor walks pairs in order of their keys.
type Cursor struct {
	it      *pebble.Iterator
	reverse bool
	started bool
	last    []byte // record
}

// Scan makes a cursor over [start, end), or backwards from end; a nil bound is
// open.
func Scan(db pebble.Reader, start, end []byte, reverse bool) (*Cursor, error) {
	lower, upper := PairRange(start, end)
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return nil, Fault("scan", err)
	}
	return &Cursor{it: it, reverse: reverse}, nil
}

// Next moves to the next pair; ok is false at the end. The slices are valid
// until the next call.
func (c *Cursor) Next() (key, value []byte, ok bool, err error) {
	switch {
	case c.started && c.reverse:
		ok = c.it.Prev()
	case c.started:
		ok = c.it.Next()
	case c.reverse:
		ok = c.it.Last()
	default:
		ok = c.it.First()
	}
	c.started = true
	if !ok {
		return nil, nil, false, Fault("scan", c.it.Error())
	}
	if c.last, err = c.it.ValueAndErr(); err == nil {
		value, err = Value(c.last)
	}
	if err != nil {
		return nil, nil, false, Fault("scan", err)
	}
	return c.it.Key()[1:], value, true, nil
}

// Record is the record of the pair that Next returned.
func (c *Cursor) Record() []byte { return c.last }

// Close releases the cursor.
func (c *Cursor) Close() error { return Fault("scan", c.it.Close()) }
