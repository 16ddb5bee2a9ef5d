// Package invariant checks, while the program runs, what must hold whatever
// happens: the invariants of ARCHITECTURE.md (I1, I2, ...) and those of data
// structures.
//
// Checks are on in tests and on a devnet, and off on a node unless its owner
// turns them on. An assertion that fails means that the program has a bug or
// the machine is broken. It panics with a Violation: a node fault, which stops
// the node. It is never an errno, a receipt, or anything else that state, gas
// or events could depend on (I5), so that nodes with and without checks agree.
//
// What an assertion costs is paid only where checks are on:
//
//	if invariant.Enabled() {
//		invariant.Assert(len(o.journal) >= c.at, "I2", "checkpoint %d, journal of %d", c.at, len(o.journal))
//	}
//
// The package imports nothing of this module, so that every other may use it.
package invariant

import (
	"fmt"
	"sync/atomic"
	"testing"
)

// enabled is set in the processes of tests from the beginning.
var enabled atomic.Bool

func init() { enabled.Store(testing.Testing()) }

// Enabled says whether assertions are to be checked: one load from memory.
func Enabled() bool { return enabled.Load() }

// Enable turns checks on for the rest of the process. Call it before anything
// that is checked begins.
func Enable() { enabled.Store(true) }

// Violation is what a failed assertion panics with.
type Violation struct {
	Invariant string // number in ARCHITECTURE.md, or the package of a structure
	Text      string // what was found
}

// Error implements error.
func (v *Violation) Error() string { return "violated invariant " + v.Invariant + ": " + v.Text }

// Assert panics with a Violation unless ok. Call it behind Enabled.
func Assert(ok bool, invariant, format string, args ...any) {
	if !ok {
		panic(&Violation{invariant, fmt.Sprintf(format, args...)})
	}
}
