package sorter

import (
	"fmt"
	"io"
)

// Scratch is where the pairs go, such as a file: they fill it from offset 0 on,
// without gaps.
type Scratch interface {
	io.ReaderAt
	io.WriterAt
}

// Piece is Size bytes of a Scratch from offset At on.
type Piece struct{ At, Size int64 }

// space is pieces of a scratch that are used as one.
type space struct {
	scratch Scratch
	pieces  []Piece
}

// part appends the pieces of the scratch that hold size bytes of the space, from
// offset at on.
func (s space) part(at, size int64, to []Piece) []Piece {
	for _, p := range s.pieces {
		if size == 0 {
			break
		}
		if n := min(p.Size-at, size); n > 0 {
			to = append(to, Piece{p.At + at, n})
			at, size = at+n, size-n
		}
		at -= p.Size
	}
	return to
}

func (s space) writeAt(b []byte, at int64) error {
	for _, p := range s.part(at, int64(len(b)), nil) {
		if _, err := s.scratch.WriteAt(b[:p.Size], p.At); err != nil {
			return fmt.Errorf("sorter: %w", err)
		}
		b = b[p.Size:]
	}
	return nil
}

// reader reads the space from its beginning.
func (s space) reader() io.Reader {
	all := make([]io.Reader, len(s.pieces))
	for i, p := range s.pieces {
		all[i] = io.NewSectionReader(s.scratch, p.At, p.Size)
	}
	return io.MultiReader(all...)
}
