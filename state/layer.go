package state

import (
	"bytes"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// layer shows writes on top of a lower version.
type layer struct {
	lower  reader
	writes *pending
}

func (l *layer) get(key []byte) ([]byte, bool, error) {
	if w, ok := l.writes.get(key); ok {
		if w.value == nil {
			return nil, false, nil
		}
		return bytes.Clone(w.value), true, nil
	}
	return l.lower.get(key)
}

func (l *layer) cursor(start, end []byte, reverse bool) (cursor, error) {
	lower, err := l.lower.cursor(start, end, reverse)
	if err != nil {
		return nil, err
	}
	return &merged{lower: lower, writes: l.writes, start: start, end: end, reverse: reverse}, nil
}

// update computes the root above the lower tree, and its changed pages.
func (l *layer) update() ([32]byte, []merkle.Write, error) {
	changes := make([]merkle.Change, 0, len(l.writes.byKey))
	for _, n := range l.writes.byKey { // order does not matter: Update sorts
		c := merkle.Remove(n.key)
		if n.value != nil {
			c = merkle.Set(n.key, n.value)
		}
		n.head = c.Head()
		changes = append(changes, c)
	}
	tree, done := l.tree()
	defer done()
	root, pages, err := merkle.Update(tree, changes)
	return root, pages, fault("root", err)
}

// merged walks a lower cursor and the writes above it together. It is live: a
// write made during the walk is seen if it lies ahead.
type merged struct {
	lower      cursor
	peek       write // next pair of lower
	peeked     bool
	writes     *pending
	start, end []byte
	reverse    bool
	at         []byte // last key handed out
	value      []byte // and its value
	moved      bool
}

func (m *merged) next() (key, value []byte, ok bool, err error) {
	for {
		w := m.nextWrite()
		below, err := m.nextLower()
		if err != nil {
			return nil, nil, false, err
		}
		switch {
		case w == nil && below == nil:
			return nil, nil, false, nil
		case w == nil || below != nil && m.precedes(below.key, w.key):
			w = below
			m.peeked = false
		case below != nil && below.key == w.key:
			m.peeked = false // hidden by the write
		}
		m.at, m.moved = append(m.at[:0], w.key...), true
		if w.value != nil {
			m.value = w.value
			return m.at, w.value, true, nil
		}
	}
}

func (m *merged) record() []byte { return appendRecord(nil, headOf(m.at), m.value) }

func (m *merged) precedes(a, b string) bool {
	if m.reverse {
		return a > b
	}
	return a < b
}

// nextWrite is the nearest write ahead within the bounds.
func (m *merged) nextWrite() *write {
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
		m.reverse && w.key < string(m.start),
		!m.reverse && m.end != nil && w.key >= string(m.end):
		return nil
	}
	return w
}

// nextLower peeks at the lower cursor; nil at its end.
func (m *merged) nextLower() (*write, error) {
	if !m.peeked {
		key, value, ok, err := m.lower.next()
		if err != nil {
			return nil, err
		}
		m.peek = write{}
		if ok {
			m.peek = write{key: string(key), value: value}
		}
		m.peeked = true
	}
	if m.peek.value == nil {
		return nil, nil
	}
	return &m.peek, nil
}

func (m *merged) close() error { return m.lower.close() }
