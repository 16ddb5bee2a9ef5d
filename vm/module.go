package vm

// Module is compiled code, ready to be called. It is safe for concurrent use.
type Module struct{}

// Hash returns the SHA-256 of the original code.
func (m *Module) Hash() [32]byte { return [32]byte{} }

// Has reports whether the module has this entry point.
func (m *Module) Has(entry string) bool { return false }

// Section returns the contents of the first custom section with this name, or nil.
// The caller must not change it.
func (m *Module) Section(name string) []byte { return nil }

// Call runs an entry point of type () -> i32 on a clean instance. env is what Caller.Env
// returns to host functions.
func (m *Module) Call(entry string, gas Gas, env any) Result {
	return Result{Kind: NodeFault, Err: errSkeleton}
}

// CallArgs runs any exported function with integer arguments (Rules.Bare).
func (m *Module) CallArgs(entry string, args []uint64, gas Gas, env any) Result {
	return Result{Kind: NodeFault, Err: errSkeleton}
}

// Caller is the guest as a host function sees it. It is valid during that call only.
type Caller struct{ env any }

// Env returns what was given to Call.
func (c *Caller) Env() any { return c.env }

// Charge takes gas from the guest. ErrOutOfGas must be returned by the host function.
func (c *Caller) Charge(g Gas) error { return errSkeleton }

// Gas returns how much is left.
func (c *Caller) Gas() Gas { return 0 }

// Read returns a view of guest memory, valid until the next guest instruction; false if any
// of it is out of bounds.
func (c *Caller) Read(ptr, n uint64) ([]byte, bool) { return nil, false }

// Write copies b into guest memory; false, and nothing written, if it does not fit.
func (c *Caller) Write(ptr uint64, b []byte) bool { return false }
