package store

import "github.com/cockroachdb/pebble/v2"

// loadBatch is how many pairs Load puts into one batch.
const loadBatch = 10_000

// Load fills an empty bare Pebble with pairs, which come in key order, and flushes it: the least
// that it takes to have them in a database. Nothing is synced in between.
func Load(cfg Config, pairs []Write) error {
	db, err := pebble.Open(cfg.Dir, options(cfg))
	if err != nil {
		return err
	}
	for len(pairs) > 0 {
		n := min(loadBatch, len(pairs))
		batch := db.NewBatch()
		for _, w := range pairs[:n] {
			if err := batch.Set(w.Key, w.Value, nil); err != nil {
				return err
			}
		}
		if err := batch.Commit(pebble.NoSync); err != nil {
			return err
		}
		if err := batch.Close(); err != nil {
			return err
		}
		pairs = pairs[n:]
	}
	if err := db.Flush(); err != nil {
		return err
	}
	return db.Close()
}
