package state

import (
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/guard"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// reader is one version of the pairs and of the tree above them.
type reader interface {
	get(key []byte) (value []byte, ok bool, err error)
	cursor(start, end []byte, reverse bool) (cursor, error)
	merkle.Source
}

// cursor walks pairs in one direction. The slices are valid until the next
// call.
type cursor interface {
	next() (key, value []byte, ok bool, err error)
	record() []byte // of the pair that next returned
	close() error
}

// disk reads a Pebble snapshot until closed, or the store's caches while they
// still hold the same edition. It takes from them but adds nothing: queries
// must not push out what blocks need.
type disk struct {
	db     pebble.Reader
	tree   *delta
	closed *atomic.Bool
	store  *Store // nil to pass its caches by
	edition
}

func (d disk) get(key []byte) ([]byte, bool, error) {
	if d.closed.Load() {
		return nil, false, ErrClosed
	}
	if d.store != nil {
		if value, ok := d.store.values.peek(d.values, key, nil); ok {
			return value, value != nil, nil
		}
	}
	return lookupValue(d.db, key)
}

func (d disk) cursor(start, end []byte, reverse bool) (cursor, error) {
	if d.closed.Load() {
		return nil, ErrClosed
	}
	return scan(d.db, start, end, reverse)
}

func (d disk) Page(path []byte) (*merkle.Page, error) {
	if d.closed.Load() {
		return nil, ErrClosed
	}
	if p, ok := d.tree.find(path); ok {
		return p, nil
	}
	if d.store != nil {
		var short [pageBuffer]byte
		if raw, ok := d.store.pages.peek(d.pages, path, short[:0]); ok {
			return openPage(raw, nil)
		}
	}
	raw, _, err := lookup(d.db, pageSpace, path)
	return openPage(raw, err)
}

// lookup copies out the value of one record.
func lookup(db pebble.Reader, space byte, key []byte) ([]byte, bool, error) {
	var short [96]byte // spares an allocation for ordinary keys
	raw, closer, err := db.Get(append(append(short[:0], space), key...))
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fault("get", err)
	}
	value := append(make([]byte, 0, len(raw)), raw...)
	return value, true, fault("get", closer.Close())
}

// lookupValue copies out the value of a key.
func lookupValue(db pebble.Reader, key []byte) (value []byte, ok bool, err error) {
	record, ok, err := lookup(db, flatSpace, key)
	if ok {
		value, err = openRecord(record)
	}
	return value, ok, err
}

// pageBuffer has room for a page whose keys are short.
const pageBuffer = 1280

// openPage decodes a stored page; none is nil.
func openPage(raw []byte, err error) (*merkle.Page, error) {
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	p, err := merkle.Decode(raw)
	return p, fault("page", err)
}

// fault wraps a failure below this package, nil for nil, and marks damage as
// ErrCorrupt.
func fault(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrCorrupt), errors.Is(err, ErrStale), errors.Is(err, ErrClosed):
		return err // wrapped where it arose
	case errors.Is(err, merkle.ErrPage), errors.Is(err, merkle.ErrMissing), errors.Is(err, merkle.ErrTree),
		errors.Is(err, guard.ErrDamaged), pebble.IsCorruptionError(err):
		return fmt.Errorf("%w: %s: %w", ErrCorrupt, what, guard.Explain(err))
	}
	return fmt.Errorf("state: %s: %w", what, err)
}

// diskCursor walks the flat space.
type diskCursor struct {
	it      *pebble.Iterator
	reverse bool
	started bool
	last    []byte // record
}

func scan(db pebble.Reader, start, end []byte, reverse bool) (cursor, error) {
	lower, upper := flatRange(start, end)
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: lower, UpperBound: upper})
	if err != nil {
		return nil, fault("scan", err)
	}
	return &diskCursor{it: it, reverse: reverse}, nil
}

func (c *diskCursor) next() (key, value []byte, ok bool, err error) {
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
		return nil, nil, false, fault("scan", c.it.Error())
	}
	if c.last, err = c.it.ValueAndErr(); err == nil {
		value, err = openRecord(c.last)
	}
	if err != nil {
		return nil, nil, false, fault("scan", err)
	}
	return c.it.Key()[1:], value, true, nil
}

func (c *diskCursor) record() []byte { return c.last }

func (c *diskCursor) close() error { return fault("scan", c.it.Close()) }
