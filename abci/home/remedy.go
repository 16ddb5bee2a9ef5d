package home

import (
	"errors"
	"fmt"
	"syscall"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/state/guard"
)

var (
	// ErrDamaged says that a file of the home holds other bytes than were
	// written to it. The node does not go on with what it cannot trust.
	ErrDamaged = errors.New("data is damaged")
	// ErrDiskFull says that there is no space to go on. Nothing is lost.
	ErrDiskFull = errors.New("disk is full")
)

// Remedy adds to a failure of the disk what the operator can do about it, and the
// sentinel that tells its kind. Other errors, and nil, stay as they are.
func (h Dir) Remedy(err error) error {
	switch {
	case err == nil, errors.Is(err, ErrDamaged), errors.Is(err, ErrDiskFull):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("node: %w: %w; free some space and start the node again, it goes on from its last block", ErrDiskFull, err)
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("node: the disk of %s fails: %w; move the home to a sound disk, or restore a backup there", h, err)
	case errors.Is(err, state.ErrCorrupt), errors.Is(err, guard.ErrDamaged), pebble.IsCorruptionError(err):
		return h.Damaged(err)
	}
	return err
}

// Damaged is ErrDamaged because of err, in the data, with what the operator can do about it.
func (h Dir) Damaged(err error) error {
	return fmt.Errorf("node: %w: %w; restore %s from a backup or a snapshot, or join anew by state sync; docs/operators.md, \"When something is broken\", says how",
		ErrDamaged, err, h.Data())
}
