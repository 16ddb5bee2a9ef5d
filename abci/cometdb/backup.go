package cometdb

import "fmt"

// absentKey belongs to no name: nothing is ever stored there.
var absentKey = []byte{0}

// Backup copies the open store, as of this moment, into dir, which must not
// exist. Files that will not change are linked where the file system can.
func (s *Store) Backup(dir string) error {
	if err := s.guard.Backup(s.db, dir, absentKey); err != nil {
		return fmt.Errorf("cometdb: backup to %s: %w", dir, err)
	}
	return nil
}
