package main

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// hostCall is a host function called again and again with the same arguments, but for the bytes of memory
// at fresh, which hold the round's number, little endian.
type hostCall struct {
	name  string
	args  []uint64
	fresh []uint32
}

// guest is a contract that does nothing but calls of host functions: at its instantiation, before the
// calls that are measured, and those. Its input is two u32: the numbers of the first round and the last.
type guest struct {
	memory  map[uint32][]byte // what lies where from the beginning
	setUp   *hostCall         // at instantiation, setUps times
	setUps  uint32
	before  *hostCall // before the measured calls, befores times
	befores uint32
	call    hostCall
	pages   uint32 // of memory; 0 for guestPages
	tail    []byte // instructions of execute instead of calls: of a callee
}

const guestPages = 32 // of 64 KiB

// module assembles the guest: imports, a memory, and the entries instantiate, execute and query.
func (g guest) module() []byte {
	funcs := abi.Functions()
	var types, imports []byte
	for i, f := range funcs {
		signature := append([]byte{0x60}, byte(len(f.Params)))
		for _, p := range f.Params {
			signature = append(signature, wasmType(p.Type))
		}
		if f.Result == 0 {
			signature = append(signature, 0)
		} else {
			signature = append(signature, 1, wasmType(f.Result))
		}
		types = append(types, signature...)
		imports = append(appendName(appendName(imports, abi.Module), f.Name), 0, byte(i))
	}
	n := byte(len(funcs))
	types = append(types, 0x60, 0, 1, 0x7f)
	instantiate, execute, query := entryOf(nil), entryOf(g.tail), entryOf(g.tail)
	if g.setUp != nil {
		instantiate = entryOf(constantLoop(*g.setUp, g.setUps))
	}
	if g.tail == nil {
		execute, query = g.body(g.before), g.body(nil)
	}
	out := []byte("\x00asm\x01\x00\x00\x00")
	out = section(out, 1, n+1, types)
	out = section(out, 2, n, imports)
	out = section(out, 3, 3, []byte{n, n, n})
	pages := binary.AppendUvarint(nil, uint64(cmp.Or(g.pages, guestPages)))
	out = section(out, 5, 1, slices.Concat([]byte{1}, pages, pages))
	exports := append(appendName(nil, "memory"), 2, 0)
	for i, name := range []string{abi.EntryInstantiate, abi.EntryExecute, abi.EntryQuery} {
		exports = append(appendName(exports, name), 0, n+byte(i))
	}
	out = section(out, 7, 4, exports)
	out = section(out, 10, 3, slices.Concat(appendSized(nil, instantiate), appendSized(nil, execute), appendSized(nil, query)))
	var data []byte
	for _, at := range sortedKeys(g.memory) {
		data = appendSized(append(constant(append(data, 0), uint64(at), false), 0x0b), g.memory[at])
	}
	return section(out, 11, byte(len(g.memory)), data)
}

// body is an entry that reads the two numbers and makes the calls between them.
func (g guest) body(before *hostCall) []byte {
	var b []byte
	if before != nil {
		b = constantLoop(*before, g.befores)
	}
	b = append(invoke(b, hostCall{name: "input_read", args: []uint64{0, 0, 8}}), 0x1a) // drop
	b = append(b, 0x41, 0, 0x28, 2, 0, 0x21, 0)                                        // local 0 = first
	b = append(round(b, g.call), 0x41, 4, 0x28, 2, 0)                                  // last
	return entryOf(append(b, 0x49, 0x0d, 0, 0x0b))                                     // i32.lt_u, br_if 0, end
}

func constantLoop(c hostCall, n uint32) []byte {
	b := []byte{0x41, 0, 0x21, 0} // local 0 = 0
	b = constant(round(b, c), uint64(n), false)
	return append(b, 0x49, 0x0d, 0, 0x0b)
}

// round begins a loop: the fresh bytes, the call, and the count.
func round(b []byte, c hostCall) []byte {
	b = append(b, 0x03, 0x40) // loop
	for _, at := range c.fresh {
		b = append(constant(b, uint64(at), false), 0x20, 0, 0x36, 0, 0) // i32.store
	}
	b = append(invoke(b, c), 0x1a)
	return append(b, 0x20, 0, 0x41, 1, 0x6a, 0x22, 0) // i++
}

func invoke(b []byte, c hostCall) []byte {
	for i, f := range abi.Functions() {
		if f.Name == c.name {
			for j, p := range f.Params {
				b = constant(b, c.args[j], p.Type.Wide())
			}
			return append(b, 0x10, byte(i))
		}
	}
	panic("no host function " + c.name)
}

func entryOf(b []byte) []byte { return append(append([]byte{1, 1, 0x7f}, b...), 0x41, 0, 0x0b) }

func wasmType(t abi.Type) byte {
	if t.Wide() {
		return 0x7e
	}
	return 0x7f
}

// constant appends i32.const or i64.const.
func constant(b []byte, v uint64, wide bool) []byte {
	n := int64(int32(v))
	op := byte(0x41)
	if wide {
		n, op = int64(v), 0x42
	}
	b = append(b, op)
	for {
		low := byte(n & 0x7f)
		n >>= 7
		if n == 0 && low&0x40 == 0 || n == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}

func appendName(b []byte, s string) []byte { return appendSized(b, []byte(s)) }

func section(out []byte, id, count byte, items []byte) []byte {
	return appendSized(append(out, id), append(binary.AppendUvarint(nil, uint64(count)), items...))
}

func sortedKeys(m map[uint32][]byte) (keys []uint32) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
