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

// disk hands out the room of a Scratch.
type disk struct {
	Scratch
	end int64
}

// blockSize is how much of a pile is kept in memory, in bytes. A pile gives up
// its block when that is full.
const blockSize = 32 << 10

// pile is a heap of records in the order in which they came.
type pile struct {
	records int
	bytes   int     // of all its records
	payload int     // of them, without hashes and lengths
	blocks  []block // in scratch
	last    []byte  // not there yet
}

// block is a place in scratch. It holds whole records.
type block struct {
	at   int64
	size int
}

// put ends a record whose bytes were appended to p.last.
func (p *pile) put(to *disk, bytes, payload int) error {
	p.records++
	p.bytes += bytes
	p.payload += payload
	if len(p.last) < blockSize {
		return nil
	}
	if _, err := to.WriteAt(p.last, to.end); err != nil {
		return fmt.Errorf("shuffle: %w", err)
	}
	p.blocks = append(p.blocks, block{to.end, len(p.last)})
	to.end += int64(len(p.last))
	if p.last = p.last[:0]; cap(p.last) > 2*blockSize {
		p.last = nil // a huge record was in it
	}
	return nil
}

// read appends block i to buf; the one behind those in scratch is in memory.
func (p *pile) read(from *disk, i int, buf []byte) ([]byte, error) {
	if i == len(p.blocks) {
		return append(buf, p.last...), nil
	}
	b := p.blocks[i]
	n := len(buf)
	buf = append(buf, make([]byte, b.size)...)
	if _, err := from.ReadAt(buf[n:], b.at); err != nil {
		return nil, fmt.Errorf("shuffle: %w", err)
	}
	return buf, nil
}
