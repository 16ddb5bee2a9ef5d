package cometdb

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/vfs"
	dbm "github.com/cometbft/cometbft-db"
	"github.com/cometbft/cometbft/config"

	"github.com/peerz-ai/peerz-chain/state/guard"
)

// Memory of the one database, in bytes. Small on purpose: blocks are written
// once and seldom read, so a bigger cache buys nothing.
const (
	cacheBytes    = 4 << 20
	memTableBytes = 1 << 20
)

// pebbleFormat is the first in which a damaged write-ahead log is told from one
// that was cut short.
const pebbleFormat = pebble.FormatWALSyncChunks

// Config tunes a store. The zero value works.
type Config struct {
	// OnFault is told of the first failure of the disk, after which the process
	// should stop. It runs under locks of the store: it must be quick and not use
	// the store. May be nil.
	OnFault func(error)
	// FS is the file system, the real one when nil. For tests.
	FS vfs.FS
}

// A Store is one open Pebble database, shared by any number of named ones.
// All methods are safe for concurrent use.
type Store struct {
	db    *pebble.DB
	guard *guard.Guard
	gate  gate
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
		FormatMajorVersion:          pebbleFormat,
	}
	s := &Store{guard: guard.New(cfg.OnFault)}
	var err error
	if s.db, err = s.guard.Open(dir, opts); err != nil {
		return nil, fmt.Errorf("cometdb: open %s: %w", dir, err)
	}
	return s, nil
}

// DB returns the named database. Its Close does nothing: the store is closed as
// a whole. The name must not contain a slash, so that no name is the prefix of
// another.
func (s *Store) DB(name string) dbm.DB {
	return &db{pebble: s.db, guard: s.guard, gate: &s.gate, prefix: []byte(name + "/")}
}

// Provider gives CometBFT its databases by the name it asks for.
func (s *Store) Provider() config.DBProvider {
	return func(ctx *config.DBContext) (dbm.DB, error) { return s.DB(ctx.ID), nil }
}

// Close flushes and releases the files. Every iterator must be closed before; whoever reads
// or writes afterwards waits for ever. A second Close does nothing.
func (s *Store) Close() error {
	if s.guard.Fault() != nil {
		return nil // Pebble may wait for ever, or still write: it goes with the process
	}
	if !s.gate.close() {
		return nil
	}
	if err := s.guard.Do(s.db.Close); err != nil {
		return fmt.Errorf("cometdb: close: %w", err)
	}
	return nil
}

// Errors for calls that the interface forbids.
var (
	errEmptyKey = errors.New("cometdb: empty key")
	errNilValue = errors.New("cometdb: nil value")
	errClosed   = errors.New("cometdb: batch was written or closed")
)
