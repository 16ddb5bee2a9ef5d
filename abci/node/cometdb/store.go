package cometdb

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	dbm "github.com/cometbft/cometbft-db"
	"github.com/cometbft/cometbft/config"
)

// Memory of the one database, in bytes. Small on purpose: blocks are written
// once and seldom read, so a bigger cache buys nothing.
const (
	cacheBytes    = 4 << 20
	memTableBytes = 1 << 20
)

// Config tunes a store. The zero value works.
type Config struct {
	FS vfs.FS // FS is the file system, the real one when nil. For tests.
}

// A Store is one open Pebble database, shared by any number of named ones.
// All methods are safe for concurrent use.
type Store struct {
	db *pebble.DB
}

// Open opens or creates the store in dir. It fails when another process has it
// open.
func Open(dir string, cfg Config) (*Store, error) {
	cache := pebble.NewCache(cacheBytes)
	defer cache.Unref()
	opts := &pebble.Options{
		FS:                          cfg.FS,
		Cache:                       cache,
		MemTableSize:                memTableBytes,
		MemTableStopWritesThreshold: 2,
		MaxOpenFiles:                128,
		Logger:                      quiet{},
		FormatMajorVersion:          pebble.FormatFlushableIngest,
	}
	db, err := pebble.Open(dir, opts)
	if err != nil {
		return nil, fmt.Errorf("cometdb: open %s: %w", dir, err)
	}
	return &Store{db: db}, nil
}

// DB returns the named database. Its Close does nothing: the store is closed as
// a whole. The name must not contain a slash, so that no name is the prefix of
// another.
func (s *Store) DB(name string) dbm.DB {
	return &db{pebble: s.db, prefix: []byte(name + "/")}
}

// Provider gives CometBFT its databases by the name it asks for.
func (s *Store) Provider() config.DBProvider {
	return func(ctx *config.DBContext) (dbm.DB, error) { return s.DB(ctx.ID), nil }
}

// Close flushes and releases the files. Every iterator must be closed before.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return fmt.Errorf("cometdb: close: %w", err)
	}
	return nil
}

// DiskBytes is what the database occupies on disk, write-ahead log included.
func (s *Store) DiskBytes() uint64 { return s.db.Metrics().DiskSpaceUsage() }

// quiet drops Pebble's notes about its own housekeeping. A fatal error still
// stops the process, as Pebble demands: its state is then unknown.
type quiet struct{}

func (quiet) Infof(string, ...any)  {}
func (quiet) Errorf(string, ...any) {}
func (quiet) Fatalf(format string, args ...any) {
	panic(fmt.Errorf("cometdb: "+format, args...))
}

// Errors for calls that the interface forbids.
var (
	errEmptyKey = errors.New("cometdb: empty key")
	errNilValue = errors.New("cometdb: nil value")
	errClosed   = errors.New("cometdb: batch was written or closed")
)
