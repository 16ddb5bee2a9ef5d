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
func (e *Engine) Compile(code []byte) (*Module, error) {
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
	m, err := e.compile(hash, code)
	var refused *InvalidError
	e.mu.Lock()
	if s.m, s.err = m, err; err != nil && !errors.As(err, &refused) {
		delete(e.slots, hash) // the node may do better next time
	}
	close(s.done)
	old := e.evict()
	e.mu.Unlock()
	if old != nil {
		old.retire()
	}
	return m, err
}

// Get returns a module that Compile has made, if the engine still remembers it.
func (e *Engine) Get(hash [32]byte) (*Module, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s, ok := e.slots[hash]
	if !ok {
		return nil, false
	}
	select {
	case <-s.done:
		e.clock++
		s.used = e.clock
		return s.m, s.m != nil
	default:
		return nil, false
	}
}

// evict forgets the module whose last use is oldest, if there are too many, and returns it unless
// it is a refused one.
func (e *Engine) evict() *Module {
	if len(e.slots) <= e.cfg.CacheModules {
		return nil
	}
	var hash [32]byte
	var oldest *slot
	for h, s := range e.slots { // order does not matter: used is unique
		if (s.m != nil || s.err != nil) && (oldest == nil || s.used < oldest.used) {
			hash, oldest = h, s
		}
	}
	if oldest == nil {
		return nil
	}
	delete(e.slots, hash)
	return oldest.m
}
