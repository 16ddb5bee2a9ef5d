package vm

import "fmt"

// Code is a stable name for why a module was refused, such as "float_op" or "bad_import".
type Code string

// Reason is one thing that is wrong with a module.
type Reason struct {
	Code     Code
	Function int    // index of the function, imports counted first; -1 if it is not about one
	Offset   int    // byte offset in the module where it was noticed
	Message  string // for people; not part of consensus
}

// String formats the reason on one line.
func (r Reason) String() string {
	if r.Function < 0 {
		return fmt.Sprintf("%s at byte %d: %s", r.Code, r.Offset, r.Message)
	}
	return fmt.Sprintf("%s in function %d at byte %d: %s", r.Code, r.Function, r.Offset, r.Message)
}

// InvalidError says that the module is refused, on every node alike.
type InvalidError struct{ Reasons []Reason }

// Error names the first reason and counts the others.
func (e *InvalidError) Error() string {
	switch len(e.Reasons) {
	case 0:
		return "vm: module refused"
	case 1:
		return "vm: module refused: " + e.Reasons[0].String()
	}
	return fmt.Sprintf("vm: module refused: %s (and %d more)", e.Reasons[0], len(e.Reasons)-1)
}
