package vm

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Reason is one thing that is wrong with a module.
type Reason = wasm.Error

// InvalidError says that the module is refused, on every node alike.
type InvalidError struct{ Reasons []*Reason }

// Error names the first reason and counts the others.
func (e *InvalidError) Error() string {
	switch len(e.Reasons) {
	case 0:
		return "vm: module refused"
	case 1:
		return "vm: module refused: " + e.Reasons[0].Error()
	}
	return fmt.Sprintf("vm: module refused: %s (and %d more)", e.Reasons[0], len(e.Reasons)-1)
}
