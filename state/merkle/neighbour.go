package merkle

import (
	"bytes"
	"crypto/sha256"

	ics23 "github.com/cosmos/ics23/go"
)

// side is a direction along the order of key hashes.
type side int

const (
	left  side = -1
	right side = +1
)

// beside proves the nearest pair on one side of an absent key; nil when there
// is none.
func (w *walker) beside(key []byte, to side) (*ics23.ExistenceProof, error) {
	at := Change{keyHash: sha256.Sum256(key)}
	near, err := w.nearest(make([]byte, 0, 2*sha256.Size), &w.root, &at, to)
	if err != nil || near == "" {
		return nil, err
	}
	return w.existence([]byte(near))
}

// nearest finds the key closest to at, on side to, below path, where the page has
// that hash. On the way it
// first looks where at itself would be, then at the next subtrees outwards.
func (w *walker) nearest(path []byte, hash *Hash, at *Change, to side) (string, error) {
	p, err := w.load(path, hash)
	if err != nil || p == nil {
		return "", err
	}
	i := at.nibble(len(path))
	switch e := p.at(i); e.kind() {
	case leaf:
		h := sha256.Sum256([]byte(e.key))
		if bytes.Compare(h[:], at.keyHash[:]) == int(to) {
			return e.key, nil
		}
	case branch:
		if key, err := w.nearest(append(path, i), &e.hash, at, to); err != nil || key != "" {
			return key, err
		}
	}
	return w.outermost(path, p, int(i)+int(to), to)
}

// outermost finds the first key at or beyond slot i of a page, going to side
// to; below that page it is the key nearest to where we come from.
func (w *walker) outermost(path []byte, p *Page, i int, to side) (string, error) {
	for ; 0 <= i && i < fan; i += int(to) {
		switch e := p.at(byte(i)); e.kind() {
		case leaf:
			return e.key, nil
		case branch:
			path = append(path, byte(i))
			below, err := w.load(path, &e.hash)
			if err != nil {
				return "", err
			}
			first := 0
			if to == left {
				first = fan - 1
			}
			return w.outermost(path, below, first, to)
		}
	}
	return "", nil
}
