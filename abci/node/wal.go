package node

import (
	"os"
	"path/filepath"
	"slices"
)

// trimWAL removes all but the newest finished chunk of CometBFT's consensus log.
// A start reads the log back to the last finished height only, which is in the
// open file ("wal") or, just after it was rotated, in the newest chunk
// ("wal.000" and so on). CometBFT itself would retain a gigabyte of them.
func trimWAL(dir string) error {
	chunks, err := filepath.Glob(filepath.Join(dir, "wal.*"))
	if err != nil || len(chunks) < 2 {
		return err
	}
	slices.SortFunc(chunks, func(a, b string) int { // wal.1000 comes after wal.999
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return slices.Compare([]byte(a), []byte(b))
	})
	for _, old := range chunks[:len(chunks)-1] {
		if err := os.Remove(old); err != nil {
			return err
		}
	}
	return nil
}
