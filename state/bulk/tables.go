package bulk

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/objstorage/objstorageprovider"
	"github.com/cockroachdb/pebble/v2/sstable"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// tableSize is about how many bytes of records go into one table.
const tableSize = 32 << 20

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
	key    []byte          // begins with the space
}

func (t *tables) add(r record) error {
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
	t.size += len(r.key) + len(r.value)
	t.key = append(t.key[:1], r.key...)
	return t.open.Set(t.key, r.value)
}

func (t *tables) begin() error {
	path := t.fs.PathJoin(t.dir, fmt.Sprintf("%d.table", len(t.paths)))
	f, err := t.fs.Create(path, vfs.WriteCategoryUnspecified)
	if err != nil {
		return err
	}
	f = vfs.NewSyncingFile(f, vfs.SyncingFileOptions{BytesPerSync: t.format.BytesPerSync})
	o := t.format.MakeWriterOptions(lowest, t.format.FormatMajorVersion.MaxTableFormat())
	t.open, t.size = sstable.NewWriter(objstorageprovider.NewFileWritable(f), o), 0
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
