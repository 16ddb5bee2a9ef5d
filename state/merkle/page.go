package merkle

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// ErrPage says that bytes are not an encoded page.
var ErrPage = errors.New("merkle: malformed page")

// fan is the number of subtrees of a page: four binary levels.
const fan = 16

// entry is one subtree of a page: a leaf when it has a key, a branch when it
// has only a hash, and nothing when it is zero.
type entry struct {
	hash Hash
	key  string
}

func (e *entry) kind() kind {
	switch {
	case e.key != "":
		return leaf
	case e.hash != Hash{}:
		return branch
	}
	return none
}

// Page is sixteen neighbouring subtrees, the unit of storage. It is immutable
// and may be shared between goroutines.
type Page struct {
	present uint16  // bit i: subtree i is not empty
	entries []entry // the present ones, in order
	keys    int     // bytes of all keys
}

// slots spreads a page over its sixteen places; a nil page is empty.
func (p *Page) slots() (s [fan]entry) {
	if p == nil {
		return s
	}
	next := 0
	for rest := p.present; rest != 0; rest &= rest - 1 {
		s[bits.TrailingZeros16(rest)] = p.entries[next]
		next++
	}
	return s
}

// at is the entry in place i, zero when that subtree is empty.
func (p *Page) at(i byte) entry {
	if p == nil || p.present&(1<<i) == 0 {
		return entry{}
	}
	return p.entries[bits.OnesCount16(p.present&(1<<i-1))]
}

// pack is the reverse of slots.
func pack(s *[fan]entry) *Page {
	p := &Page{}
	for i := range s {
		if s[i].kind() != none {
			p.present |= 1 << i
		}
	}
	p.entries = make([]entry, 0, bits.OnesCount16(p.present))
	for rest := p.present; rest != 0; rest &= rest - 1 {
		p.add(&s[bits.TrailingZeros16(rest)])
	}
	return p
}

func (p *Page) add(e *entry) {
	p.entries = append(p.entries, *e)
	p.keys += len(e.key)
}

// Size is roughly what the page occupies in memory, in bytes; a nil page
// nothing.
func (p *Page) Size() int {
	if p == nil {
		return 0
	}
	return 64 + 48*len(p.entries) + p.keys
}

// Encode appends the page's stored form: two 16-bit masks (present subtrees,
// leaves among them), then per present subtree its hash and, for a leaf, the
// length of its key and the key.
func (p *Page) Encode(to []byte) []byte {
	var leaves uint16
	next := 0
	for rest := p.present; rest != 0; rest &= rest - 1 {
		if p.entries[next].kind() == leaf {
			leaves |= rest & -rest
		}
		next++
	}
	to = binary.BigEndian.AppendUint16(to, p.present)
	to = binary.BigEndian.AppendUint16(to, leaves)
	for i := range p.entries {
		e := &p.entries[i]
		to = append(to, e.hash[:]...)
		if e.key != "" {
			to = binary.AppendUvarint(to, uint64(len(e.key)))
			to = append(to, e.key...)
		}
	}
	return to
}

// Decode reads what Encode wrote and refuses everything else, so that equal
// pages have equal bytes. It does not keep b.
func Decode(b []byte) (*Page, error) {
	if len(b) < 4 {
		return nil, ErrPage
	}
	present, leaves := binary.BigEndian.Uint16(b), binary.BigEndian.Uint16(b[2:])
	if present == 0 || leaves&^present != 0 {
		return nil, ErrPage
	}
	b = b[4:]
	p := &Page{present: present, entries: make([]entry, 0, bits.OnesCount16(present))}
	for rest := present; rest != 0; rest &= rest - 1 {
		var e entry
		if len(b) < len(e.hash) {
			return nil, ErrPage
		}
		b = b[copy(e.hash[:], b):]
		if e.hash == (Hash{}) {
			return nil, ErrPage
		}
		if leaves&(rest&-rest) != 0 {
			if e.key, b = cutKey(b); e.key == "" {
				return nil, ErrPage
			}
		}
		p.add(&e)
	}
	if len(b) != 0 {
		return nil, ErrPage
	}
	return p, nil
}

// cutKey reads a length and that many bytes; the key is empty when that fails.
func cutKey(b []byte) (key string, rest []byte) {
	n, w := binary.Uvarint(b)
	if w <= 0 || n > uint64(len(b)-w) || w > 1 && n < 1<<(7*(w-1)) {
		return "", b
	}
	return string(b[w : w+int(n)]), b[w+int(n):]
}
