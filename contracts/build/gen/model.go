// Package gen reads the Go source of a contract and writes the code that nobody should
// write by hand: the CBOR codecs of its messages and records, the dispatch from an
// entry's input to the right function, the exported entries, and the interface that
// clients use to encode typed arguments.
//
// What to generate is said by directives, comments without a space after the slashes:
//
//	//peerz:contract NAME VERSION      package comment; optional: the folder's name, 1.0.0
//	//peerz:instantiate                function: runs once, when the contract is deployed
//	//peerz:execute NAME               function: a method that may write
//	//peerz:query NAME                 function: a method that may not
//	//peerz:migrate                    function: runs when an upgrade takes effect
//	//peerz:end_epoch, //peerz:end_block  function: the chain's own calls
//	//peerz:weights, //peerz:scores    function: the two entries of a formula
//	//peerz:message                    struct: codecs as for arguments (to call others)
//	//peerz:store                      struct: packed codecs for storage
//	//peerz:errors                     const block: abort codes, their comments explain them
//
// A function takes at most one struct and returns at most one. A field is named by its
// snake_case Go name or its tag `cbor:"name,omitempty"`, has a unit if it has a tag
// `unit:"..."`, and is optional with omitempty (the zero value is left out) or as a
// pointer (nil is left out). Only syntax is read, so that a stale generated file never
// stands in the way of its own renewal.
package gen

// Contract is what the directives of one package say.
type Contract struct {
	Package string // Go package name
	Name    string
	Version string
	Doc     string
	SDK     string // import path of the SDK
	HasMain bool   // the author wrote func main

	Funcs    []Func
	Structs  []*Struct // with codecs: messages first, then records, each in order of use
	ErrCodes []ErrCode
}

// Func is a function with a directive.
type Func struct {
	Entry  string // "execute", "query", "instantiate", ...
	Method string // name in messages; the entry's name where there is only one
	GoName string
	Doc    string
	Args   *Struct // nil: none
	Result *Struct // nil: none
}

// Struct is a struct type that gets codecs.
type Struct struct {
	GoName string
	Doc    string
	Store  bool // a packed array, for storage, instead of a map
	Fields []Field
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

// entries lists the function directives and whether a name follows.
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
