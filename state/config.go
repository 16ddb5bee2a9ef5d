package state

import (
	"runtime"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/pages"
)

// Limits on what one pair may hold, in bytes. Part of consensus: a node that
// accepts more than its peers forks.
const (
	MaxKey   = disk.MaxKey
	MaxValue = disk.MaxValue
)

// Config tunes a store. The zero value works, and nothing in it can change a
// root.
type Config struct {
	// CacheBytes is the memory that a busy store takes, whatever the size of the
	// state, in fifths: three for Pebble, of which each of two memtables, one
	// filling and one being written out, takes a third but at most 16 MiB, and its
	// blocks the rest; one for values; and half of one each for tree pages and for
	// tree pages to be written. Zero means DefaultCacheBytes. They fill
	// as they are used, so a small state stays small. What a block writes comes
	// on top while it is worked on, and so does what the collector has not
	// collected yet.
	CacheBytes int64
	// History is how many heights before the last stay readable and can be
	// rolled back to; up to a sixteenth more may. Zero means 1000.
	History uint64
	// HistoryBytes bounds the memory of one view of the past
	// (ErrHistorySize). Zero means 64 MiB.
	HistoryBytes int64
	// NoSync leaves the last commits to the operating system: still atomic,
	// but a power cut may lose some heights.
	NoSync bool
	// OnFault is told of the first failure of the disk, also one in the
	// background that no call would report, after which the process should
	// stop. It runs under locks of the store: it must be quick and not use the
	// store. May be nil.
	OnFault func(error)
	// FS is the file system, the real one when nil. For tests.
	FS vfs.FS
}

// Caches take one part in cacheShare of the machine's memory, but not less than
// cacheFloor bytes.
const (
	cacheShare = 64
	cacheFloor = 112 << 20
)

// DefaultCacheBytes is what Config.CacheBytes means when it is zero: a 64th of
// the memory that this process can have, and at least 112 MiB.
func DefaultCacheBytes() int64 { return cacheShareOf(Memory()) }

func cacheShareOf(memory int64) int64 { return max(memory/cacheShare, cacheFloor) }

func (c Config) withDefaults() Config {
	if c.CacheBytes <= 0 {
		c.CacheBytes = DefaultCacheBytes()
	}
	if c.History == 0 {
		c.History = 1000
	}
	if c.HistoryBytes <= 0 {
		c.HistoryBytes = 64 << 20
	}
	if c.FS == nil {
		c.FS = vfs.Default
	}
	return c
}

// pebbleFormat is fixed rather than the newest that the library knows, so that
// a library update alone does not make a store unreadable to the program
// before it.
const pebbleFormat = pebble.FormatTableFormatV6

const (
	maxFiles = 512
	bloomBit = 10 // bits per key: 1% of lookups of absent keys go to disk
	// A commit looks up what it overwrites, in key order, in tables that were
	// just compacted: larger blocks than Pebble's 4 KiB spare it reads.
	blockSize = 16 << 10
	// Tables above each other in the first level before they are compacted into
	// the next, which is rewritten with them. Pebble's 4 cost commits a tenth more.
	levelZero = 6
)

// memTable is bounded because Pebble reserves the disk for a log of this size, and keeps a
// second one to use again.
func (c Config) memTable() int { return min(max(int(c.CacheBytes/5), 256<<10), 16<<20) }

// blockCache has the memtables in it: Pebble counts them as part of its cache.
func (c Config) blockCache() int64 {
	return max(c.CacheBytes/5*3, c.CacheBytes/5+2*int64(c.memTable()))
}

// values is for pairs: a commit looks up every value that it overwrites.
func (c Config) values() int { return int(c.CacheBytes / 5) }

// pages is for pages that are on disk, and again for those that are not yet.
func (c Config) pages() int { return int(c.CacheBytes / 10) }

func (c Config) pebble(cache *pebble.Cache, lock *pebble.Lock) *pebble.Options {
	opts := &pebble.Options{
		FS:                         c.FS,
		Cache:                      cache,
		Lock:                       lock,
		FormatMajorVersion:         pebbleFormat,
		MemTableSize:               uint64(c.memTable()),
		L0CompactionThreshold:      levelZero,
		MaxOpenFiles:               maxFiles,
		Merger:                     pages.Merger,
		BytesPerSync:               1 << 20,
		CompactionConcurrencyRange: func() (int, int) { return 1, max(1, min(4, runtime.GOMAXPROCS(0)/2)) },
	}
	for i := range opts.Levels {
		opts.Levels[i].BlockSize = blockSize
	}
	// Nearly all keys that are looked up exist, and nearly all of those lie in
	// the last level: filters there would push blocks out of the cache in vain.
	// None must be said: a level left out has the filters of the one above.
	last := len(opts.Levels) - 1
	for i := range last {
		opts.Levels[i].FilterPolicy = bloom.FilterPolicy(bloomBit)
	}
	opts.Levels[last].FilterPolicy = pebble.NoFilterPolicy
	return opts
}
