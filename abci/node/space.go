package node

import (
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
)

// A node stops in order before the disk is full: not every writer in the process
// survives a failed write as well as the stores do.
const (
	minFree   = 32 << 20 // bytes
	lookEvery = 2 * time.Second
)

// spare is what a snapshot beside blocks leaves them, in bytes: it must end before
// the node has to.
const spare = 2 * minFree

// room fails with ErrDiskFull when the disk of the data has less than minFree.
func room(h Home) error {
	left, ok := free(h)
	if !ok || left >= minFree {
		return nil
	}
	return fmt.Errorf("node: %w: %s has %d MiB left and a node needs %d; make room and start the node again, it goes on from its last block",
		ErrDiskFull, h.Data(), left>>20, minFree>>20)
}

// free is the bytes left on the disk of the data. Odd file systems do not know:
// there, writes will tell.
func free(h Home) (bytes uint64, ok bool) {
	usage, err := vfs.Default.GetDiskUsage(h.Data())
	return usage.AvailBytes, err == nil
}

// watchSpace ends the node when the disk gets full.
func (n *Node) watchSpace() {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-n.stopping:
			return
		case <-tick.C:
			if err := room(n.home); err != nil {
				n.fail(err)
				return
			}
		}
	}
}
