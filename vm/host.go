package vm

// ValueType is the type of a parameter or a result, in its binary encoding.
type ValueType byte

// The two value types of a contract. Floats are refused: their NaN bits differ between CPUs.
const (
	I32 ValueType = 0x7f
	I64 ValueType = 0x7e
)

// HostFunc is one function that the guest may import.
//
// Fn finds the arguments in stack[0:] and writes its result, if it has one, to stack[0];
// a 32-bit argument has its upper half zero. An error ends the guest's call: ErrOutOfGas as
// OutOfGas, any other as HostAbort. Fn must be deterministic, and may call Module.Call.
type HostFunc struct {
	Name    string      // within Host.Module
	Params  []ValueType // at most 8
	Results []ValueType // at most one
	Fn      func(c *Caller, stack []uint64) error
}

// Host is everything that a guest may import: the functions of one import module.
type Host struct {
	Module string
	Funcs  []HostFunc
}
