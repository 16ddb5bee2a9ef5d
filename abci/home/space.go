package home

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// MinFree is the least free space on the disk of the data with which a node runs, in
// bytes. It stops in order before the disk is full: not every writer in the process
// survives a failed write as well as the stores do.
const MinFree = 32 << 20

// CheckSpace fails with ErrDiskFull when the disk of the data has less than MinFree.
func (h Dir) CheckSpace() error {
	left, ok := h.FreeSpace()
	if !ok || left >= MinFree {
		return nil
	}
	return fmt.Errorf("node: %w: %s has %d MiB left and a node needs %d; free some space and start the node again, it goes on from its last block",
		ErrDiskFull, h.Data(), left>>20, MinFree>>20)
}

// FreeSpace is the bytes left on the disk of the data. Odd file systems do not know:
// ok is false there, and writes will tell.
func (h Dir) FreeSpace() (bytes uint64, ok bool) {
	usage, err := vfs.Default.GetDiskUsage(h.Data())
	return usage.AvailBytes, err == nil
}
