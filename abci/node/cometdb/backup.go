package cometdb

import (
	"fmt"

	"github.com/cockroachdb/pebble/v2"
)

// Backup copies the open store, as of this moment, into dir, which must not
// exist. Files that will not change are linked where the file system can.
func (s *Store) Backup(dir string) error {
	err := s.guard.Do(func() error { return s.db.Checkpoint(dir, pebble.WithFlushedWAL()) })
	if err != nil {
		return fmt.Errorf("cometdb: backup to %s: %w", dir, err)
	}
	return nil
}
