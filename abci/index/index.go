package index

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/abci/api"
	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state/guard"
)

// Index is the database. One goroutine writes; any may read.
type Index struct {
	db    *pebble.DB
	guard *guard.Guard // what Pebble cannot go on after ends the work on the index, not the node: its lag shows it
	limit uint64       // most bytes
	most  int          // bytes after which what is added together is written

	mu      sync.Mutex
	covered covered
	gone    error // set by Close
}

// covered is what the index holds.
type covered struct {
	oldest, newest uint64    // heights; 0 and 0: nothing
	bytes          uint64    // of keys and entries
	missing        []v1.Span // between oldest and newest, the oldest first: blocks that were gone before they could be read
}

// maxMissing is how many stretches are told apart; before that the two oldest become one, with what lies between.
const maxMissing = 16

// skip notes that the blocks before a height cannot be read any more.
func (c *covered) skip(height uint64) {
	if c.newest == 0 || height <= c.newest+1 {
		return
	}
	c.missing = append(slices.Clone(c.missing), v1.Span{From: c.newest + 1, To: height - 1})
	if len(c.missing) > maxMissing {
		c.missing[1].From = c.missing[0].From
		c.missing = c.missing[1:]
	}
}

// clip keeps of what is missing that which lies within what is covered; what is missing at its beginning is not covered.
func (c *covered) clip() {
	for _, s := range c.missing {
		if s.From <= c.oldest && c.oldest <= s.To {
			c.oldest = s.To + 1
		}
	}
	c.missing = slices.DeleteFunc(slices.Clone(c.missing), func(s v1.Span) bool { return s.To < c.oldest || s.From > c.newest })
}

// pack and unpack are the record of it.
func (c covered) pack() (b []byte) {
	for _, n := range []uint64{c.oldest, c.newest, c.bytes} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	for _, s := range c.missing {
		b = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b, s.From), s.To)
	}
	return b
}

func unpack(b []byte) (c covered, ok bool) {
	if len(b) < 24 || len(b)%16 != 8 {
		return c, false
	}
	c = covered{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:]), binary.BigEndian.Uint64(b[16:]), nil}
	for b = b[24:]; len(b) > 0; b = b[16:] {
		c.missing = append(c.missing, v1.Span{From: binary.BigEndian.Uint64(b), To: binary.BigEndian.Uint64(b[8:])})
	}
	return c, true
}

// errClosed says that the node is stopping.
var errClosed = fmt.Errorf("index: %w", api.ErrNotReady)

// Open opens the index in a folder, which it makes. It holds at most so many bytes. It fails with guard.ErrDamaged when a
// file is not what was written.
func Open(dir string, limit uint64) (*Index, error) {
	x := &Index{guard: guard.New(nil), limit: limit, most: int(min(maxAddition, limit/20))}
	var err error
	if x.db, err = x.guard.Open(dir, &pebble.Options{
		DisableWAL:   true, // what a crash takes is made anew from the blocks
		MaxOpenFiles: 256, MemTableSize: 16 << 20, L0CompactionThreshold: 8, L0StopWritesThreshold: 24, LBaseMaxBytes: 256 << 20,
	}); err != nil {
		return nil, fmt.Errorf("index: open %s: %w", dir, err)
	}
	b, done, err := x.db.Get(metaKey)
	if errors.Is(err, pebble.ErrNotFound) { // a new one, or of another edition
		return x, x.Clear()
	}
	if err == nil {
		var ok bool
		x.covered, ok = unpack(b)
		if err = done.Close(); ok {
			return x, err
		}
	}
	return nil, errors.Join(fmt.Errorf("index: open %s: %w", dir, cmp.Or(err, guard.ErrDamaged)), x.Close())
}

// Close closes the index. Reads fail from then on.
func (x *Index) Close() error {
	x.mu.Lock()
	gone := x.gone
	x.gone = errClosed
	x.mu.Unlock()
	if gone != nil {
		return nil
	}
	if x.guard.Fault() != nil {
		return nil // Pebble may wait for ever: it goes with the process
	}
	return x.guard.Do(func() error { return errors.Join(x.db.Flush(), x.db.Close()) })
}

// Covered implements api.Past.
func (x *Index) Covered() (oldest, newest uint64) {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.covered.oldest, x.covered.newest
}

// Missing implements api.Past.
func (x *Index) Missing() []v1.Span {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.covered.missing // never changed: a new one takes its place
}

func (x *Index) commit(batch *pebble.Batch, next covered) error {
	err := batch.Set(metaKey, next.pack(), nil)
	if err == nil {
		err = x.guard.Do(func() error { return batch.Commit(pebble.NoSync) })
	}
	if err != nil {
		return fmt.Errorf("index: %w", err)
	}
	x.mu.Lock()
	x.covered = next
	x.mu.Unlock()
	return nil
}

// release closes a batch, unless a call that will not end may still use it.
func (x *Index) release(batch *pebble.Batch) {
	if !x.guard.Dead() {
		_ = batch.Close()
	}
}

// forgetOldest removes blocks from the oldest on until a twentieth of the limit is free.
func (x *Index) forgetOldest(batch *pebble.Batch, next *covered) error {
	it, err := x.db.NewIter(&pebble.IterOptions{LowerBound: blockKey(0), UpperBound: blockKey(next.newest)})
	if err != nil {
		return err
	}
	defer func() { _ = it.Close() }()
	for ok := it.First(); ok && next.bytes > x.limit-x.limit/20; ok = it.Next() {
		height := binary.BigEndian.Uint64(it.Key()[1:])
		value, err := it.ValueAndErr()
		if err == nil {
			err = x.forget(batch, height)
		}
		if err != nil {
			return err
		}
		next.bytes -= min(next.bytes, binary.BigEndian.Uint64(value))
		next.oldest = height + 1
	}
	return it.Error()
}

// forget removes the records of a block.
func (x *Index) forget(batch *pebble.Batch, height uint64) error {
	for _, prefix := range []byte{prefixTx, prefixEvent} {
		from, to := position([]byte{prefix}, api.Position{Height: height}), position([]byte{prefix}, api.Position{Height: height + 1})
		err := x.each(from, to, func(at api.Position, value []byte) error {
			keys, err := keysOf(prefix, at, value)
			for _, k := range keys {
				err = errors.Join(err, batch.Delete(k, nil))
			}
			return err
		})
		if err == nil {
			err = batch.DeleteRange(from, to, nil)
		}
		if err != nil {
			return err
		}
	}
	return batch.Delete(blockKey(height), nil)
}

// keysOf are the records that lead to an entry.
func keysOf(prefix byte, at api.Position, value []byte) ([][]byte, error) {
	if prefix == prefixTx {
		t, err := readTx(at, value)
		return txKeys(at, t), err
	}
	e, err := readEvent(at, value)
	contract, _ := abi.ParseAddress(e.Contract)
	return eventKeys(at, contract, e), err
}

// each visits the entries of a range.
func (x *Index) each(from, to []byte, f func(at api.Position, value []byte) error) error {
	it, err := x.db.NewIter(&pebble.IterOptions{LowerBound: from, UpperBound: to})
	if err != nil {
		return err
	}
	defer func() { _ = it.Close() }()
	for ok := it.First(); ok; ok = it.Next() {
		value, err := it.ValueAndErr()
		if err == nil {
			err = f(positionIn(it.Key()), value)
		}
		if err != nil {
			return err
		}
	}
	return it.Error()
}

// Rewind forgets the blocks above a height: the chain was rolled back.
func (x *Index) Rewind(height uint64) error {
	next := x.covered
	if next.newest <= height {
		return nil
	}
	batch := x.db.NewBatch()
	defer x.release(batch)
	it, err := x.db.NewIter(&pebble.IterOptions{LowerBound: blockKey(height + 1), UpperBound: []byte{prefixBlock + 1}})
	if err != nil {
		return err
	}
	defer func() { _ = it.Close() }()
	for ok := it.First(); ok; ok = it.Next() {
		value, err := it.ValueAndErr()
		if err == nil {
			err = x.forget(batch, binary.BigEndian.Uint64(it.Key()[1:]))
		}
		if err != nil {
			return fmt.Errorf("index: rewind: %w", err)
		}
		next.bytes -= min(next.bytes, binary.BigEndian.Uint64(value))
	}
	if next.newest = height; next.oldest > height {
		next = covered{}
	}
	next.clip()
	return errors.Join(it.Error(), x.commit(batch, next))
}

// Clear forgets everything.
func (x *Index) Clear() error {
	batch := x.db.NewBatch()
	defer x.release(batch)
	if err := batch.DeleteRange([]byte{0}, []byte{0xff}, nil); err != nil {
		return fmt.Errorf("index: clear: %w", err)
	}
	return x.commit(batch, covered{})
}

func blockKey(height uint64) []byte {
	return binary.BigEndian.AppendUint64([]byte{prefixBlock}, height)
}

var _ api.Past = (*Index)(nil)

// Txs implements api.Past.
func (x *Index) Txs(account abi.Address, from api.Position, limit int) (list []v1.PastTx, next api.Position, err error) {
	list = []v1.PastTx{}
	next, err = x.list(accountPrefix(account), prefixTx, from, func(at api.Position, value []byte) (full bool, err error) {
		if len(list) == limit {
			return true, nil
		}
		t, err := readTx(at, value)
		list = append(list, *t)
		return false, err
	})
	return list, next, err
}

// Events implements api.Past.
func (x *Index) Events(f api.Filter, from api.Position, limit int) (list []v1.PastEvent, next api.Position, err error) {
	prefix := contractPrefix(f.Contract)
	switch {
	case f.Attribute != "":
		prefix = attributePrefix(f.Contract, f.Attribute, f.Value)
	case f.Type != "":
		prefix = typePrefix(f.Contract, f.Type)
	}
	list = []v1.PastEvent{}
	next, err = x.list(prefix, prefixEvent, from, func(at api.Position, value []byte) (full bool, err error) {
		e, err := readEvent(at, value)
		if err != nil || f.Type != "" && e.Type != f.Type {
			return false, err
		}
		if len(list) == limit {
			return true, nil
		}
		list = append(list, *e)
		return false, nil
	})
	return list, next, err
}

// maxLooks is how many entries one list looks at, whether it takes them or not.
const maxLooks = 10_000

// list visits the entries that the records of a prefix lead to, the newest first, until one does not fit any more: its position is next.
func (x *Index) list(prefix []byte, kind byte, from api.Position, visit func(at api.Position, value []byte) (full bool, err error)) (next api.Position, err error) {
	x.mu.Lock()
	err = x.gone
	x.mu.Unlock()
	if err != nil {
		return next, err
	}
	end := append(append([]byte(nil), prefix...), 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)
	if from != (api.Position{}) {
		from.Index++
		end = position(append([]byte(nil), prefix...), from)
	}
	it, err := x.db.NewIter(&pebble.IterOptions{LowerBound: position(append([]byte(nil), prefix...), api.Position{}), UpperBound: end})
	if err != nil {
		return next, fmt.Errorf("index: %w", err)
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	looks := 0
	for ok := it.Last(); ok; ok = it.Prev() {
		at := positionIn(it.Key())
		if looks++; looks > maxLooks {
			return at, nil
		}
		value, done, err := x.db.Get(position([]byte{kind}, at))
		if errors.Is(err, pebble.ErrNotFound) {
			continue // forgotten meanwhile
		}
		if err != nil {
			return next, fmt.Errorf("index: %w", err)
		}
		full, err := visit(at, value)
		if err = errors.Join(err, done.Close()); full || err != nil {
			return at, err
		}
	}
	return next, it.Error()
}
