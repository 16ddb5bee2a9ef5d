package bulk

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/objstorage"
	"github.com/cockroachdb/pebble/v2/objstorage/objstorageprovider"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// tableSize is about how many bytes of records go into one table.
const tableSize = 32 << 20

// writeSize is how many bytes are written at once: the system takes large pieces
// with much less work.
const writeSize = 1 << 20

// lowest is the level that the tables are made for.
const lowest = 6

// tables writes records, in order, into tables that a database can take in.
type tables struct {
	fs     vfs.FS
	dir    string
	format *pebble.Options
	paths  []string
	open   *sstable.Writer // nil between two tables
	size   int             // of the open one
	buf    []byte          // of one table after the other
}

func (t *tables) add(key, value []byte) error {
	if t.open != nil && t.size >= tableSize {
		if err := t.end(); err != nil {
			return err
		}
	}
	if t.open == nil {
		if err := t.begin(); err != nil {
			return err
		}
	}
	t.size += len(key) + len(value)
	return t.open.Set(key, value)
}

func (t *tables) begin() error {
	path := t.fs.PathJoin(t.dir, fmt.Sprintf("%d.table", len(t.paths)))
	f, err := t.fs.Create(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	f = vfs.NewSyncingFile(f, vfs.SyncingFileOptions{BytesPerSync: t.format.BytesPerSync})
	if t.buf == nil {
		t.buf = make([]byte, 0, writeSize)
	}
	to := &buffered{objstorageprovider.NewFileWritable(f), t.buf}
	o := t.format.MakeWriterOptions(lowest, t.format.FormatMajorVersion.MaxTableFormat())
	t.open, t.size = sstable.NewWriter(to, o), 0
	t.paths = append(t.paths, path)
	return nil
}

// end completes the open table and brings it to disk.
func (t *tables) end() error {
	if t.open == nil {
		return nil
	}
	err := t.open.Close()
	t.open = nil
	return err
}

// drop gives the tables up.
func (t *tables) drop() error {
	err := t.end()
	for _, path := range t.paths {
		err = errors.Join(err, t.fs.Remove(path))
	}
	return err
}

// buffered writes a table in larger pieces than its blocks.
type buffered struct {
	objstorage.Writable
	buf []byte
}

// Write implements objstorage.Writable.
func (b *buffered) Write(p []byte) error {
	if len(b.buf)+len(p) > cap(b.buf) {
		if err := b.flush(); err != nil {
			return err
		}
	}
	if len(p) > cap(b.buf) {
		return b.Writable.Write(p)
	}
	b.buf = append(b.buf, p...)
	return nil
}

func (b *buffered) flush() error {
	err := b.Writable.Write(b.buf)
	b.buf = b.buf[:0]
	return err
}

// Finish implements objstorage.Writable.
func (b *buffered) Finish() error {
	return errors.Join(b.flush(), b.Writable.Finish())
}
