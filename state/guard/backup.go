package guard

import (
	"errors"

	"github.com/cockroachdb/pebble/v2"
)

// Backup copies an open database, as of some moment during the call, into dir,
// which must not exist. absent is a key that the database never has.
//
// Pebble copies its manifest as far as it has written it since it was opened. When
// it has not yet, which the right crash before makes possible, that is an empty
// file, and a copy that does not open. A flush makes it write, if there is anything
// to flush.
func (g *Guard) Backup(db *pebble.DB, dir string, absent []byte) error {
	return g.Do(func() error {
		if err := errors.Join(db.Delete(absent, pebble.NoSync), db.Flush()); err != nil {
			return err
		}
		return db.Checkpoint(dir, pebble.WithFlushedWAL())
	})
}
