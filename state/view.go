package state

// View is an immutable picture of one committed height, safe for concurrent
// use until closed.
type View struct{}

// Get returns the value of key; ok is false when there is none. The value
// belongs to the caller.
func (v *View) Get(key []byte) (value []byte, ok bool, err error) { return nil, false, errSkeleton }

// Iterate walks [start, end) in byte order, or backwards. A nil bound is open.
func (v *View) Iterate(start, end []byte, reverse bool) *Iterator { return &Iterator{} }

// Prove proves the presence or absence of key under Root.
func (v *View) Prove(key []byte) (*Proof, error) { return nil, errSkeleton }

// Height is the height pictured.
func (v *View) Height() uint64 { return 0 }

// Root is the root of the height pictured.
func (v *View) Root() [32]byte { return [32]byte{} }

// Close releases the view. Closing twice is harmless.
func (v *View) Close() {}

// Overlay is a scratch pad above the view that can never be committed. It
// lives no longer than the view.
func (v *View) Overlay() *Overlay { return &Overlay{} }
