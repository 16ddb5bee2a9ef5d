package state

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/state/merkle"
	"github.com/peerz-ai/peerz-chain/state/writes"
)

// Overlay journals writes above one state. It belongs to one goroutine.
// Nothing reaches the disk before Store.Commit (I2); an overlay that is not
// wanted is simply dropped.
type Overlay struct {
	layer
	base    Head
	home    *Store // where it may be committed; nil for a scratch overlay
	journal []undo
	sealed  *seal // root and pages, until the next write
}

// undo takes one write back: to its former value, or out of the overlay.
type undo struct {
	w     *writes.Write
	value []byte
	added bool
}

type seal struct {
	root  [32]byte
	pages []merkle.Write
}

// Checkpoint names a moment in an overlay's journal. The zero Checkpoint is
// its beginning.
type Checkpoint struct{ at int }

func newOverlay(lower reader, base Head, home *Store) *Overlay {
	return &Overlay{layer: layer{lower, writes.New()}, base: base, home: home}
}

// Get returns the value of key as this overlay sees it; ok is false when there
// is none. The value belongs to the caller (I10).
func (o *Overlay) Get(key []byte) (value []byte, ok bool, err error) { return o.get(key) }

// Set writes a pair. It copies both (I10), and declines empty and oversized ones
// (ErrKeySize, ErrValueSize): ICS23 cannot prove an empty value.
func (o *Overlay) Set(key, value []byte) error {
	if err := checkKey(key); err != nil {
		return err
	}
	if len(value) == 0 || len(value) > MaxValue {
		return fmt.Errorf("%w: %d bytes", ErrValueSize, len(value))
	}
	o.put(key, bytes.Clone(value))
	return nil
}

// Delete removes key. Removing an absent key is no error and leaves no trace
// in the root.
func (o *Overlay) Delete(key []byte) error {
	if err := checkKey(key); err != nil {
		return err
	}
	o.put(key, nil)
	return nil
}

func checkKey(key []byte) error {
	if len(key) == 0 || len(key) > MaxKey {
		return fmt.Errorf("%w: %d bytes", ErrKeySize, len(key))
	}
	return nil
}

func (o *Overlay) put(key, value []byte) {
	o.sealed = nil
	if w, ok := o.writes.Get(key); ok {
		o.journal = append(o.journal, undo{w: w, value: w.Value})
		w.Value = value
		return
	}
	o.journal = append(o.journal, undo{w: o.writes.Add(string(key), value), added: true})
}

// Iterate walks [start, end) in byte order, or backwards from end, own writes
// included. An empty bound is open.
func (o *Overlay) Iterate(start, end []byte, reverse bool) *Iterator {
	return iterate(o.cursor, start, end, reverse)
}

// Walk is Iterate that also comes to the keys that this overlay has removed, there
// or not, with a nil value. So whoever counts what a walk comes to counts the same
// on every machine: the writes of the overlay and the pairs of its base decide it.
func (o *Overlay) Walk(start, end []byte, reverse bool) *Iterator {
	return iterate(func(start, end []byte, reverse bool) (writes.Cursor, error) {
		lower, err := o.lower.cursor(start, end, reverse)
		if err != nil {
			return nil, err
		}
		return o.writes.OverWithRemoved(lower, start, end, reverse), nil
	}, start, end, reverse)
}

// Checkpoint names the present moment. Checkpoints nest.
func (o *Overlay) Checkpoint() Checkpoint { return Checkpoint{len(o.journal)} }

// Revert undoes every write since c, at a cost that grows with those writes
// alone. Checkpoints taken after c are void.
func (o *Overlay) Revert(c Checkpoint) {
	if invariant.Enabled() {
		invariant.Assert(0 <= c.at && c.at <= len(o.journal), "I2", "a checkpoint at %d, the journal has %d entries", c.at, len(o.journal))
	}
	for len(o.journal) > c.at {
		last := len(o.journal) - 1
		u := o.journal[last]
		o.journal[last] = undo{}
		o.journal = o.journal[:last]
		o.sealed = nil
		if u.added {
			o.writes.Remove(u.w)
		} else {
			u.w.Value = u.value
		}
	}
}

// Root is the root that a commit of this overlay would have. It costs as much
// as the changes since the base and is remembered until the next write.
func (o *Overlay) Root() ([32]byte, error) {
	s, err := o.seal()
	if err != nil {
		return [32]byte{}, err
	}
	return s.root, nil
}

func (o *Overlay) seal() (*seal, error) {
	if o.sealed == nil {
		root, pages, err := o.update()
		if err != nil {
			return nil, err
		}
		if invariant.Enabled() {
			o.assertJournal()
			o.assertRoot(root, pages)
		}
		o.sealed = &seal{root, pages}
	}
	return o.sealed, nil
}

// Change is what an overlay has made of a key: nil stands for no value.
type Change struct{ Key, Before, After []byte }

// Since returns what the writes since c come to, in key order, without those that came to nothing. It costs as much as
// those writes. The values are the overlay's own, not to be changed.
func (o *Overlay) Since(c Checkpoint) (list []Change, err error) {
	seen := map[*writes.Write]bool{}
	for _, u := range o.journal[c.at:] {
		if seen[u.w] {
			continue
		}
		seen[u.w] = true
		before := u.value
		if u.added {
			if before, _, err = o.lower.get([]byte(u.w.Key)); err != nil {
				return nil, err
			}
		}
		if (before == nil) != (u.w.Value == nil) || !bytes.Equal(before, u.w.Value) {
			list = append(list, Change{[]byte(u.w.Key), before, u.w.Value})
		}
	}
	slices.SortFunc(list, func(a, b Change) int { return bytes.Compare(a.Key, b.Key) })
	return list, nil
}
