package wasm

import "slices"

// ValueType is the binary encoding of a type.
type ValueType = byte

// The value types: integers, which contracts may use; floats, which are recognised so that they
// can be refused or dropped; FuncRef only as the table's element type.
const (
	I32     ValueType = 0x7f
	I64     ValueType = 0x7e
	F32     ValueType = 0x7d
	F64     ValueType = 0x7c
	FuncRef ValueType = 0x70
)

// HasFloat reports whether there is a float among the types.
func HasFloat(types []ValueType) bool {
	return slices.Contains(types, F32) || slices.Contains(types, F64)
}

// FuncType is a signature. One that is decoded has at most one result.
type FuncType struct{ Params, Results []ValueType }

// Equal reports whether both are the same signature.
func (t FuncType) Equal(o FuncType) bool {
	return string(t.Params) == string(o.Params) && string(t.Results) == string(o.Results)
}

// Import is an imported function.
type Import struct {
	Module, Name string
	Type         uint32
	Offset       int
}

// Export names a function, table, memory or global.
type Export struct {
	Name   string
	Kind   byte // KindFunc and so on
	Index  uint32
	Offset int
}

// The kinds of things that are imported and exported.
const (
	KindFunc   byte = 0
	KindTable  byte = 1
	KindMemory byte = 2
	KindGlobal byte = 3
)

// Range is the size of a memory in pages or of a table in elements.
type Range struct {
	Min    uint32
	Max    uint32 // only if HasMax
	HasMax bool
}

// Global is a module's own variable with its constant initial value.
type Global struct {
	Type    ValueType
	Mutable bool
	Init    uint64
}

// Element is an active segment of the table.
type Element struct {
	At     uint32
	Funcs  []uint32
	Offset int
}

// Data is a segment of memory; a passive one is copied only by memory.init.
type Data struct {
	Passive bool
	At      uint32
	Bytes   []byte
	Offset  int
}

// Code is a function body: its locals one by one and its undecoded instructions.
type Code struct {
	Locals []ValueType
	Body   []byte // ends with end
	Offset int    // of Body in the module
}

// Custom is a custom section.
type Custom struct {
	Name  string
	Bytes []byte
}

// Module is a decoded module. Slices are views of the bytes given to Decode.
type Module struct {
	Size     int // bytes
	Types    []FuncType
	Imports  []Import
	Funcs    []uint32 // type index of each defined function
	Table    *Range
	Memory   *Range
	Globals  []Global
	Exports  []Export
	Elements []Element
	Data     []Data
	HasCount bool // there is a data count section
	Code     []Code
	Customs  []Custom
}

// TypeOf returns the type index of function index i, imports counted first; false if there is
// no such function or its type does not exist.
func (m *Module) TypeOf(i uint32) (t uint32, ok bool) {
	switch n := uint32(len(m.Imports)); {
	case i < n:
		t = m.Imports[i].Type
	case i-n < uint32(len(m.Funcs)):
		t = m.Funcs[i-n]
	default:
		return 0, false
	}
	return t, t < uint32(len(m.Types))
}

// FuncType returns the signature of a function as TypeOf finds it.
func (m *Module) FuncType(i uint32) (FuncType, bool) {
	t, ok := m.TypeOf(i)
	if !ok {
		return FuncType{}, false
	}
	return m.Types[t], true
}

// Custom returns the contents of the first custom section with this name, or nil.
func (m *Module) Custom(name string) []byte {
	for _, c := range m.Customs {
		if c.Name == name {
			return c.Bytes
		}
	}
	return nil
}
