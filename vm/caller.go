package vm

import (
	"context"
	"math"

	"github.com/tetratelabs/wazero/api"
)

// Caller is the guest as a host function sees it. It is valid during that call only.
type Caller struct {
	env    any
	gas    int64 // left; negative once it is spent
	memory api.Memory
	stop   error // why a host function ended the call
	inside bool  // a host function is running; still set if it panicked
	closed error // host functions may not be used at all, as while a module initialises
}

// callContext carries the caller to host functions. The engine passes contexts through
// unchanged, which costs neither an allocation nor a look-up.
type callContext struct {
	context.Context
	caller Caller
}

func (c *Caller) abort(err error) {
	c.stop = err
	panic(errStop)
}

// Env returns what was given to Call.
func (c *Caller) Env() any { return c.env }

// Gas returns how much is left, exactly as a count instruction by instruction would have it.
func (c *Caller) Gas() Gas { return Gas(max(c.gas, 0)) }

// Charge takes gas from the guest, before the work that it pays for (I3). If there is not enough, everything is taken and the host
// function must return the ErrOutOfGas that it gets.
func (c *Caller) Charge(g Gas) error {
	if g > math.MaxInt64 || int64(g) > c.gas {
		c.gas = -1
		return ErrOutOfGas
	}
	c.gas -= int64(g)
	return nil
}

// Read returns a view of guest memory, valid until the next guest instruction; false if any
// of it is out of bounds. A view of nothing may lie anywhere up to the end of memory.
func (c *Caller) Read(ptr, n uint64) ([]byte, bool) {
	if c.memory == nil || ptr > math.MaxUint32 || n > math.MaxUint32 {
		return nil, false
	}
	return c.memory.Read(uint32(ptr), uint32(n))
}

// Write copies b into guest memory; false, and nothing written, if it does not fit.
func (c *Caller) Write(ptr uint64, b []byte) bool {
	view, ok := c.Read(ptr, uint64(len(b)))
	copy(view, b)
	return ok
}
