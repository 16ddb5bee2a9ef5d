package guard

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// files is a file system whose failures the guard sees, with the file's name.
// Only those in the database's own folder are the database's: a copy of it that
// finds no space elsewhere fails alone.
type files struct {
	vfs.FS
	dir   string
	guard *Guard
}

func (f files) own(name string) bool { return name == f.dir || f.FS.PathDir(name) == f.dir }

// read passes err on; it is a failure of the disk unless a database expects it.
func (f files) read(name string, err error) error {
	if err == nil || expected(err) {
		return err
	}
	if err = named("read", name, err); f.own(name) {
		f.guard.fail(err)
	}
	return err
}

// write is read for an operation that writes: the database survives no failure.
func (f files) write(op, name string, err error) error {
	if err == nil || expected(err) {
		return err
	}
	if err = named(op, name, err); f.own(name) {
		f.guard.die(err)
	}
	return err
}

// named makes sure that an error says which file it is about.
func named(op, name string, err error) error {
	var path *fs.PathError
	var link *os.LinkError
	if errors.As(err, &path) || errors.As(err, &link) {
		return err
	}
	return fmt.Errorf("%s %s: %w", op, name, err)
}

func expected(err error) bool {
	for _, e := range []error{io.EOF, io.ErrUnexpectedEOF, fs.ErrNotExist, fs.ErrExist, fs.ErrClosed, errors.ErrUnsupported} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

func (f files) wrap(inner vfs.File, name string, err error) (vfs.File, error) {
	if err != nil {
		return nil, err
	}
	return &file{inner, f, name}, nil
}

// Create also sees to it that a file is on disk before a marker names it. Pebble
// syncs the directory once, after it has made both; a power cut in between could
// leave the marker alone, and with it a database that does not open.
func (f files) Create(name string, c vfs.DiskWriteCategory) (vfs.File, error) {
	if strings.HasPrefix(f.FS.PathBase(name), "marker.") {
		dir := f.FS.PathDir(name)
		if err := f.write("sync", dir, f.syncDir(dir)); err != nil {
			return nil, err
		}
	}
	inner, err := f.FS.Create(name, c)
	return f.wrap(inner, name, f.write("create", name, err))
}

func (f files) syncDir(name string) error {
	dir, err := f.FS.OpenDir(name)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

func (f files) Open(name string, opts ...vfs.OpenOption) (vfs.File, error) {
	if !f.guard.opened.Load() {
		f.guard.read.Store(&name)
	}
	inner, err := f.FS.Open(name, opts...)
	return f.wrap(inner, name, f.read(name, err))
}

func (f files) OpenReadWrite(name string, c vfs.DiskWriteCategory, opts ...vfs.OpenOption) (vfs.File, error) {
	inner, err := f.FS.OpenReadWrite(name, c, opts...)
	return f.wrap(inner, name, f.read(name, err))
}

func (f files) OpenDir(name string) (vfs.File, error) {
	inner, err := f.FS.OpenDir(name)
	return f.wrap(inner, name, f.read(name, err))
}

func (f files) ReuseForWrite(from, to string, c vfs.DiskWriteCategory) (vfs.File, error) {
	inner, err := f.FS.ReuseForWrite(from, to, c)
	return f.wrap(inner, to, f.write("reuse", to, err))
}

func (f files) Rename(from, to string) error { return f.write("rename", to, f.FS.Rename(from, to)) }

func (f files) MkdirAll(dir string, perm os.FileMode) error {
	return f.write("make", dir, f.FS.MkdirAll(dir, perm))
}

// Unwrap implements vfs.FS.
func (f files) Unwrap() vfs.FS { return f.FS }

// file is one open file of files.
type file struct {
	vfs.File
	fs   files
	name string
}

func (f *file) Read(b []byte) (int, error) {
	n, err := f.File.Read(b)
	return n, f.fs.read(f.name, err)
}

func (f *file) ReadAt(b []byte, off int64) (int, error) {
	n, err := f.File.ReadAt(b, off)
	return n, f.fs.read(f.name, err)
}

func (f *file) Write(b []byte) (int, error) {
	n, err := f.File.Write(b)
	return n, f.fs.write("write", f.name, err)
}

func (f *file) WriteAt(b []byte, off int64) (int, error) {
	n, err := f.File.WriteAt(b, off)
	return n, f.fs.write("write", f.name, err)
}

// Preallocate is a wish: a signal may interrupt it, and if there is no space, the
// write that needs it says so, with the file's name.
func (f *file) Preallocate(off, length int64) error {
	_ = f.File.Preallocate(off, length)
	return nil
}

// Close is where some file systems say last that they had none.
func (f *file) Close() error { return f.fs.write("close", f.name, f.File.Close()) }

func (f *file) Sync() error     { return f.fs.write("sync", f.name, f.File.Sync()) }
func (f *file) SyncData() error { return f.fs.write("sync", f.name, f.File.SyncData()) }

func (f *file) SyncTo(length int64) (full bool, err error) {
	full, err = f.File.SyncTo(length)
	return full, f.fs.write("sync", f.name, err)
}
