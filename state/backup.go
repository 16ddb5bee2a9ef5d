package state

import "fmt"

// absentKey lies in no space: nothing is ever stored there.
var absentKey = []byte{0}

// Backup copies the running store into dir, which must not exist, as of some
// commit during the call. Files that will not change are linked where the file
// system can, so that it takes moments and little space. The copy is a store:
// Open it there, or put it in place of the original.
func (s *Store) Backup(dir string) error {
	s.writing.Lock() // a copy between two heights
	defer s.writing.Unlock()
	if s.closed.Load() {
		return ErrClosed
	}
	if err := s.guard.Backup(s.db, dir, absentKey); err != nil {
		return fmt.Errorf("state: backup to %s: %w", dir, err)
	}
	return nil
}
