package world

import (
	"errors"
	"fmt"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
)

// ErrCorrupt says that a record is not what this package writes.
var ErrCorrupt = errors.New("world: damaged record")

// Source is what records are read from: a state.View or a state.Overlay.
type Source interface {
	Get(key []byte) (value []byte, ok bool, err error)
	Iterate(start, end []byte, reverse bool) *state.Iterator
}

// Store is what records are written to: a state.Overlay.
type Store interface {
	Source
	Walk(start, end []byte, reverse bool) *state.Iterator
	Set(key, value []byte) error
	Delete(key []byte) error
}

// Reader reads records.
type Reader struct{ src Source }

// Read returns a reader over a view or an overlay.
func Read(src Source) Reader { return Reader{src} }

// World reads and writes records.
type World struct {
	Reader
	kv Store
}

// New returns a world over an overlay.
func New(kv Store) World { return World{Reader{kv}, kv} }

// load reads a record and decodes it; ok is false when there is none.
func (r Reader) load(key []byte, decode func(r *abi.Reader)) (ok bool, err error) {
	v, ok, err := r.src.Get(key)
	if err != nil {
		return false, fmt.Errorf("world: read %x: %w", key, err)
	}
	if !ok {
		return false, nil
	}
	return true, parse(key, v, decode)
}

func parse(key, v []byte, decode func(r *abi.Reader)) error {
	c := abi.NewReader(v)
	decode(c)
	if err := c.Close(); err != nil {
		return fmt.Errorf("%w %x: %w", ErrCorrupt, key, err)
	}
	return nil
}

// fields reads the head of a record of n fields.
func fields(c *abi.Reader, n int) {
	if c.Array() != n {
		c.Fail(errors.New("wrong number of fields"))
	}
}

func (w World) set(key, value []byte) error {
	if err := w.kv.Set(key, value); err != nil {
		return fmt.Errorf("world: write %x: %w", key, err)
	}
	return nil
}

func (w World) delete(key []byte) error {
	if err := w.kv.Delete(key); err != nil {
		return fmt.Errorf("world: delete %x: %w", key, err)
	}
	return nil
}

// each calls f with every pair whose key starts with prefix, in order, the prefix cut off.
func (r Reader) each(prefix []byte, f func(rest, value []byte) error) error {
	it := r.src.Iterate(prefix, after(prefix), false)
	defer it.Close()
	for it.Next() {
		if err := f(it.Key()[len(prefix):], it.Value()); err != nil {
			return err
		}
	}
	if err := it.Err(); err != nil {
		return fmt.Errorf("world: scan %x: %w", prefix, err)
	}
	return nil
}
