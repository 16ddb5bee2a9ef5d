// Package store puts three durable key/value stores behind one interface: a bare Pebble batch,
// which authenticates nothing and is the floor, the chain's own state, and cosmos/iavl with its
// fast index over the same Pebble.
//
// All three sync every commit, and the two Pebbles outside package state are opened as state
// opens its own: the same memtable, cache, blocks, filters and compaction. They write through a file system
// that counts, so bytes mean the same thing everywhere.
package store

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"

	"github.com/peerz-ai/peerz-chain/state"
)

// Write sets one key.
type Write struct{ Key, Value []byte }

// Store is one of the stores. The writes of one Commit become durable together.
type Store interface {
	Commit(writes []Write) error
	Get(key []byte) ([]byte, error) // a copy; nil if there is none
	// Prove returns the size in bytes of the marshalled ICS23 proof that key is, or is not,
	// in the last version; 0 if the store proves nothing.
	Prove(key []byte) (int, error)
	Close() error
}

// Config says how a store is kept.
type Config struct {
	Dir     string
	History uint64 // versions kept besides the last; older ones are pruned
	Nodes   int    // tree nodes that iavl may cache
	Cache   int64  // bytes of all caches of our own store; 0 for its default
	Files   *Counter
}

// Names of the stores.
const (
	Floor = "pebble"
	Peerz = "peerz"
	IAVL  = "iavl"
)

// Open starts a store by name.
func Open(name string, cfg Config) (Store, error) {
	switch name {
	case Floor:
		return openFloor(cfg)
	case Peerz:
		return openPeerz(cfg)
	case IAVL:
		return openIAVL(cfg)
	}
	return nil, fmt.Errorf("store: no store %q", name)
}

// sizes are those that package state chooses by default, in bytes. Pebble counts two memtables
// as part of its cache.
func sizes() (memTable, blockCache int64) {
	share := state.DefaultCacheBytes() / 5
	memTable = min(share, 64<<20)
	return memTable, share + 2*memTable
}

// options are those of package state.
func options(cfg Config) *pebble.Options {
	memTable, blockCache := sizes()
	o := &pebble.Options{
		FS:                         cfg.Files,
		CacheSize:                  blockCache,
		FormatMajorVersion:         pebble.FormatTableFormatV6,
		MemTableSize:               uint64(memTable),
		L0CompactionThreshold:      6,
		MaxOpenFiles:               512,
		BytesPerSync:               1 << 20,
		CompactionConcurrencyRange: func() (int, int) { return 1, max(1, min(4, runtime.GOMAXPROCS(0)/2)) },
		Logger:                     silent{},
	}
	for i := range o.Levels {
		o.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
		o.Levels[i].BlockSize = 16 << 10
	}
	o.Levels[len(o.Levels)-1].FilterPolicy = pebble.NoFilterPolicy
	return o
}

type silent struct{}

func (silent) Infof(string, ...any)  {}
func (silent) Errorf(string, ...any) {}
func (silent) Fatalf(format string, args ...any) {
	panic(fmt.Sprintf(format, args...))
}

// floor is one synced batch per commit, and nothing else.
type floor struct{ db *pebble.DB }

func openFloor(cfg Config) (Store, error) {
	db, err := pebble.Open(cfg.Dir, options(cfg))
	return &floor{db}, err
}

func (f *floor) Commit(writes []Write) error {
	batch := f.db.NewBatch()
	defer batch.Close()
	for _, w := range writes {
		if err := batch.Set(w.Key, w.Value, nil); err != nil {
			return err
		}
	}
	return batch.Commit(pebble.Sync)
}

func (f *floor) Get(key []byte) ([]byte, error) { return get(f.db, key) }

func (f *floor) Prove([]byte) (int, error) { return 0, nil }

func (f *floor) Close() error { return f.db.Close() }

func get(db *pebble.DB, key []byte) ([]byte, error) {
	value, closer, err := db.Get(key)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	value = append([]byte{}, value...)
	return value, closer.Close()
}
