package pages

import (
	"bytes"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// BufferSize is large enough for the stored form of a page whose keys are short.
const BufferSize = 1280

// Open decodes the stored form of a page that was read with err; none is nil.
func Open(raw []byte, err error) (*merkle.Page, error) {
	if err != nil || len(raw) == 0 {
		return nil, err
	}
	p, err := merkle.Decode(raw)
	return p, disk.Fault("page", err)
}

// Get copies out the stored form of the page at path, nil for none.
func Get(db pebble.Reader, path []byte) ([]byte, error) {
	raw, _, err := disk.Get(db, disk.PageSpace, path)
	return raw, err
}

// Scanner reads pages in order of their paths, as an update asks for them: one
// iterator that only moves forward finds a page in half the time of a Get, above
// all where patches of it lie in several levels.
type Scanner struct {
	db  pebble.Reader
	it  *pebble.Iterator // nil until the first Seek
	key []byte
}

// NewScanner makes a scanner, to be closed.
func NewScanner(db pebble.Reader) *Scanner { return &Scanner{db: db, key: []byte{disk.PageSpace}} }

// Seek reads the stored form of the page at path, nil for none. The slice is
// valid until the next call.
func (s *Scanner) Seek(path []byte) ([]byte, error) {
	if s.it == nil {
		it, err := s.db.NewIter(&pebble.IterOptions{LowerBound: []byte{disk.PageSpace}, UpperBound: []byte{disk.PageSpace + 1}})
		if err != nil {
			return nil, disk.Fault("page", err)
		}
		s.it = it
	}
	s.key = append(s.key[:1], path...)
	if !s.it.SeekGE(s.key) || !bytes.Equal(s.it.Key(), s.key) {
		return nil, disk.Fault("page", s.it.Error())
	}
	raw, err := s.it.ValueAndErr()
	return raw, disk.Fault("page", err)
}

// Close ends the scan. Each Seek has reported its own failure.
func (s *Scanner) Close() {
	if s.it != nil {
		_ = s.it.Close()
	}
}
