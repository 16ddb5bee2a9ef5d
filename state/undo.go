package state

import (
	"encoding/binary"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// undoLog writes what one height overwrites, in chunks: per key the former
// value, or that there was none. Backwards, one height at a time, it leads
// from the last version to any height of the history.
type undoLog struct {
	batch  *pebble.Batch
	height uint64
	chunk  uint32
	buf    []byte
}

const undoChunk = 256 << 10 // bytes after which a chunk is closed

// add appends one entry: key length, key, then 0 for absent or the value
// length plus one, and the value. Values are never empty.
func (u *undoLog) add(key string, old []byte) error {
	u.buf = binary.AppendUvarint(u.buf, uint64(len(key)))
	u.buf = append(u.buf, key...)
	if old == nil {
		u.buf = append(u.buf, 0)
	} else {
		u.buf = binary.AppendUvarint(u.buf, uint64(len(old))+1)
		u.buf = append(u.buf, old...)
	}
	if len(u.buf) < undoChunk {
		return nil
	}
	return u.flush()
}

func (u *undoLog) flush() error {
	if len(u.buf) == 0 {
		return nil
	}
	err := u.batch.Set(undoChunkKey(u.height, u.chunk), u.buf, nil)
	u.chunk++
	u.buf = u.buf[:0]
	return err
}

// decodeUndo calls fn with each entry of a chunk. The slices alias b.
func decodeUndo(b []byte, fn func(key, old []byte) error) error {
	for len(b) > 0 {
		key, rest, ok := cutBytes(b, 0)
		if !ok || len(key) == 0 {
			return fmt.Errorf("%w: undo entry", ErrCorrupt)
		}
		var old []byte
		if len(rest) > 0 && rest[0] == 0 {
			rest = rest[1:]
		} else if old, rest, ok = cutBytes(rest, 1); !ok || len(old) == 0 {
			return fmt.Errorf("%w: undo entry", ErrCorrupt)
		}
		if err := fn(key, old); err != nil {
			return err
		}
		b = rest
	}
	return nil
}

// cutBytes reads a length, stored plus bias in its shortest form, and that many
// bytes.
func cutBytes(b []byte, bias uint64) (head, rest []byte, ok bool) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n < bias || n-bias > uint64(len(b)-w) || w > 1 && b[w-1] == 0 {
		return nil, nil, false
	}
	end := w + int(n-bias)
	return b[w:end:end], b[end:], true
}

// noLimit lets unwind take what it needs.
const noLimit = 1 << 62

// unwind collects the writes that lead from a version back to height to, from
// the undo log of the heights above: per key the oldest entry counts. It fails
// with ErrHistorySize once they take more than limit bytes.
func unwind(db pebble.Reader, to, from uint64, limit int64) (*pending, error) {
	back := newPending()
	err := eachUndo(db, to, from, func(key, old []byte) error {
		if _, ok := back.get(key); ok {
			return nil
		}
		limit -= int64(len(key)+len(old)) + 128
		if limit < 0 {
			return ErrHistorySize
		}
		back.add(string(key), append([]byte(nil), old...))
		return nil
	})
	back.settle()
	return back, err
}

// eachUndo calls fn with what the heights above to overwrote, up to from, oldest
// first. The slices are valid during the call.
func eachUndo(db pebble.Reader, to, from uint64, fn func(key, old []byte) error) error {
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: undoKey(to + 1), UpperBound: undoKey(from + 1)})
	if err != nil {
		return fault("undo log", err)
	}
	defer it.Close()
	for ok := it.First(); ok; ok = it.Next() {
		chunk, err := it.ValueAndErr()
		if err != nil {
			return fault("undo log", err)
		}
		if err := decodeUndo(chunk, fn); err != nil {
			return err
		}
	}
	return fault("undo log", it.Error())
}
