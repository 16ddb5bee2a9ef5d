package bulk

import (
	"context"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state/sorter"
)

// Loader collects records whose keys begin with one byte. It is for one
// goroutine.
type Loader struct {
	fs      vfs.FS
	dir     string
	space   byte
	scratch vfs.File // nil once it is closed
	sorter  *sorter.Sorter
	key     []byte // of the record that is added
	count   uint64
}

// New makes a Loader that works in a folder of its own, on the file system of
// the database. The folder is made anew.
func New(fs vfs.FS, dir string, space byte) (*Loader, error) {
	l := &Loader{fs: fs, dir: dir, space: space}
	err := fs.RemoveAll(dir)
	if err == nil {
		err = fs.MkdirAll(dir, 0o700)
	}
	if err == nil {
		l.scratch, err = newScratch(fs, fs.PathJoin(dir, "records"))
	}
	if err != nil {
		return nil, fmt.Errorf("bulk: %w", err)
	}
	l.sorter = sorter.New(l.scratch, sorter.ByKey)
	return l, nil
}

// newScratch makes a file that can be written and read.
func newScratch(fs vfs.FS, path string) (vfs.File, error) {
	f, err := fs.Create(path, vfs.WriteCategoryUnspecified)
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return nil, err
	}
	return fs.OpenReadWrite(path, vfs.WriteCategoryUnspecified)
}

// Add copies a record in; the space stands before its key. No key may come twice.
func (l *Loader) Add(key, value []byte) error {
	l.key = append(append(l.key[:0], l.space), key...)
	l.count++
	if err := l.sorter.Add(l.key, value); err != nil {
		return fmt.Errorf("bulk: %w", err)
	}
	return nil
}

// Count is how many records were added.
func (l *Loader) Count() uint64 { return l.count }

// Load moves everything into db, whose options are opts, durably and at once,
// unless ctx ends before. Nothing in db may lie between the records. step is told
// after each record.
func (l *Loader) Load(ctx context.Context, db *pebble.DB, opts *pebble.Options, step func()) error {
	opts.EnsureDefaults()
	t := tables{fs: l.fs, dir: l.dir, format: opts}
	err := l.sorter.Each(func(key, value []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		step()
		return t.add(key, value)
	})
	if err == nil {
		err = t.end()
	}
	if err == nil && len(t.paths) > 0 {
		err = db.Ingest(ctx, t.paths)
	}
	if err != nil {
		return fmt.Errorf("bulk: %w", errors.Join(err, t.drop()))
	}
	return nil
}

// Close removes what is left of the work.
func (l *Loader) Close() error {
	var err error
	if l.scratch != nil {
		err = l.scratch.Close()
		l.scratch = nil
	}
	return errors.Join(err, l.fs.RemoveAll(l.dir))
}
