// Package gen reads the Go source of a contract, or of a contract's interface package, and
// writes the code that nobody should write by hand: the CBOR codecs of messages and
// records, the dispatch from an entry's input to the right function, the exported entries,
// the callers and clients of other programs, and the interface section of the module.
//
// What to generate is said by directives, comments without a space after the slashes:
//
//	//peerz:contract NAME VERSION      package comment; optional: the folder's name, 1.0.0
//	//peerz:implements PACKAGE         package comment of a package main: its methods are declared there
//	//peerz:instantiate                method: runs once, when the contract is deployed
//	//peerz:execute NAME               method: may write
//	//peerz:query NAME                 method: may not
//	//peerz:migrate                    method: runs when an upgrade takes effect
//	//peerz:end_epoch, //peerz:end_block  method: the chain's own calls
//	//peerz:weights, //peerz:scores    method: the two entries of a formula
//	//peerz:message                    struct: codecs as for arguments
//	//peerz:store                      struct: packed codecs for storage
//	//peerz:params                     struct: its fields are parameters, read and changed by their names
//	//peerz:errors                     const block: abort codes, their comments explain them
//	//peerz:errors_of PACKAGE          package comment: codes that the contract hands on
//
// A contract that nobody calls from Go is one package main: its functions carry the method
// directives. A contract that others call has an interface package besides, which they
// import: there a Go interface type declares the methods, and the package main has a
// function of the same name and type for each. One that is missing, or has another type,
// does not compile.
//
// A method takes at most one struct and returns at most one; end_epoch takes the SDK's
// EndEpochArgs, end_block nothing or its EndBlockArgs, and both return nothing or its HookResult. A field is named by its snake_case Go name or its tag
// `cbor:"name,omitempty"`, has a unit if it has a tag `unit:"..."`, and is optional with
// omitempty (the zero value is left out) or as a pointer (nil is left out). Its type may be
// declared in an interface package of the same module. Only syntax is read, so that a stale
// generated file never stands in the way of its own renewal.
package gen

// Contract is what the directives of one package say: of a contract (package main) or of
// a contract's interface.
type Contract struct {
	Package string // Go package name; "main" for a contract itself
	Name    string
	Version string
	Doc     string
	SDK     string            // import path of the SDK
	Imports map[string]string // import paths of interface packages by package name
	HasMain bool              // the author wrote func main

	Funcs    []Func
	Structs  []*Struct // with codecs: messages first, then records, each in order of use
	ErrCodes []ErrCode
	HandedOn []ErrCode // of other contracts, with which this one may abort as well
}

// Func is a method: a function with a directive, or one that an interface declares.
type Func struct {
	Entry  string // "execute", "query", "instantiate", ...
	Method string // name in messages; the entry's name where there is only one
	GoName string
	Doc    string
	Args   *Struct // nil: none; of a hook: hookArgs
	Result *Struct // nil: none
}

// Struct is a struct type that gets codecs.
type Struct struct {
	Package string // that declares it
	GoName  string
	Doc     string
	Store   bool // a packed array, for storage, instead of a map
	Params  bool // has Param and SetParam
	Fields  []Field
}

// Field is one field of a struct.
type Field struct {
	GoName   string
	Name     string // key in the map
	Doc      string
	Unit     string
	Pointer  bool // optional: nil is left out
	OmitZero bool // optional: the zero value is left out
	Type     Type
}

// Optional reports whether the field may be absent.
func (f Field) Optional() bool { return f.Pointer || f.OmitZero }

// Kind is how a value is encoded.
type Kind int

// The kinds of values that messages and records consist of.
const (
	Bool Kind = iota
	Uint
	Int
	Amount
	Text
	Bytes
	Fixed // a byte array of Type.Len
	Address
	Hash
	Slice
	Nested
)

// Type is a Go type that the codecs know.
type Type struct {
	Kind   Kind
	Go     string // as Go spells it, with conversions in mind: "uint64", "RoleID"
	Bits   int    // of Uint: 8, 16, 32 or 64
	Len    int    // of Fixed
	Elem   *Type  // of Slice
	Struct *Struct
}

// ErrCode is an abort code of the contract.
type ErrCode struct {
	Code uint32
	Name string // snake_case without "Err"
	Doc  string
}

// hookArgs are the SDK's arguments of the hooks, by entry. Their codecs are the SDK's own.
var hookArgs = map[string]*Struct{
	"end_epoch": {Package: "sdk", GoName: "EndEpochArgs"},
	"end_block": {Package: "sdk", GoName: "EndBlockArgs"},
}

// hookResult is the SDK's result of a hook that works in parts.
var hookResult = &Struct{Package: "sdk", GoName: "HookResult"}

// spell is how the generated code of c names a struct.
func (c *Contract) spell(st *Struct) string {
	if st.Package == c.Package {
		return st.GoName
	}
	return st.Package + "." + st.GoName
}

// entries lists the method directives and whether a name follows.
var entries = map[string]bool{
	"instantiate": false, "execute": true, "query": true, "migrate": false,
	"end_epoch": false, "end_block": false, "weights": false, "scores": false,
}

// Formula reports whether this is a pure contract of weights and scores.
func (c *Contract) Formula() bool {
	for _, f := range c.Funcs {
		if f.Entry == "weights" || f.Entry == "scores" {
			return true
		}
	}
	return false
}
