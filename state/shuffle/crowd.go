package shuffle

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// find leads to the places [from, to) that make up path, in s or somewhere below.
func (s *Shuffle) find(path string) (in *Shuffle, from, to int, err error) {
	if err := s.seal(); err != nil {
		return nil, 0, 0, err
	}
	width := places
	for depth := s.depth; depth < min(len(path), s.depth+nibbles); depth++ {
		width /= 16
		from += width * int(path[depth])
	}
	if len(path) <= s.depth+nibbles {
		return s, from, from + width, nil
	}
	if s.below == nil || s.place != from {
		if err := s.look(from); err != nil {
			return nil, 0, 0, err
		}
	}
	return s.below.find(path)
}

// errMangled says that the room does not hold what was written to it.
var errMangled = errors.New("shuffle: what was written is not there any more")

// look puts the pairs of a place in order, where they are: a run is read whole
// before it is written.
func (s *Shuffle) look(place int) error {
	home := space{s.home.scratch, s.pieces(place, place+1, nil)}
	s.place, s.below = place, in(home, s.depth+nibbles, s.next)
	from := bufio.NewReaderSize(home.reader(), 256<<10)
	var key, value []byte
	for {
		if _, err := from.Peek(1); errors.Is(err, io.EOF) {
			return nil
		}
		var err error
		if key, err = read(from, key); err == nil {
			value, err = read(from, value)
		}
		if err == nil {
			hash := sha256.Sum256(key)
			err = s.below.add(placeOf(&hash, s.below.depth), key, value)
		}
		if err != nil {
			return err
		}
	}
}

// read reads a length and so many bytes, into buf if they fit.
func read(in *bufio.Reader, buf []byte) ([]byte, error) {
	n, err := binary.ReadUvarint(in)
	if err != nil || n > maxPart {
		return nil, fmt.Errorf("%w: %w", errMangled, err)
	}
	if uint64(cap(buf)) < n {
		buf = make([]byte, n)
	}
	if _, err := io.ReadFull(in, buf[:n]); err != nil {
		return nil, fmt.Errorf("%w: %w", errMangled, err)
	}
	return buf[:n], nil
}

// maxPart is more than any key or value has, in bytes.
const maxPart = 1 << 26

// placeOf is three nibbles of a hash, zero beyond its end.
func placeOf(hash *[sha256.Size]byte, depth int) (place int) {
	for i := depth; i < depth+nibbles; i++ {
		place <<= 4
		if i < 2*len(hash) {
			place |= int(hash[i/2] >> (4 * (1 - i&1)) & 15)
		}
	}
	return place
}
