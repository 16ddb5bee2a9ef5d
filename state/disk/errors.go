package disk

import (
	"errors"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state/guard"
	"github.com/peerz-ai/peerz-chain/state/merkle"
)

// Errors of package state, which documents them under the same names.
var (
	ErrCorrupt = errors.New("state: the store is damaged")
	ErrFormat  = errors.New("state: unknown store format")
	ErrClosed  = errors.New("state: closed")
	ErrStale   = errors.New("state: overlay is older than the store")
	ErrPruned  = errors.New("state: height is pruned")
	ErrFuture  = errors.New("state: height is not committed yet")
)

// Fault wraps a failure below package state, nil for nil, and wraps damage in
// ErrCorrupt. what names the operation.
func Fault(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrCorrupt), errors.Is(err, ErrStale), errors.Is(err, ErrClosed):
		return err // wrapped where it arose
	case errors.Is(err, merkle.ErrPage), errors.Is(err, merkle.ErrMissing), errors.Is(err, merkle.ErrTree),
		errors.Is(err, guard.ErrDamaged), pebble.IsCorruptionError(err):
		return fmt.Errorf("%w: %s: %w", ErrCorrupt, what, guard.Explain(err))
	}
	return fmt.Errorf("state: %s: %w", what, err)
}
