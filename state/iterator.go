package state

// Iterator walks pairs in key order: for it.Next() { it.Key(), it.Value() },
// then it.Err(), and always it.Close().
type Iterator struct{}

// Next moves to the next pair and says whether there is one.
func (it *Iterator) Next() bool { return false }

// Key is the current key, valid until the next call of Next or Close.
func (it *Iterator) Key() []byte { return nil }

// Value is the current value, valid until the next call of Next or Close.
func (it *Iterator) Value() []byte { return nil }

// Err is the failure that ended the walk, if any.
func (it *Iterator) Err() error { return errSkeleton }

// Close releases the iterator.
func (it *Iterator) Close() error { return nil }
