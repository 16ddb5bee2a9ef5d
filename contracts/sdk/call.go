package sdk

// CallOptions qualify a call. The zero value sends nothing along and allows the callee
// all gas that is left, minus a reserve of 1/64 with which the caller can go on.
type CallOptions struct {
	Value Amount // moved from this contract to the callee, returned when it fails
	Gas   uint64 // the callee's limit; 0 = all that is left but the reserve
	Query bool   // read only: the callee's query entry runs, and can write nothing
}

// CallError says why a call had no result; whatever the callee did is undone.
type CallError struct {
	Errno Errno  // CallFailed when the callee failed; Malformed: see BadAnswer; others: it could not be started
	Fault uint32 // with CallFailed: one of the Fault constants
	Code  uint32 // with FaultAborted: the callee's abort code
}

// Call runs the execute (or query) entry of the contract at to with input, which is
// what Method encodes, and returns its output.
//
//go:noinline
func Call(to Address, input []byte, o CallOptions) ([]byte, *CallError) {
	output, errno := hostCall(to, input, o)
	return result(output, errno)
}

// CallPure runs an entry of a code by its hash, without storage, calls or ledger: this
// is how a formula is called. gas 0 means all that is left but the reserve.
//
//go:noinline
func CallPure(code Hash, entry string, input []byte, gas uint64) ([]byte, *CallError) {
	output, errno := hostCallPure(code, entry, input, gas)
	return result(output, errno)
}

func result(output []byte, errno Errno) ([]byte, *CallError) {
	if errno >= 0 {
		return output, nil
	}
	e := &CallError{Errno: errno}
	if errno == CallFailed && len(output) >= 8 {
		e.Fault, e.Code = le32(output), le32(output[4:])
	}
	return nil, e
}

// Malformed is the Errno of a call whose answer is not of the type that the interface
// says. It is the SDK's own: no host function returns it.
const Malformed Errno = -100

// BadAnswer is the error of a call with such an answer. The callee's effects stand: abort
// to undo them.
//
//go:noinline
func BadAnswer() *CallError { return &CallError{Errno: Malformed} }

// HandOn ends this call because another contract's did not succeed: with that contract's
// abort code if it aborted, so that the caller learns why from the one who knows, and with
// otherwise if it failed in another way. who names the callee in the log.
//
//go:noinline
func (e *CallError) HandOn(otherwise uint32, who string) {
	if e.Errno == CallFailed && e.Fault == FaultAborted {
		Abort(e.Code, who+" declines")
	}
	Abort(otherwise, who+" cannot be called or failed: "+FaultName(e.Fault))
}

// Method starts the input of a call of the method name; its arguments follow.
//
//go:noinline
func (e *Encoder) Method(name string) {
	e.Array(2)
	e.Text(name)
}

// Method encodes a call of the method name with args (nil: no arguments) as the input
// of an execute or query entry.
//
//go:noinline
func Method(name string, args Marshaler) []byte {
	var e Encoder
	e.Method(name)
	if args == nil {
		e.Map(0)
	} else {
		args.MarshalCBOR(&e)
	}
	return e.Bytes()
}

// Ctx is who calls, and when.
type Ctx struct {
	Self   Address // this contract
	Caller Address // the account or contract that called; zero for a system hook
	Origin Address // the account that signed the transaction; zero for a system hook

	ReadOnly bool // a query: nothing can be written
	System   bool // the chain itself calls, at an epoch boundary or the end of a block

	Value      Amount // base units that came with the call, already in Self's balance
	Height     uint64
	Time       uint64 // of this block, unix seconds
	Epoch      uint64 // counted from 0
	EpochStart uint64 // unix seconds, inclusive
	EpochEnd   uint64 // unix seconds, exclusive
	ChainID    Hash   // SHA-256 of the chain's id
}

// parseCtx reads the 152 bytes that the host writes.
//
//go:noinline
func parseCtx(b []byte) *Ctx {
	return &Ctx{
		Self: AddressOf(b[:20]), Caller: AddressOf(b[20:]), Origin: AddressOf(b[40:]),
		ReadOnly: b[60]&1 != 0, System: b[60]&2 != 0, Value: amount16(b[64:]),
		Height: le64(b[80:]), Time: le64(b[88:]), Epoch: le64(b[96:]),
		EpochStart: le64(b[104:]), EpochEnd: le64(b[112:]), ChainID: HashOf(b[120:]),
	}
}
