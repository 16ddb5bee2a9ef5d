package bulk

import (
	"bufio"
	"errors"
	"io"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// runFile holds sorted runs, one behind the other.
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

// writeSize is how many bytes are written at once, here and to tables: the system
// takes large pieces with much less work.
const writeSize = 1 << 20

// append sorts a run and writes it.
func (f *runFile) append(r *run) error {
	r.sort()
	w := bufio.NewWriterSize(f.file, writeSize)
	for _, p := range r.places {
		if _, err := w.Write(r.stored(p)); err != nil {
			return err
		}
	}
	end := int64(len(r.data))
	if n := len(f.ends); n > 0 {
		end += f.ends[n-1]
	}
	f.ends = append(f.ends, end)
	return w.Flush()
}

// Bytes that are read at once: from one run, and from all together as long as
// the runs are not very many.
const (
	readMin = 4 << 10
	readMax = 256 << 10
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
		sources = append(sources, &filed{in: bufio.NewReaderSize(part, size), left: end - from})
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

// filed is a run in a file.
type filed struct {
	in   *bufio.Reader
	left int64 // bytes of records that were not asked for yet
	last int   // bytes of the last record, which are still in the reader's buffer
}

func (f *filed) next() (r record, ok bool, err error) {
	if _, err := f.in.Discard(f.last); err != nil {
		return r, false, err
	}
	f.last = 0
	b, err := f.in.Peek(header)
	if err != nil {
		if len(b) == 0 && errors.Is(err, io.EOF) {
			return r, false, nil
		}
		return r, false, err
	}
	size := sizeOf(b)
	if f.left -= int64(size); f.left < 0 {
		return r, false, errMangled
	}
	if b, err = f.read(size); err != nil {
		return r, false, err
	}
	return open(b), true, nil
}

// errMangled says that a run does not hold what was written to it.
var errMangled = errors.New("what was written is not there any more")

// read takes a record out of the reader's buffer, or one that is larger.
func (f *filed) read(size int) ([]byte, error) {
	if size <= f.in.Size() {
		f.last = size
		return f.in.Peek(size)
	}
	b := make([]byte, size)
	_, err := io.ReadFull(f.in, b)
	return b, err
}
