package state

import (
	"errors"

	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Errors that a caller branches on. All others mean that the disk or the
// process is broken: a node fault, after which the process should stop.
var (
	// ErrLocked says that another process has the store open.
	ErrLocked = errors.New("state: the store is in use by another process")
	// ErrCorrupt says that bytes on disk are not what this package wrote.
	ErrCorrupt = errors.New("state: the store is damaged")
	// ErrFormat says that the directory holds another format version, or
	// something that is not a state store at all.
	ErrFormat = errors.New("state: unknown store format")
	// ErrClosed says that the store or view was closed before the call.
	ErrClosed = errors.New("state: closed")
	// ErrPruned says that a height is older than the kept history.
	ErrPruned = errors.New("state: height is pruned")
	// ErrFuture says that a height is not committed yet.
	ErrFuture = errors.New("state: height is not committed yet")
	// ErrStale says that the store moved on since an overlay was made.
	ErrStale = errors.New("state: overlay is older than the store")
	// ErrScratch says that an overlay over a view was offered for commit.
	ErrScratch = errors.New("state: a scratch overlay cannot be committed")
	// ErrHeight says that a commit skips or repeats a height.
	ErrHeight = errors.New("state: commit at the wrong height")
	// ErrKeySize says that a key is empty or longer than MaxKey.
	ErrKeySize = errors.New("state: key size out of range")
	// ErrValueSize says that a value is empty or longer than MaxValue.
	ErrValueSize = errors.New("state: value size out of range")
	// ErrEmptyTree says that there is nothing to prove: ICS23 has no proof
	// over an empty tree.
	ErrEmptyTree = merkle.ErrEmpty
	// ErrSnapshot says that a manifest or chunk does not fit the root that it
	// claims: its sender is not to be trusted.
	ErrSnapshot = errors.New("state: snapshot refused")
	// ErrProof says that a proof does not show what it should.
	ErrProof = errors.New("state: proof refused")
	// ErrHistorySize says that too much changed since a height to hold its
	// difference in memory (Config.HistoryBytes).
	ErrHistorySize = errors.New("state: too much changed since that height")
)
