package merkle

import (
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
)

// fan is the number of subtrees of a page: four binary levels.
const fan = 16

// sizeOfSlot is what a slot with an ordinary key takes, in bytes: a buffer of
// such slots need not grow.
const sizeOfSlot = sha256.Size + 40

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
// and may be shared between goroutines. A store keeps very many of them, so a
// page is its encoded form: one piece of memory without pointers.
type Page struct {
	present uint16 // bit i: subtree i is not empty
	leaves  uint16 // bit i: it is a leaf
	body    string // the present entries, in order
}

// slots spreads a page over its sixteen slots; a nil page is empty.
func (p *Page) slots() (s [fan]entry) {
	if p == nil {
		return s
	}
	body := p.body
	for rest := p.present; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros16(rest)
		s[i], body, _ = cutEntry(body, p.leaves>>i&1 == 1)
	}
	return s
}

// at is the entry in slot i, zero when that subtree is empty.
func (p *Page) at(i byte) (e entry) {
	if p == nil || p.present>>i&1 == 0 {
		return e
	}
	body := p.body
	for rest := p.present & (1<<i - 1); rest != 0; rest &= rest - 1 {
		if body = body[sha256.Size:]; p.leaves&(rest&-rest) != 0 {
			_, body = cutKey(body)
		}
	}
	e, _, _ = cutEntry(body, p.leaves>>i&1 == 1)
	return e
}

// offsets says where in the body each slot begins, and the last one ends.
func (p *Page) offsets() (at [fan + 1]int) {
	body := p.body
	for i := range fan {
		if p.present>>i&1 == 1 {
			body = body[sha256.Size:]
			if p.leaves>>i&1 == 1 {
				_, body = cutKey(body)
			}
		}
		at[i+1] = len(p.body) - len(body)
	}
	return at
}

// pack is the reverse of slots.
func pack(s *[fan]entry) *Page {
	p := &Page{}
	var short [fan * sizeOfSlot]byte
	body := short[:0]
	for i := range s {
		e := &s[i]
		k := e.kind()
		if k == none {
			continue
		}
		p.present |= 1 << i
		body = append(body, e.hash[:]...)
		if k == leaf {
			p.leaves |= 1 << i
			body = binary.AppendUvarint(body, uint64(len(e.key)))
			body = append(body, e.key...)
		}
	}
	p.body = string(body)
	return p
}

// Size is roughly what the page occupies in memory, in bytes; a nil page
// nothing.
func (p *Page) Size() int {
	if p == nil {
		return 0
	}
	return 32 + len(p.body)
}

// cutEntry reads the first entry of a body.
func cutEntry(body string, isLeaf bool) (e entry, rest string, ok bool) {
	if len(body) < len(e.hash) {
		return e, body, false
	}
	rest = body[copy(e.hash[:], body):]
	if isLeaf {
		if e.key, rest = cutKey(rest); e.key == "" {
			return e, rest, false
		}
	}
	return e, rest, e.hash != Hash{}
}

// cutKey reads a length and that many bytes; the key is empty when that fails.
func cutKey(b string) (key, rest string) {
	n, w := uint64(0), 1
	if b != "" && b[0] < 0x80 { // nearly always
		n = uint64(b[0])
	} else {
		n, w = binary.Uvarint([]byte(b[:min(len(b), binary.MaxVarintLen64)]))
	}
	if w <= 0 || n > uint64(len(b)-w) || w > 1 && n < 1<<(7*(w-1)) {
		return "", b
	}
	return b[w : w+int(n)], b[w+int(n):]
}
