package wasm

import "fmt"

// The codes of refusals. They are stable: clients and tests compare them.
const (
	Malformed       = "malformed"         // not a WebAssembly binary
	TooLarge        = "too_large"         // a limit is exceeded
	FloatOp         = "float_op"          // floats differ between CPUs
	FloatType       = "float_type"        //
	SIMD            = "simd"              //
	Threads         = "threads"           // atomics, shared memory
	TailCall        = "tail_call"         //
	Exceptions      = "exceptions"        //
	ReferenceType   = "reference_type"    // more than one table of functions
	TableOp         = "table_op"          // table.get, table.grow, ...
	DataDrop        = "data_drop"         // would leave an instance unclean
	MultiValue      = "multi_value"       // more than one result, blocks with parameters
	ConstExpr       = "const_expr"        // initialiser is not a plain constant
	Memory64        = "memory64"          //
	MultiMemory     = "multi_memory"      //
	MultiTable      = "multi_table"       //
	StartSection    = "start_section"     // would run unmetered
	UnknownOp       = "unknown_op"        //
	BadImport       = "bad_import"        // not offered, or with another type
	BadExport       = "bad_export"        // entry point with another type
	MissingExport   = "missing_export"    // memory or entry point
	ReservedExport  = "reserved_export"   // _start
	SegmentBounds   = "segment_bounds"    // data or elements beyond what is declared
	TypeMismatch    = "type_mismatch"     // the body does not type-check
	IndexOutOfRange = "index_range"       // names something that is not there
	EngineRefused   = "engine_refused"    // the engine could not compile it
	InitFailed      = "initialize_failed" // _initialize trapped, ran out of gas, called the host or left too much in memory
)

// NoFloats is the message of FloatOp and FloatType.
const NoFloats = "floats differ between CPUs"

// Error is one reason to refuse a module.
type Error struct {
	Code     string // stable, such as "float_op" or "bad_import"
	Function int    // index of the function, imports counted first; -1 if it is not about one
	Offset   int    // byte offset in the module where it was noticed
	Message  string // for people; not part of consensus
}

// Error formats the reason on one line.
func (e *Error) Error() string {
	if e.Function < 0 {
		return fmt.Sprintf("%s at byte %d: %s", e.Code, e.Offset, e.Message)
	}
	return fmt.Sprintf("%s in function %d at byte %d: %s", e.Code, e.Function, e.Offset, e.Message)
}

// Errorf makes an error that is not about a function.
func Errorf(code string, offset int, format string, args ...any) *Error {
	return &Error{Code: code, Function: -1, Offset: offset, Message: fmt.Sprintf(format, args...)}
}
