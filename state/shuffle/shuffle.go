package shuffle

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Hash is what records are ordered by. Places between hashes are paths of
// nibbles (values 0 to 15), as in package merkle.
type Hash = [sha256.Size]byte

// loadSize is how many bytes of records are sorted in memory at once.
const loadSize = 24 << 20

// A Shuffle takes records, with Add, and then gives them back in order, with
// Weigh and Gather, whose paths must not go backwards. It is for one goroutine.
type Shuffle struct {
	disk  *disk
	depth int // bytes that the hashes have in common
	piles [256]pile
	// What is open of it: pile is the number of the pile below, or -1.
	pile  int
	below order
	buf   []byte // memory of below
}

// order is records that can be asked for by path.
type order interface {
	Weigh(path string) (int, error)
	Gather(path string, to []byte) ([]byte, int, error)
}

// New makes an empty Shuffle.
func New(s Scratch) *Shuffle { return &Shuffle{disk: &disk{Scratch: s}, pile: -1} }

// A record is its hash, the length of its payload (4 bytes, little endian) and
// the payload.
const recordHead = sha256.Size + 4

// Add takes a record whose payload is the parts together. It keeps neither.
func (s *Shuffle) Add(hash *Hash, parts ...[]byte) error {
	p := &s.piles[hash[s.depth]]
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	if err := p.room(s.disk, recordHead+size); err != nil {
		return err
	}
	p.records++
	p.bytes += recordHead + size
	p.payload += size
	p.last = append(p.last, hash[:]...)
	p.last = binary.LittleEndian.AppendUint32(p.last, uint32(size))
	for _, part := range parts {
		p.last = append(p.last, part...)
	}
	if len(p.last) > blockSize {
		return p.put(s.disk) // every pile may have such a one
	}
	return nil
}

// cut reads the first record of b.
func cut(b []byte) (record, rest []byte) {
	n := recordHead + int(binary.LittleEndian.Uint32(b[sha256.Size:]))
	return b[:n], b[n:]
}

// Weigh adds up the bytes of the payloads below path.
func (s *Shuffle) Weigh(path string) (weight int, err error) {
	from, to, whole := s.span(path)
	if !whole {
		if err = s.open(from); err == nil {
			weight, err = s.below.Weigh(path)
		}
		return weight, err
	}
	for i := from; i < to; i++ {
		weight += s.piles[i].payload
	}
	return weight, nil
}

// Gather appends the payloads below path to b, in order of hash, and counts
// them.
func (s *Shuffle) Gather(path string, b []byte) (_ []byte, records int, err error) {
	weight, err := s.Weigh(path)
	if err != nil {
		return nil, 0, err
	}
	b = slices.Grow(b, weight)
	from, to, _ := s.span(path)
	for i := from; i < to; i++ {
		if s.piles[i].records == 0 {
			continue
		}
		n := 0
		if err = s.open(i); err == nil {
			b, n, err = s.below.Gather(path, b)
		}
		if err != nil {
			return nil, 0, err
		}
		records += n
	}
	return b, records, nil
}

// span is the piles [from, to) that path leads to: whole ones, or a part of one.
func (s *Shuffle) span(path string) (from, to int, whole bool) {
	switch at := 2 * s.depth; max(len(path)-at, 0) {
	case 0:
		return 0, 256, true
	case 1:
		return int(path[at]) << 4, int(path[at])<<4 + 16, true
	default:
		i := int(path[at])<<4 | int(path[at+1])
		return i, i + 1, len(path) == at+2
	}
}

// open makes pile i the one below. The one before is not needed any more.
func (s *Shuffle) open(i int) error {
	if s.pile == i {
		return nil
	}
	p := &s.piles[i]
	if s.pile >= 0 {
		s.piles[s.pile].drop(s.disk)
	}
	s.pile = i
	if p.bytes > loadSize && p.records > 1 {
		return s.deeper(p)
	}
	s.buf = slices.Grow(s.buf[:0], p.bytes)
	for n := range p.blocks() {
		var err error
		if s.buf, err = p.read(s.disk, n, s.buf); err != nil {
			return err
		}
	}
	s.below = sorted(s.buf, p.records)
	return nil
}

// deeper shuffles a pile by the next byte. What that takes of scratch is free again
// for the next pile.
func (s *Shuffle) deeper(p *pile) (err error) {
	room := *s.disk
	next := &Shuffle{disk: &room, depth: s.depth + 1, pile: -1}
	var buf, r []byte
	for n := range p.blocks() {
		if buf, err = p.read(s.disk, n, buf[:0]); err != nil {
			return err
		}
		for rest := buf; len(rest) > 0; {
			r, rest = cut(rest)
			if err = next.Add((*Hash)(r), r[recordHead:]); err != nil {
				return err
			}
		}
	}
	s.below = next
	return nil
}
