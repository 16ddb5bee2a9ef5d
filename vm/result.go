package vm

import (
	"errors"
	"math"
)

// Gas counts deterministic work: one unit is one metered instruction of weight 1.
// It saturates and never wraps. The zero value is an empty budget, not an unlimited one.
// A budget above MaxGas counts as MaxGas.
type Gas = uint64

// MaxGas is the largest budget that a call can spend, in gas.
const MaxGas Gas = math.MaxInt64

// ErrOutOfGas is returned by Caller.Charge when the budget is spent. A host function passes
// it on, and the call ends with Kind OutOfGas.
var ErrOutOfGas = errors.New("vm: out of gas")

// Kind says how a call ended. The numbers are stable: they may be part of a receipt.
type Kind uint8

const (
	// OK: the guest returned; Value holds its first result.
	OK Kind = 0
	// OutOfGas: the budget was spent. All of it is used.
	OutOfGas Kind = 1
	// StackOverflow: the guest called too deep. All gas is used.
	StackOverflow Kind = 2
	// Trap: the guest's own fault (unreachable, division by zero, out of bounds). All gas is used.
	Trap Kind = 3
	// HostAbort: a host function returned an error, found in Err. Gas is used up to that call.
	HostAbort Kind = 4
	// NodeFault: this node failed, not the guest. The result must not enter consensus.
	NodeFault Kind = 5
)

var kindNames = [...]string{"ok", "out_of_gas", "stack_overflow", "trap", "host_abort", "node_fault"}

// String returns the kind's name in lower case, for people; consensus uses the number.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// Result is what a call did. Kind, Value and GasUsed are deterministic; Err is not part of
// consensus unless a host function made it so.
type Result struct {
	Kind    Kind
	Value   uint64 // the entry's first result; 0 if it has none or Kind is not OK
	GasUsed Gas    // never more than the budget
	Err     error  // HostAbort: the host function's error. NodeFault: this node's. Otherwise nil
}
