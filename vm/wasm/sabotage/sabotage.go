// Package sabotage makes bad modules out of good ones, for tests: an entry that does something else, or something first. So a test
// has the newest code of a contract with one thing wrong, and no copy of its source.
package sabotage

import (
	"encoding/binary"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Space is where the instructions below may leave up to 8 KiB: the far end of the stack of modules that TinyGo makes.
const Space = 1024

// Instructions that nobody else names.
const (
	opLoad64    wasm.Op = 0x29 // i64.load
	opStore64   wasm.Op = 0x37 // i64.store
	opLoad32    wasm.Op = 0x28 // i32.load
	opEqual64   wasm.Op = 0x51 // i64.eq
	opUnequal64 wasm.Op = 0x52 // i64.ne
	opAdd64     wasm.Op = 0x7c // i64.add
	opMul64     wasm.Op = 0x7e // i64.mul
	opAnd64     wasm.Op = 0x83 // i64.and
)

// Module is a module that is being made bad.
type Module struct {
	t testing.TB
	m *wasm.Module
}

// Of begins with good code.
func Of(t testing.TB, code []byte) *Module {
	t.Helper()
	m, fault := wasm.Decode(code)
	if fault != nil {
		t.Fatal(fault)
	}
	return &Module{t, m}
}

// Code is what it has become.
func (m *Module) Code() []byte { return m.m.Encode() }

// Instead has an entry do something else; it is added if there is none. What is done leaves a number: 0, or that of an abort.
func (m *Module) Instead(entry string, body Code) *Module {
	m.export(entry, m.add(append(body, byte(wasm.OpEnd))))
	return m
}

// First has an entry do something before what it does. Returning a number there is all it does.
func (m *Module) First(entry string, before Code) *Module {
	i := m.find(entry)
	if i < 0 {
		m.t.Fatalf("no entry %s", entry)
	}
	var w wasm.Writer
	w.Byte(before...)
	w.Op(wasm.OpCall)
	w.U32(m.m.Exports[i].Index)
	return m.Instead(entry, w.B)
}

// Without takes an entry away.
func (m *Module) Without(entry string) *Module {
	if i := m.find(entry); i >= 0 {
		m.m.Exports = slices.Delete(m.m.Exports, i, i+1)
	}
	return m
}

// Says has it say of itself what a custom section of this name has.
func (m *Module) Says(section string, bytes []byte) *Module {
	m.m.Customs = slices.DeleteFunc(m.m.Customs, func(c wasm.Custom) bool { return c.Name == section })
	m.m.Customs = append(m.m.Customs, wasm.Custom{Name: section, Bytes: bytes})
	return m
}

func (m *Module) find(entry string) int {
	return slices.IndexFunc(m.m.Exports, func(e wasm.Export) bool { return e.Name == entry && e.Kind == wasm.KindFunc })
}

func (m *Module) export(entry string, function uint32) {
	if i := m.find(entry); i >= 0 {
		m.m.Exports[i].Index = function
		return
	}
	m.m.Exports = append(m.m.Exports, wasm.Export{Name: entry, Kind: wasm.KindFunc, Index: function})
}

// add adds a function without parameters that returns a number.
func (m *Module) add(body []byte) uint32 {
	entry := wasm.FuncType{Results: []wasm.ValueType{wasm.I32}}
	kind := slices.IndexFunc(m.m.Types, entry.Equal)
	if kind < 0 {
		kind = len(m.m.Types)
		m.m.Types = append(m.m.Types, entry)
	}
	m.m.Funcs = append(m.m.Funcs, uint32(kind))
	m.m.Code = append(m.m.Code, wasm.Code{Body: body})
	return uint32(len(m.m.Imports) + len(m.m.Funcs) - 1)
}

// Code is instructions.
type Code []byte

// Do is one piece of code after the other.
func Do(parts ...Code) Code { return slices.Concat(parts...) }

func one(op wasm.Op, then func(*wasm.Writer)) Code {
	var w wasm.Writer
	w.Op(op)
	if then != nil {
		then(&w)
	}
	return w.B
}

// I32 pushes a number of 32 bits, I64 one of 64.
func I32(n int32) Code { return one(wasm.OpI32Const, func(w *wasm.Writer) { w.S64(int64(n)) }) }

// I64 pushes a number of 64 bits.
func I64(n int64) Code { return one(wasm.OpI64Const, func(w *wasm.Writer) { w.S64(n) }) }

// Op is an instruction that takes nothing but what was pushed.
func Op(op wasm.Op) Code { return one(op, nil) }

// Load64 pushes what lies at an address.
func Load64(at int32) Code {
	return Do(I32(at), one(opLoad64, func(w *wasm.Writer) { w.U32(0); w.U32(0) }))
}

// Nonzero pushes 1 when the 64 bits at an address are not 0, else 0.
func Nonzero(at int32) Code { return Do(Load64(at), I64(0), Op(opUnequal64)) }

// Load32 pushes the 32 bits at an address.
func Load32(at int32) Code {
	return Do(I32(at), one(opLoad32, func(w *wasm.Writer) { w.U32(0); w.U32(0) }))
}

// Equal pushes 1 when the eight bytes at an address are these, else 0.
func Equal(at int32, eight []byte) Code {
	return Do(Load64(at), I64(int64(binary.LittleEndian.Uint64(eight))), Op(opEqual64))
}

// Add64 is the sum.
func Add64(a Code, n int64) Code { return Do(a, I64(n), Op(opAdd64)) }

// Mul64 is the product.
func Mul64(a Code, n int64) Code { return Do(a, I64(n), Op(opMul64)) }

// And64 are the bits that both have.
func And64(a Code, n int64) Code { return Do(a, I64(n), Op(opAnd64)) }

// Store64 writes a number of 64 bits to an address.
func Store64(at int32, n Code) Code {
	return Do(I32(at), n, one(opStore64, func(w *wasm.Writer) { w.U32(0); w.U32(0) }))
}

// Bytes writes bytes, and zeros up to a multiple of eight, to an address.
func Bytes(at int32, bytes []byte) (c Code) {
	for len(bytes)%8 != 0 {
		bytes = append(slices.Clip(bytes), 0)
	}
	for i := 0; i < len(bytes); i += 8 {
		c = Do(c, Store64(at+int32(i), I64(int64(binary.LittleEndian.Uint64(bytes[i:])))))
	}
	return c
}

// If does something when a condition, a number of 32 bits, is not 0.
func If(condition, then Code) Code {
	return Do(condition, one(wasm.OpIf, func(w *wasm.Writer) { w.Byte(0x40) }), then, Op(wasm.OpEnd))
}

// While does something as long as a condition is not 0.
func While(condition, then Code) Code {
	loop := one(wasm.OpLoop, func(w *wasm.Writer) { w.Byte(0x40) })
	again := one(wasm.OpBr, func(w *wasm.Writer) { w.U32(1) })
	return Do(loop, If(condition, Do(then, again)), Op(wasm.OpEnd))
}

// Return ends the entry with a number.
func Return(n int32) Code { return Do(I32(n), Op(wasm.OpReturn)) }

// Trap traps.
func Trap() Code { return Op(wasm.OpUnreachable) }

// Host calls a host function that the module imports; the arguments come first.
func (m *Module) Host(name string, args ...Code) Code {
	i := slices.IndexFunc(m.m.Imports, func(im wasm.Import) bool { return im.Name == name })
	if i < 0 {
		m.t.Fatalf("the module does not import %s", name)
	}
	return Do(Do(args...), one(wasm.OpCall, func(w *wasm.Writer) { w.U32(uint32(i)) }))
}

// Drop calls a host function and does not look at its result.
func (m *Module) Drop(name string, args ...Code) Code {
	return Do(m.Host(name, args...), Op(wasm.OpDrop))
}
