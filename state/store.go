package state

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/cache"
	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/guard"
	"github.com/peerz-ai/peerz-chain/state/merkle"
	"github.com/peerz-ai/peerz-chain/state/pages"
)

// Head names one committed state: its height and root. Height zero means that
// nothing was committed; its root is that of the empty tree, 32 zero bytes.
type Head = disk.Head

// Store is an open state store. All methods are safe for concurrent use;
// writers wait for each other, readers for nobody.
type Store struct {
	cfg    Config
	sync   *pebble.WriteOptions
	lock   *pebble.Lock
	blocks *pebble.Cache
	guard  *guard.Guard
	db     *pebble.DB

	writing sync.Mutex     // held by Commit and Rollback
	meta    disk.Meta      // guarded by writing; readers take it from pins
	tree    *pages.Pending // guarded by writing; pages not yet on disk
	pages   *cache.Cache   // stored pages
	values  *cache.Cache
	prover  merkle.Prover
	pins    pins
	changes atomic.Uint64 // commits and steps back since Open: the generation of values
	closed  atomic.Bool
	updates sync.RWMutex // held for reading while an update reads the tree; Close waits for it
}

// Open opens or creates the store in dir. It fails with ErrLocked, ErrFormat
// or ErrCorrupt.
func Open(dir string, cfg Config) (*Store, error) {
	s, err := start(dir, cfg)
	if err != nil {
		return nil, err
	}
	if err := s.load(); err != nil {
		return nil, errors.Join(err, s.release())
	}
	s.pins.push(s.db.NewSnapshot(), s.meta, nil, s.generations())
	return s, nil
}

// start locks the directory and opens Pebble in it.
func start(dir string, cfg Config) (*Store, error) {
	cfg = cfg.withDefaults()
	if err := cfg.FS.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("state: open: %w", err)
	}
	lock, err := pebble.LockDirectory(dir, cfg.FS)
	var errno syscall.Errno
	if errors.As(err, &errno) && errno != syscall.EAGAIN {
		return nil, fmt.Errorf("state: open: %w", err)
	} else if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrLocked, dir, err)
	}
	s := &Store{cfg: cfg, sync: pebble.Sync, lock: lock}
	s.guard = guard.New(func(err error) {
		if cfg.OnFault != nil {
			cfg.OnFault(disk.Fault("disk", err))
		}
	})
	if cfg.NoSync {
		s.sync = pebble.NoSync
	}
	s.blocks = pebble.NewCache(cfg.blockCache())
	s.pages = cache.New(cfg.pages())
	s.values = cache.New(cfg.values())
	if err := s.open(dir); err != nil {
		return nil, errors.Join(err, s.release())
	}
	return s, nil
}

func (s *Store) open(dir string) error {
	desc, err := pebble.Peek(dir, s.cfg.FS)
	if err != nil {
		return disk.Fault("open", err)
	}
	if desc.Exists && desc.FormatMajorVersion > pebbleFormat {
		return fmt.Errorf("%w: Pebble format %d, this program knows %d", ErrFormat, desc.FormatMajorVersion, pebbleFormat)
	}
	if name, ok := pages.MergerOf(s.cfg.FS, desc.OptionsFilename); ok && name == pebble.DefaultMerger.Name {
		return fmt.Errorf("%w: format 1, this program knows %d", ErrFormat, disk.Format)
	}
	s.db, err = s.guard.Open(dir, s.cfg.pebble(s.blocks, s.lock))
	return disk.Fault("open", err)
}

// load reads the head.
func (s *Store) load() error {
	raw, ok, err := disk.Get(s.db, disk.MetaSpace, nil)
	if err != nil {
		return err
	}
	if !ok {
		return s.create(s.meta.Encode())
	}
	if s.meta, err = disk.DecodeMeta(raw); err != nil {
		return err
	}
	return s.recoverPages()
}

// create writes the first meta record into an empty database.
func (s *Store) create(meta []byte) error {
	it, err := s.db.NewIter(nil)
	if err != nil {
		return disk.Fault("open", err)
	}
	foreign := it.First()
	if err := it.Close(); err != nil {
		return disk.Fault("open", err)
	}
	if foreign {
		return fmt.Errorf("%w: a database of something else", ErrFormat)
	}
	return disk.Fault("open", s.guard.Do(func() error { return s.db.Set(disk.MetaKey, meta, pebble.Sync) }))
}

// Close releases the files. It fails while views are open, and leaves the store
// usable then. Closing twice is harmless. After a failure of the disk it
// leaves the files to the end of the process.
func (s *Store) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.closed.Load() {
		return nil
	}
	if err := s.pins.close(); err != nil {
		return err
	}
	s.closed.Store(true)
	s.updates.Lock() // what reads in place sees soon that the store is closed
	defer s.updates.Unlock()
	swept := s.sweep()
	if s.guard.Fault() != nil {
		return nil // the process ends; what was committed is on disk
	}
	return errors.Join(swept, s.flushPages(), s.release())
}

func (s *Store) release() error {
	if s.db != nil && s.guard.Fault() != nil {
		return nil // Pebble may wait for ever, or still write: it goes with the process, as the lock does
	}
	var err error
	if s.db != nil {
		if err = s.guard.Do(s.db.Close); s.guard.Dead() {
			return disk.Fault("close", err)
		}
	}
	s.blocks.Unref()
	return disk.Fault("close", errors.Join(err, s.lock.Close()))
}

// Head is the last commit; zero after Close.
func (s *Store) Head() Head { return s.pins.tip().Head }

// Overlay journals writes above the last commit, to be given to Commit. It
// reads the disk in place, so it turns stale with the next commit; there is
// nothing to close.
func (s *Store) Overlay() *Overlay {
	s.writing.Lock()
	defer s.writing.Unlock()
	return newOverlay(tip{s, s.tree, s.generations()}, s.meta.Head, s)
}
