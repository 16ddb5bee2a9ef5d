package state

// Overlay journals writes above a committed version. It belongs to one
// goroutine. Nothing reaches the disk before Store.Commit.
type Overlay struct{}

// Checkpoint names a moment in an overlay's journal.
type Checkpoint struct{ at int }

// Get returns the value of key as this overlay sees it.
func (o *Overlay) Get(key []byte) (value []byte, ok bool, err error) { return nil, false, errSkeleton }

// Set writes a pair. It copies both, and refuses empty or oversized ones
// (ErrKeySize, ErrValueSize).
func (o *Overlay) Set(key, value []byte) error { return errSkeleton }

// Delete removes key; removing an absent key is no error.
func (o *Overlay) Delete(key []byte) error { return errSkeleton }

// Iterate walks [start, end) in byte order, or backwards, own writes included.
func (o *Overlay) Iterate(start, end []byte, reverse bool) *Iterator { return &Iterator{} }

// Checkpoint marks the present moment.
func (o *Overlay) Checkpoint() Checkpoint { return Checkpoint{} }

// Revert undoes every write since c, at a cost that grows with those writes.
func (o *Overlay) Revert(c Checkpoint) {}

// Root is the root that a commit of this overlay would have.
func (o *Overlay) Root() ([32]byte, error) { return [32]byte{}, errSkeleton }
