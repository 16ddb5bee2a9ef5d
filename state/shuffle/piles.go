package shuffle

import (
	"fmt"
	"io"
)

// Scratch is room for what does not fit into memory, such as an empty file that
// nobody else uses. What is left in it afterwards is of no use.
type Scratch interface {
	io.ReaderAt
	io.WriterAt
}

// disk hands out the room of a Scratch, and says when it is needed.
type disk struct {
	Scratch
	end  int64
	held int // bytes of blocks in memory
}

// A pile is kept in blocks of blockSize bytes. Full ones stay in memory while they
// take no more than heldSize, the others go to scratch.
const (
	blockSize = 32 << 10
	heldSize  = 24 << 20
)

// pile is a heap of records in the order in which they came.
type pile struct {
	records int
	bytes   int     // of all its records
	payload int     // of them, without hashes and lengths
	full    []block // whole blocks
	last    []byte  // the block that is being filled
}

// block is whole records, in memory or at a place in scratch.
type block struct {
	held []byte // nil when it is in scratch
	at   int64
	size int
}

// room makes p.last take a record of so many bytes without being copied, but for
// the first few. Only a record that is larger than a block makes a larger one.
func (p *pile) room(to *disk, bytes int) error {
	if len(p.last) > 0 && len(p.last)+bytes > blockSize {
		if err := p.put(to); err != nil {
			return err
		}
	}
	if cap(p.last)-len(p.last) >= bytes {
		return nil
	}
	size := blockSize
	if cap(p.last) == 0 && len(p.full) == 0 {
		size = blockSize / 16 // it may never be more
	}
	p.last = append(make([]byte, 0, max(size, len(p.last)+bytes)), p.last...)
	return nil
}

// put takes p.last away.
func (p *pile) put(to *disk) error {
	if to.held+cap(p.last) <= heldSize {
		to.held += cap(p.last)
		p.full, p.last = append(p.full, block{held: p.last}), nil
		return nil
	}
	if _, err := to.WriteAt(p.last, to.end); err != nil {
		return fmt.Errorf("shuffle: %w", err)
	}
	p.full = append(p.full, block{at: to.end, size: len(p.last)})
	to.end += int64(len(p.last))
	if p.last = p.last[:0]; cap(p.last) > blockSize {
		p.last = nil // a huge record was in it
	}
	return nil
}

// blocks is how many can be read.
func (p *pile) blocks() int { return len(p.full) + 1 }

// read appends block i to buf.
func (p *pile) read(from *disk, i int, buf []byte) ([]byte, error) {
	if i == len(p.full) {
		return append(buf, p.last...), nil
	}
	b := p.full[i]
	if b.held != nil {
		return append(buf, b.held...), nil
	}
	n := len(buf)
	buf = append(buf, make([]byte, b.size)...)
	if _, err := from.ReadAt(buf[n:], b.at); err != nil {
		return nil, fmt.Errorf("shuffle: %w", err)
	}
	return buf, nil
}

// drop frees the memory of a pile that is not needed any more. Its weight stays.
func (p *pile) drop(from *disk) {
	for _, b := range p.full {
		if b.held != nil {
			from.held -= cap(b.held)
		}
	}
	*p = pile{payload: p.payload}
}
