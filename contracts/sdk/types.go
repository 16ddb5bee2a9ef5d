package sdk

// Errno is the outcome of a host function: 0 is success, a negative value says what
// was wrong. An errno is an answer, not a failure: the contract decides what follows.
type Errno int32

// The errnos of ABI version 1.
const (
	OK              Errno = 0
	NotFound        Errno = -1  // no such key, code or name
	BadPointer      Errno = -2  // a range outside the guest's memory
	KeyTooLong      Errno = -3  // a key is 1 to 256 bytes
	ValueTooLong    Errno = -4  // a value is 1 byte to 64 KiB
	ReadOnly        Errno = -5  // a query may not write
	Denied          Errno = -6  // the capability is missing
	Insufficient    Errno = -7  // the balance is too small
	Overflow        Errno = -8  // the result needs more than 128 bits
	InvalidArgument Errno = -9  // outside the range that the function documents
	NoSuchContract  Errno = -10 // nothing is deployed at the address
	CallFailed      Errno = -11 // the callee failed and its effects are undone
	DepthExceeded   Errno = -12 // more than 8 calls deep
	CapExceeded     Errno = -13 // minting would pass the supply's cap or its daily rate
	NotCallable     Errno = -14 // code unknown, or uploaded too recently
	TooLarge        Errno = -15 // more than 64 KiB, or more of them than there can be
	OutflowExceeded Errno = -16 // this contract, which mints, has paid out what it may in this epoch
)

// Why a callee failed (CallError.Fault), or why the chain took new code out of service
// (ContractInfo.FailedReason): the chain's transaction codes.
const (
	FaultEntryMissing  uint32 = 16 // new code lacks an entry of the old one
	FaultOutOfGas      uint32 = 20
	FaultTrap          uint32 = 21
	FaultStackOverflow uint32 = 22
	FaultAborted       uint32 = 23 // CallError.Code is the contract's own code
	FaultDenied        uint32 = 24
	FaultEventLimit    uint32 = 25 // more events than a transaction or hook may have
	FaultGroupFailed   uint32 = 33 // another upgrade of the same group failed
	FaultRescued       uint32 = 34 // the owners of stake have put another code in its place
	FaultNotVerified   uint32 = 36 // of a dry run: a contribution that attestors found is not verified
	FaultNotPaid       uint32 = 37 // or what is verified is not paid
	FaultNotCounted    uint32 = 38 // or what passes is not carried out, or what does not is
	FaultBadAnswer     uint32 = 39 // or an answer is not what the interface says
	FaultInvariant     uint32 = 40 // or a contract says that its books do not hold
	FaultMethodMissing uint32 = 41 // new code lacks a method of the old one
)

// FaultName names a fault for people, and returns an empty text for other numbers.
func FaultName(fault uint32) string {
	switch fault {
	case FaultEntryMissing:
		return "an entry of the old code is missing"
	case FaultOutOfGas:
		return "out of gas"
	case FaultTrap:
		return "trap"
	case FaultStackOverflow:
		return "stack overflow"
	case FaultAborted:
		return "aborted"
	case FaultDenied:
		return "denied"
	case FaultEventLimit:
		return "too many events"
	case FaultGroupFailed:
		return "another upgrade of the proposal failed"
	case FaultRescued:
		return "replaced by a rescue"
	case FaultNotVerified:
		return "nothing is verified"
	case FaultNotPaid:
		return "nobody is paid"
	case FaultNotCounted:
		return "votes are not counted"
	case FaultBadAnswer:
		return "an answer is not what others expect"
	case FaultInvariant:
		return "an invariant does not hold"
	case FaultMethodMissing:
		return "a method of the old code is missing"
	}
	return ""
}

// Abort codes that the SDK itself uses. A contract's own codes are 1 to 64999.
const (
	ErrOverflow uint32 = 65001 // a sum needs more than 128 bits, or a difference is negative
	ErrInput    uint32 = 65002 // the input is not the canonical CBOR of the arguments
	ErrMethod   uint32 = 65003 // the contract has no method of this name
	ErrState    uint32 = 65004 // a stored record cannot be decoded
	ErrReadOnly uint32 = 65005 // a query tried to write
	ErrHost     uint32 = 65006 // the host refused a key, a value or an event: a bug in the contract
)
