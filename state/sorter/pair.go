package sorter

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// ErrMangled says that a scratch does not hold what was written to it.
var ErrMangled = errors.New("sorter: what was written is not there any more")

// appendPair appends the form in which a pair lies in a scratch: length of the
// key, key, length of the value, value; lengths are uvarints.
func appendPair(b, key, value []byte) []byte {
	b = append(binary.AppendUvarint(b, uint64(len(key))), key...)
	return append(binary.AppendUvarint(b, uint64(len(value))), value...)
}

// cutPair takes the first pair off b, which appendPair wrote; size is its length.
func cutPair(b []byte) (key, value []byte, size int) {
	n, w := binary.Uvarint(b)
	key = b[w : w+int(n)]
	size = w + int(n)
	n, w = binary.Uvarint(b[size:])
	value = b[size+w : size+w+int(n)]
	return key, value, size + w + int(n)
}

// maxPart is more than any key or value has, in bytes.
const maxPart = 1 << 26

// readPart reads a length and so many bytes, into buf if they fit. It fails with
// io.EOF at the end, between two parts.
func readPart(in *bufio.Reader, buf []byte) ([]byte, error) {
	if _, err := in.Peek(1); errors.Is(err, io.EOF) {
		return nil, io.EOF
	}
	n, err := binary.ReadUvarint(in)
	if err != nil || n > maxPart {
		return nil, fmt.Errorf("%w: %w", ErrMangled, err)
	}
	if uint64(cap(buf)) < n {
		buf = make([]byte, n)
	}
	if _, err := io.ReadFull(in, buf[:n]); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMangled, err)
	}
	return buf[:n], nil
}

// eachPair reads pairs to the end. They are valid during the call.
func eachPair(from io.Reader, visit func(key, value []byte) error) error {
	in := bufio.NewReaderSize(from, 256<<10)
	var key, value []byte
	for {
		var err error
		if key, err = readPart(in, key); err == io.EOF {
			return nil
		}
		if err == nil {
			if value, err = readPart(in, value); err == io.EOF {
				err = ErrMangled
			}
		}
		if err == nil {
			err = visit(key, value)
		}
		if err != nil {
			return err
		}
	}
}
