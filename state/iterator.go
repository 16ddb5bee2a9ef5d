package state

import (
	"bytes"

	"github.com/peerz-ai/peerz-chain/state/writes"
)

// Iterator walks pairs in key order:
//
//	it := view.Iterate(start, end, false)
//	defer it.Close()
//	for it.Next() {
//		use(it.Key(), it.Value())
//	}
//	return it.Err()
//
// It is for one goroutine and must be closed before its view. Over an overlay
// it is live: it sees writes made during the walk if they lie ahead of it.
type Iterator struct {
	cursor     writes.Cursor // nil when the range is empty, or closed
	over       bool
	key, value []byte
	err        error
}

// iterate opens an iterator; an empty bound is open.
func iterate(open func(start, end []byte, reverse bool) (writes.Cursor, error), start, end []byte, reverse bool) *Iterator {
	if len(end) == 0 {
		end = nil
	} else if bytes.Compare(start, end) >= 0 {
		return &Iterator{}
	}
	c, err := open(bytes.Clone(start), bytes.Clone(end), reverse)
	if err != nil {
		return &Iterator{err: err}
	}
	return &Iterator{cursor: c}
}

// Next moves to the next pair; false at the end or on a failure, and from then
// on.
func (it *Iterator) Next() bool {
	if it.cursor == nil || it.over {
		return false
	}
	var ok bool
	it.key, it.value, ok, it.err = it.cursor.Next()
	it.over = !ok || it.err != nil
	return !it.over
}

// Key is the current key, valid until Next or Close; not to be changed.
func (it *Iterator) Key() []byte { return it.key }

// Value is the current value, valid until Next or Close; not to be changed.
func (it *Iterator) Value() []byte { return it.value }

// Err is the failure that ended the walk, nil at an ordinary end.
func (it *Iterator) Err() error { return it.err }

// Close releases the iterator. Closing twice is harmless.
func (it *Iterator) Close() error {
	if it.cursor == nil {
		return nil
	}
	err := it.cursor.Close()
	it.cursor = nil
	return err
}
