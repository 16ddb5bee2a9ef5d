package writes

import (
	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/invariant"
)

// Cursor walks pairs in one direction. The slices are valid until the next
// call.
type Cursor interface {
	// Next moves to the next pair; ok is false at the end.
	Next() (key, value []byte, ok bool, err error)
	// Record is the record of the pair that Next returned.
	Record() []byte
	Close() error
}

// Over walks a lower cursor over [start, end) and the writes above it together,
// in the direction of lower; a nil bound is open. It is live: a write made
// during the walk is seen if it lies ahead.
func (s *Set) Over(lower Cursor, start, end []byte, reverse bool) Cursor {
	return &merged{lower: lower, writes: s, start: start, end: end, reverse: reverse}
}

// OverWithRemoved is Over that also comes to the keys that the writes remove, with
// a nil value. It does not say whether there was anything to remove.
func (s *Set) OverWithRemoved(lower Cursor, start, end []byte, reverse bool) Cursor {
	return &merged{lower: lower, writes: s, start: start, end: end, reverse: reverse, removed: true}
}

type merged struct {
	lower      Cursor
	peek       Write // next pair of lower
	peeked     bool
	writes     *Set
	start, end []byte
	reverse    bool
	removed    bool   // come to removed keys, too
	at         []byte // last key handed out
	value      []byte // and its value
	moved      bool
}

// Next implements Cursor.
func (m *merged) Next() (key, value []byte, ok bool, err error) {
	for {
		w := m.nextWrite()
		below, err := m.nextLower()
		if err != nil {
			return nil, nil, false, err
		}
		switch {
		case w == nil && below == nil:
			return nil, nil, false, nil
		case w == nil || below != nil && m.precedes(below.Key, w.Key):
			w = below
			m.peeked = false
		case below != nil && below.Key == w.Key:
			m.peeked = false // hidden by the write
		}
		if invariant.Enabled() {
			m.assertAhead(w.Key)
		}
		m.at, m.moved = append(m.at[:0], w.Key...), true
		if w.Value != nil || m.removed {
			m.value = w.Value
			return m.at, w.Value, true, nil
		}
	}
}

// assertAhead checks that a walk never stands still or leaves its range.
func (m *merged) assertAhead(key string) {
	invariant.Assert(!m.moved || m.precedes(string(m.at), key), "writes", "a scan goes from key %x to %x", m.at, key)
	invariant.Assert(key >= string(m.start) && (m.end == nil || key < string(m.end)), "writes",
		"a scan of [%x, %x) comes to key %x", m.start, m.end, key)
}

// Record implements Cursor.
func (m *merged) Record() []byte { return disk.AppendRecord(nil, disk.HashPrefix(m.at), m.value) }

// Close implements Cursor.
func (m *merged) Close() error { return m.lower.Close() }

func (m *merged) precedes(a, b string) bool {
	if m.reverse {
		return a > b
	}
	return a < b
}

// nextWrite is the nearest write ahead within the bounds.
func (m *merged) nextWrite() *Write {
	from := m.at
	switch {
	case m.moved:
	case m.reverse:
		from = m.end
	default:
		from = m.start
	}
	w := m.writes.ahead(from, !m.moved, m.reverse)
	switch {
	case w == nil,
		m.reverse && w.Key < string(m.start),
		!m.reverse && m.end != nil && w.Key >= string(m.end):
		return nil
	}
	return w
}

// nextLower peeks at the lower cursor; nil at its end.
func (m *merged) nextLower() (*Write, error) {
	if !m.peeked {
		key, value, ok, err := m.lower.Next()
		if err != nil {
			return nil, err
		}
		m.peek = Write{}
		if ok {
			m.peek = Write{Key: string(key), Value: value}
		}
		m.peeked = true
	}
	if m.peek.Value == nil {
		return nil, nil
	}
	return &m.peek, nil
}
