package abi

import "fmt"

// Errno is the negative result of a host function: the guest's own mistake or an answer it
// must handle, such as "not found". It never ends the call. Results >= 0 are success. The
// values are consensus: they never change their meaning within one ABI version.
type Errno int32

// The errnos of ABI version 1.
const (
	OK                 Errno = 0
	ErrNotFound        Errno = -1  // no such key, code or name
	ErrBadPointer      Errno = -2  // a range outside the guest's memory
	ErrKeyTooLong      Errno = -3  // key empty or longer than MaxKey
	ErrValueTooLong    Errno = -4  // value longer than MaxValue
	ErrReadOnly        Errno = -5  // a write inside a query
	ErrDenied          Errno = -6  // the capability is missing, or not available in a pure call
	ErrInsufficient    Errno = -7  // balance too small
	ErrOverflow        Errno = -8  // result does not fit 128 bits, or division by zero
	ErrInvalidArgument Errno = -9  // an argument outside its range
	ErrNoSuchContract  Errno = -10 // no contract at that address
	ErrCallFailed      Errno = -11 // the callee failed: its effects are undone
	ErrDepthExceeded   Errno = -12 // more than MaxDepth nested calls
	ErrCapExceeded     Errno = -13 // mint beyond the cap or its rate
	ErrNotCallable     Errno = -14 // the code is missing, lacks the entry or is not yet callable
	ErrTooLarge        Errno = -15 // input, output or list larger than its limit
	ErrOutflowExceeded Errno = -16 // a contract that mints has paid out what it may in this epoch
)

var errnoNames = map[Errno]string{
	OK: "ok", ErrNotFound: "not_found", ErrBadPointer: "bad_pointer", ErrKeyTooLong: "key_too_long",
	ErrValueTooLong: "value_too_long", ErrReadOnly: "read_only", ErrDenied: "denied",
	ErrInsufficient: "insufficient", ErrOverflow: "overflow", ErrInvalidArgument: "invalid_argument",
	ErrNoSuchContract: "no_such_contract", ErrCallFailed: "call_failed", ErrDepthExceeded: "depth_exceeded",
	ErrCapExceeded: "cap_exceeded", ErrNotCallable: "not_callable", ErrTooLarge: "too_large",
	ErrOutflowExceeded: "outflow_exceeded",
}

// String returns the stable lower-case name, or "errno(n)" for a value of no meaning.
func (e Errno) String() string {
	if s, ok := errnoNames[e]; ok {
		return s
	}
	return fmt.Sprintf("errno(%d)", int32(e))
}
