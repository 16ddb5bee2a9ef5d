// Package history is the undo log: what each of the last heights overwrote. Read
// backwards, one height at a time, it leads from the head to any height of the
// history, which is how views of the past and rollbacks come about. Read
// forwards it names the keys that changed since a height.
package history

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/writes"
)

// ErrTooLarge says that too much changed to hold the difference in memory.
// Package state documents it as ErrHistorySize.
var ErrTooLarge = errors.New("state: too much changed since that height")

// Log writes what one height overwrites into a batch, in chunks: per key the
// former value, or that there was none.
type Log struct {
	batch  *pebble.Batch
	height uint64
	chunk  uint32
	buf    []byte
}

// NewLog begins the log of a height.
func NewLog(batch *pebble.Batch, height uint64) *Log { return &Log{batch: batch, height: height} }

const chunkBytes = 256 << 10 // after which a chunk is closed

// Add appends one entry: key length, key, then 0 for absent or the value
// length plus one, and the value. Values are never empty; nil is absent.
func (l *Log) Add(key string, old []byte) error {
	l.buf = binary.AppendUvarint(l.buf, uint64(len(key)))
	l.buf = append(l.buf, key...)
	if old == nil {
		l.buf = append(l.buf, 0)
	} else {
		l.buf = binary.AppendUvarint(l.buf, uint64(len(old))+1)
		l.buf = append(l.buf, old...)
	}
	if len(l.buf) < chunkBytes {
		return nil
	}
	return l.Flush()
}

// Flush closes the last chunk.
func (l *Log) Flush() error {
	if len(l.buf) == 0 {
		return nil
	}
	err := l.batch.Set(disk.UndoChunkKey(l.height, l.chunk), l.buf, nil)
	l.chunk++
	l.buf = l.buf[:0]
	return err
}

// decode calls fn with each entry of a chunk. The slices alias b.
func decode(b []byte, fn func(key, old []byte) error) error {
	for len(b) > 0 {
		key, rest, ok := disk.CutBytes(b, 0)
		if !ok || len(key) == 0 {
			return fmt.Errorf("%w: undo entry", disk.ErrCorrupt)
		}
		var old []byte
		if len(rest) > 0 && rest[0] == 0 {
			rest = rest[1:]
		} else if old, rest, ok = disk.CutBytes(rest, 1); !ok || len(old) == 0 {
			return fmt.Errorf("%w: undo entry", disk.ErrCorrupt)
		}
		if err := fn(key, old); err != nil {
			return err
		}
		b = rest
	}
	return nil
}

// NoLimit lets Unwind take the memory that it needs.
const NoLimit = 1 << 62

// Unwind collects the writes that lead from a head back to height to, from the
// log of the heights above: per key the oldest entry counts. It fails with
// ErrTooLarge once they take more than limit bytes.
func Unwind(db pebble.Reader, to, from uint64, limit int64) (*writes.Set, error) {
	back := writes.New()
	err := Each(db, to, from, func(key, old []byte) error {
		if _, ok := back.Get(key); ok {
			return nil
		}
		limit -= int64(len(key)+len(old)) + 128
		if limit < 0 {
			return ErrTooLarge
		}
		back.Add(string(key), append([]byte(nil), old...))
		return nil
	})
	back.Order()
	return back, err
}

// Each calls fn with what the heights above to overwrote, up to from, oldest
// first. The slices are valid during the call.
func Each(db pebble.Reader, to, from uint64, fn func(key, old []byte) error) error {
	it, err := db.NewIter(&pebble.IterOptions{LowerBound: disk.UndoKey(to + 1), UpperBound: disk.UndoKey(from + 1)})
	if err != nil {
		return disk.Fault("undo log", err)
	}
	defer it.Close()
	for ok := it.First(); ok; ok = it.Next() {
		chunk, err := it.ValueAndErr()
		if err != nil {
			return disk.Fault("undo log", err)
		}
		if err := decode(chunk, fn); err != nil {
			return err
		}
	}
	return disk.Fault("undo log", it.Error())
}

// Forget removes the heights from oldest up to, but not including, to: two range
// deletions whatever the amount of data. The root of to stays: it is the new
// oldest height, but what leads below it goes.
func Forget(batch *pebble.Batch, oldest, to uint64) error {
	return errors.Join(
		batch.DeleteRange(disk.UndoKey(oldest), disk.UndoKey(to+1), nil),
		batch.DeleteRange(disk.RootKey(oldest), disk.RootKey(to), nil),
	)
}

// ForgetLast removes a height that was undone.
func ForgetLast(batch *pebble.Batch, height uint64) error {
	return errors.Join(
		batch.DeleteRange(disk.UndoKey(height), disk.UndoKey(height+1), nil),
		batch.Delete(disk.RootKey(height), nil),
	)
}
