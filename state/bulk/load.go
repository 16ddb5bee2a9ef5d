package bulk

import (
	"context"
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// MaxKey is the longest key of a record, in bytes.
const MaxKey = 1<<16 - 2

// Loader collects records whose keys begin with one byte. It is for one
// goroutine.
type Loader struct {
	fs    vfs.FS
	dir   string
	space byte
	file  *runFile // nil while everything is in memory
	next  run      // not in the file yet
	count uint64
}

// New makes a Loader that works in a folder of its own, on the file system of
// the database. The folder is made anew.
func New(fs vfs.FS, dir string, space byte) (*Loader, error) {
	err := fs.RemoveAll(dir)
	if err == nil {
		err = fs.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, fmt.Errorf("bulk: %w", err)
	}
	return &Loader{fs: fs, dir: dir, space: space}, nil
}

// Add takes a record; the space stands before its key. It keeps neither key nor
// value. A key has at most MaxKey bytes, and none may come twice.
func (l *Loader) Add(key, value []byte) error {
	if l.next.full(key, value) {
		if err := l.flush(); err != nil {
			return fmt.Errorf("bulk: %w", err)
		}
	}
	l.next.add(l.space, key, value)
	l.count++
	return nil
}

func (l *Loader) flush() (err error) {
	if l.file == nil {
		if l.file, err = newRunFile(l.fs, l.fs.PathJoin(l.dir, "runs")); err != nil {
			return err
		}
	}
	err = l.file.append(&l.next)
	l.next.clear()
	return err
}

// Count is how many records were added.
func (l *Loader) Count() uint64 { return l.count }

// Load moves everything into db, whose options are opts, durably and at once,
// unless ctx ends before. Nothing in db may lie between the records. step is told
// after each record.
func (l *Loader) Load(ctx context.Context, db *pebble.DB, opts *pebble.Options, step func()) error {
	l.next.sort()
	sources := []source{&memory{&l.next, l.next.places}}
	if l.file != nil {
		more, err := l.file.open()
		if err != nil {
			return fmt.Errorf("bulk: %w", err)
		}
		sources = append(sources, more...)
	}
	opts.EnsureDefaults()
	t := tables{fs: l.fs, dir: l.dir, format: opts}
	err := merge(sources, func(r record) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		step()
		return t.add(r)
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
	if l.file != nil {
		err = l.file.close()
		l.file = nil
	}
	return errors.Join(err, l.fs.RemoveAll(l.dir))
}
