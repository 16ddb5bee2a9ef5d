package state

import (
	"errors"

	"github.com/peerz-ai/peerz-chain/state/chunks"
	"github.com/peerz-ai/peerz-chain/state/disk"
	"github.com/peerz-ai/peerz-chain/state/history"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Errors that a caller branches on. All others mean that the disk or the
// process is broken: a node fault, after which the process should stop.
var (
	// ErrLocked says that another process has the store open.
	ErrLocked = errors.New("state: the store is in use by another process")
	// ErrCorrupt says that bytes on disk are not what this package wrote.
	ErrCorrupt = disk.ErrCorrupt
	// ErrFormat says that the directory holds another format, or
	// something that is not a state store at all.
	ErrFormat = disk.ErrFormat
	// ErrClosed says that the store or view was closed before the call.
	ErrClosed = disk.ErrClosed
	// ErrPruned says that a height is older than the history.
	ErrPruned = disk.ErrPruned
	// ErrFuture says that a height is not committed yet.
	ErrFuture = disk.ErrFuture
	// ErrStale says that the store moved on since an overlay was made.
	ErrStale = disk.ErrStale
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
	ErrSnapshot = chunks.ErrBad
	// ErrProof says that a proof does not show what it should.
	ErrProof = errors.New("state: proof does not hold")
	// ErrHistorySize says that too much changed since a height to hold its
	// difference in memory (Config.HistoryBytes).
	ErrHistorySize = history.ErrTooLarge
)
