package vm

import (
	"crypto/sha256"
	"errors"
)

// slot is a module that is compiled, refused or being compiled.
type slot struct {
	done chan struct{} // closed when m or err is set
	m    *Module
	err  error
	used uint64
}

// Compile checks, rewrites and compiles a module, and runs its `_initialize`, metered and
// without host functions. A refused module gives an *InvalidError; any other error is a fault
// of this node. It is idempotent, and concurrent calls with the same code share the work. The
// engine remembers what it has refused as well: finding out may have taken a compilation.
func (e *Engine) Compile(code []byte) (m *Module, err error) {
	hash := sha256.Sum256(code)
	e.mu.Lock()
	s, ok := e.slots[hash]
	if !ok {
		s = &slot{done: make(chan struct{})}
		e.slots[hash] = s
	}
	e.clock++
	s.used = e.clock
	e.mu.Unlock()
	if ok {
		<-s.done
		return s.m, s.err
	}
	e.loads.Add(1)
	err = errAbandoned // unless compile returns
	defer func() { e.settle(hash, s, m, err) }()
	m, err = e.compile(hash, code)
	return m, err
}

// errAbandoned is what those get who waited for a compilation that panicked.
var errAbandoned = errors.New("vm: the compilation was abandoned")

// settle ends a compilation, whatever came of it, and lets those go on who wait for it.
func (e *Engine) settle(hash [32]byte, s *slot, m *Module, err error) {
	var refused *InvalidError
	e.mu.Lock()
	if s.m, s.err = m, err; err != nil && !errors.As(err, &refused) {
		delete(e.slots, hash) // the node may do better next time
	}
	close(s.done)
	old := e.evict()
	e.mu.Unlock()
	retire(old)
}

// Get returns a module that Compile has made, if the engine still remembers it.
func (e *Engine) Get(hash [32]byte) (*Module, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, ok := e.slots[hash]
	if !ok {
		return nil, false
	}
	// timing does not matter: who gets false compiles, or waits
	select {
	case <-s.done:
		e.clock++
		s.used = e.clock
		return s.m, s.m != nil
	default:
		return nil, false
	}
}

// Hold names the modules that the engine is not to forget, whatever else it compiles: those that
// it remembers now, and others from when they are compiled. What earlier calls named and this one
// does not counts as remembered like any other. How many there may be is up to the caller.
func (e *Engine) Hold(hashes [][32]byte) {
	held := make(map[[32]byte]bool, len(hashes))
	for _, h := range hashes {
		held[h] = true
	}
	e.mu.Lock()
	e.held = held
	old := e.evict()
	e.mu.Unlock()
	retire(old)
}

// Loads returns how many modules the engine has brought into memory so far, from the disk or by
// compiling them. An engine that remembers what is called loads little.
func (e *Engine) Loads() uint64 { return e.loads.Load() }

// evict forgets the modules whose last use is oldest, if there are too many that are not held,
// and returns them without the refused ones.
func (e *Engine) evict() (old []*Module) {
	spare := 0
	for h := range e.slots { // order does not matter: it counts
		if !e.held[h] {
			spare++
		}
	}
	for ; spare > e.cfg.CacheModules; spare-- {
		hash, s := e.oldest()
		if s == nil {
			break
		}
		delete(e.slots, hash)
		if s.m != nil {
			old = append(old, s.m)
		}
	}
	return old
}

// oldest finds the slot that has not been used for longest among those that may go; nil if all
// are held or being compiled.
func (e *Engine) oldest() (hash [32]byte, oldest *slot) {
	for h, s := range e.slots { // order does not matter: used is unique
		if !e.held[h] && (s.m != nil || s.err != nil) && (oldest == nil || s.used < oldest.used) {
			hash, oldest = h, s
		}
	}
	return hash, oldest
}

// retire closes the idle instances of modules that are forgotten.
func retire(modules []*Module) {
	for _, m := range modules {
		m.drain(true)
	}
}
