package bulk

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// runFile holds sorted runs, one behind the other. A record in it is: length of
// the key and of the value, key, value.
type runFile struct {
	fs   vfs.FS
	path string
	file vfs.File
	ends []int64 // of the runs
}

func newRunFile(fs vfs.FS, path string) (*runFile, error) {
	f, err := fs.Create(path, vfs.WriteCategoryUnspecified)
	return &runFile{fs: fs, path: path, file: f}, err
}

func (f *runFile) append(r run) error {
	w := bufio.NewWriterSize(f.file, 256<<10)
	end := int64(0)
	if n := len(f.ends); n > 0 {
		end = f.ends[n-1]
	}
	var head []byte
	for _, p := range r.sorted() {
		next := &r[p.at]
		head = binary.AppendUvarint(head[:0], uint64(len(next.key)))
		head = binary.AppendUvarint(head, uint64(len(next.value)))
		for _, part := range [][]byte{head, next.key, next.value} {
			if _, err := w.Write(part); err != nil {
				return err
			}
			end += int64(len(part))
		}
	}
	f.ends = append(f.ends, end)
	return w.Flush()
}

// Bytes that are read at once: from one run, and from all together as long as
// the runs are not very many.
const (
	readMin = 4 << 10
	readMax = 64 << 10
	readAll = 16 << 20
)

// open gives the runs back.
func (f *runFile) open() ([]source, error) {
	err := f.file.Close()
	f.file = nil
	if err == nil {
		f.file, err = f.fs.Open(f.path)
	}
	if err != nil {
		return nil, err
	}
	var sources []source
	from, size := int64(0), max(readMin, min(readMax, readAll/max(1, len(f.ends))))
	for _, end := range f.ends {
		part := io.NewSectionReader(f.file, from, end-from)
		sources = append(sources, &stored{in: bufio.NewReaderSize(part, size)})
		from = end
	}
	return sources, nil
}

func (f *runFile) close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}

// stored is a run in a file.
type stored struct {
	in  *bufio.Reader
	buf []byte
}

func (s *stored) next() (r record, ok bool, err error) {
	key, err := binary.ReadUvarint(s.in)
	if errors.Is(err, io.EOF) {
		return r, false, nil
	}
	value, err2 := binary.ReadUvarint(s.in)
	if err = errors.Join(err, err2); err != nil {
		return r, false, err
	}
	if n := int(key + value); cap(s.buf) < n {
		s.buf = make([]byte, n)
	}
	s.buf = s.buf[:key+value]
	if _, err := io.ReadFull(s.in, s.buf); err != nil {
		return r, false, err
	}
	r.key, r.value = s.buf[:key], s.buf[key:]
	return r, true, nil
}
