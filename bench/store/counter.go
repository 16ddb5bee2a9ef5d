package store

import (
	"strings"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// Counter is the real file system, counting what is written to it.
type Counter struct {
	vfs.FS
	log, all atomic.Int64
}

// NewCounter starts at zero.
func NewCounter() *Counter { return &Counter{FS: vfs.Default} }

// Written returns the bytes written to write-ahead logs, which is what commits asked for, and
// to all files, which adds flushes and compactions.
func (c *Counter) Written() (log, all int64) { return c.log.Load(), c.all.Load() }

// Create counts what is written to a new file.
func (c *Counter) Create(name string, kind vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := c.FS.Create(name, kind)
	return c.watch(name, f), err
}

// ReuseForWrite counts what is written to a recycled file.
func (c *Counter) ReuseForWrite(from, to string, kind vfs.DiskWriteCategory) (vfs.File, error) {
	f, err := c.FS.ReuseForWrite(from, to, kind)
	return c.watch(to, f), err
}

// OpenReadWrite counts what is written to an existing file.
func (c *Counter) OpenReadWrite(name string, kind vfs.DiskWriteCategory, o ...vfs.OpenOption) (vfs.File, error) {
	f, err := c.FS.OpenReadWrite(name, kind, o...)
	return c.watch(name, f), err
}

// Unwrap gives Pebble the real file system where it looks for one.
func (c *Counter) Unwrap() vfs.FS { return c.FS }

func (c *Counter) watch(name string, f vfs.File) vfs.File {
	if f == nil {
		return nil
	}
	return &watched{f, c, strings.HasSuffix(name, ".log")}
}

type watched struct {
	vfs.File
	counter *Counter
	log     bool
}

func (w *watched) Write(p []byte) (int, error) {
	w.count(p)
	return w.File.Write(p)
}

func (w *watched) WriteAt(p []byte, off int64) (int, error) {
	w.count(p)
	return w.File.WriteAt(p, off)
}

func (w *watched) count(p []byte) {
	w.counter.all.Add(int64(len(p)))
	if w.log {
		w.counter.log.Add(int64(len(p)))
	}
}
