package merkle

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

// ErrPage says that bytes are not an encoded page.
var ErrPage = errors.New("merkle: malformed page")

// whole covers all slots of a page.
const whole = 1<<fan - 1

// Patch is what some slots of a page hold, the stored form of pages and of
// changes to them. A change to a large tree touches one or two slots of most
// pages that it touches at all: a store writes those, and lays patches over
// each other when it reads or tidies up. Over is associative.
type Patch struct {
	covers uint16 // bit i: it says what slot i holds, which may be nothing
	page   Page
}

// Part is the patch that sets the slots in fresh to what p has there.
func (p *Page) Part(fresh uint16) Patch {
	part := Patch{fresh, Page{present: p.present & fresh, leaves: p.leaves & fresh}}
	if fresh == whole {
		part.page.body = p.body
		return part
	}
	at := p.offsets()
	var short [4 * sizeOfSlot]byte
	body := short[:0]
	for rest := part.page.present; rest != 0; rest &= rest - 1 {
		i := bits.TrailingZeros16(rest)
		body = append(body, p.body[at[i]:at[i+1]]...)
	}
	part.page.body = string(body)
	return part
}

// Over lays p over an older patch of the same page.
func (p Patch) Over(older Patch) Patch {
	if p.covers == whole {
		return p
	}
	remaining := older.covers &^ p.covers
	sum := Patch{older.covers | p.covers, Page{
		present: older.page.present&remaining | p.page.present,
		leaves:  older.page.leaves&remaining | p.page.leaves,
	}}
	newAt, oldAt := p.page.offsets(), older.page.offsets()
	body := make([]byte, 0, len(older.page.body)+len(p.page.body))
	for i := range fan {
		if p.covers>>i&1 == 1 {
			body = append(body, p.page.body[newAt[i]:newAt[i+1]]...)
		} else {
			body = append(body, older.page.body[oldAt[i]:oldAt[i+1]]...)
		}
	}
	sum.page.body = string(body)
	return sum
}

// Encode appends the stored form: three 16-bit masks (slots covered, subtrees
// present, leaves among them), then per present subtree its hash and, for a
// leaf, the length of its key and the key.
func (p Patch) Encode(to []byte) []byte {
	to = binary.BigEndian.AppendUint16(to, p.covers)
	to = binary.BigEndian.AppendUint16(to, p.page.present)
	to = binary.BigEndian.AppendUint16(to, p.page.leaves)
	return append(to, p.page.body...)
}

// Encode is the stored form of the whole page.
func (p *Page) Encode(to []byte) []byte { return Patch{whole, *p}.Encode(to) }

// DecodePatch reads what Encode wrote and refuses everything else, so that
// equal patches have equal bytes. It does not keep b.
func DecodePatch(b []byte) (Patch, error) {
	if len(b) < 6 {
		return Patch{}, ErrPage
	}
	p := Patch{binary.BigEndian.Uint16(b), Page{binary.BigEndian.Uint16(b[2:]), binary.BigEndian.Uint16(b[4:]), string(b[6:])}}
	if p.page.present&^p.covers != 0 || p.page.leaves&^p.page.present != 0 {
		return Patch{}, ErrPage
	}
	body := p.page.body
	for rest := p.page.present; rest != 0; rest &= rest - 1 {
		var ok bool
		if _, body, ok = cutEntry(body, p.page.leaves&(rest&-rest) != 0); !ok {
			return Patch{}, ErrPage
		}
	}
	if body != "" {
		return Patch{}, ErrPage
	}
	return p, nil
}

// Decode reads a whole page, one that is not empty.
func Decode(b []byte) (*Page, error) {
	p, err := DecodePatch(b)
	if err == nil && (p.covers != whole || p.page.present == 0) {
		err = ErrPage
	}
	if err != nil {
		return nil, err
	}
	return &p.page, nil
}
