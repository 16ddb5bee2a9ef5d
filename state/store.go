package state

import (
	"errors"

	ics23 "github.com/cosmos/ics23/go"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// Limits on what one pair may hold, in bytes. Part of consensus: a node that
// accepts more than its peers forks.
const (
	MaxKey   = 1 << 10
	MaxValue = 1 << 24
)

// Config tunes a store. The zero value works, and nothing in it can change a
// root.
type Config struct {
	// CacheBytes bounds the caches of this store: half holds Pebble blocks,
	// half tree nodes. Zero means 32 MiB.
	CacheBytes int64
	// History is how many heights before the last stay readable and can be
	// rolled back to. Zero means 1000.
	History uint64
	// HistoryBytes bounds the memory of one view of the past. Zero means
	// 64 MiB.
	HistoryBytes int64
	// NoSync leaves the last commits to the operating system: still atomic,
	// but a power cut may lose some heights.
	NoSync bool
	// FS is the file system, the real one when nil. For tests.
	FS vfs.FS
}

// Version names one committed state. Height zero means that nothing was
// committed; its root is that of the empty tree, 32 zero bytes.
type Version struct {
	Height uint64
	Root   [32]byte
}

// Proof is an ICS23 commitment proof of one key's presence or absence.
type Proof = ics23.CommitmentProof

// Store is an open state store. All methods are safe for concurrent use;
// commits are serialised.
type Store struct{}

var errSkeleton = errors.New("state: not there yet")

// Open opens or creates the store in dir. It fails with ErrLocked, ErrFormat or
// ErrCorrupt.
func Open(dir string, cfg Config) (*Store, error) { return nil, errSkeleton }

// Close releases the files. Views must be closed first.
func (s *Store) Close() error { return errSkeleton }

// Version is the last commit.
func (s *Store) Version() Version { return Version{} }

// View pictures the last commit. The caller closes it.
func (s *Store) View() *View { return &View{} }

// ViewAt pictures a past height: ErrPruned below the history, ErrFuture above
// the last commit.
func (s *Store) ViewAt(height uint64) (*View, error) { return nil, errSkeleton }

// Overlay journals writes above the last commit, to be given to Commit.
func (s *Store) Overlay() *Overlay { return &Overlay{} }

// Commit makes o the state of height, which follows the last one.
func (s *Store) Commit(o *Overlay, height uint64) (Version, error) { return Version{}, errSkeleton }

// Rollback returns to a past height within the history.
func (s *Store) Rollback(to uint64) (Version, error) { return Version{}, errSkeleton }

// ProofSpec tells ics23 how to verify proofs of this store.
func ProofSpec() *ics23.ProofSpec { return nil }
