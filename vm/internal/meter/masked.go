package meter

import "github.com/peerz-ai/peerz-chain/vm/internal/wasm"

// masked finds the comparisons that the engine may compile wrongly, and how to write them so that
// it does not.
//
// The engine turns `(x and y) compared with 0` into one instruction that sets the flags by the
// `and`, whichever side the 0 is on, and keeps the condition. On amd64 that is wrong if the 0 is
// on the left, and on arm64, where `and` clears the carry that a comparison would set, for all
// unsigned conditions (wazero 1.12.0, tryLowerBandToFlag). Equality is not affected. The 0 may be a
// local that was never set, so only constants other than 0 are known to be harmless.
//
// It does so only within a straight piece of code, where it is known what an operand is. There, an
// `or` with 0 behind the `and` hides it.
type masked struct {
	fragile []side // by instruction: which operand of a comparison is to be hidden
	stack   []origin
	locals  []origin
	set     []uint32 // the locals that are not plain
}

// side is an operand of a comparison.
type side uint8

const (
	neither side = iota
	left
	right
)

// origin is what matters of a value here.
type origin uint8

const (
	plain   origin = iota
	nonzero        // a constant other than 0
	anded          // the result of an `and`
)

// find fills fragile for a body with so many parameters and locals.
func (m *masked) find(instrs []wasm.Instr, locals uint32) {
	m.fragile = cleared(m.fragile, len(instrs))
	m.locals = cleared(m.locals, int(locals))
	m.reset()
	for k := range instrs {
		m.fragile[k] = m.step(&instrs[k])
	}
}

// reset forgets everything: a new piece of code begins.
func (m *masked) reset() {
	m.stack = m.stack[:0]
	for _, local := range m.set {
		m.locals[local] = plain
	}
	m.set = m.set[:0]
}

func (m *masked) push(o origin) { m.stack = append(m.stack, o) }

func (m *masked) pop() origin {
	if len(m.stack) == 0 {
		return plain // from a piece before
	}
	top := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return top
}

func (m *masked) step(in *wasm.Instr) side {
	switch op := in.Op; {
	case op == wasm.OpNop, op == wasm.OpBlock:
	case op <= wasm.OpCallIndirect:
		m.reset()
	case op == wasm.OpLocalGet:
		m.push(m.locals[in.Arg])
	case op == wasm.OpLocalSet, op == wasm.OpLocalTee:
		o := m.pop()
		m.locals[in.Arg], m.set = o, append(m.set, uint32(in.Arg))
		if op == wasm.OpLocalTee {
			m.push(o)
		}
	case op == wasm.OpI32Const, op == wasm.OpI64Const:
		if in.Arg == 0 {
			m.push(plain)
		} else {
			m.push(nonzero)
		}
	case op == wasm.OpDrop, op == wasm.OpGlobalSet:
		m.pop()
	case op == wasm.OpGlobalGet:
		m.push(plain)
	case op == wasm.OpSelect:
		m.pop()
		m.pop()
		m.pop()
		m.push(plain)
	default:
		return m.operator(op)
	}
	return neither
}

// operator is step for what computes.
func (m *masked) operator(op wasm.Op) (hide side) {
	info := wasm.Lookup(op)
	var top, below origin
	for i := range len(info.In) {
		if o := m.pop(); i == 0 {
			top = o
		} else {
			below = o
		}
	}
	result := plain
	switch {
	case op == wasm.OpI32And, op == wasm.OpI64And:
		result = anded
	case shifts(op) && below == anded:
		result = anded // a shift by nothing is its operand
	case orders(op) && top == anded && below == plain:
		hide = right
	case orders(op) && top == plain && below == anded:
		hide = left
	}
	for range info.Out {
		m.push(result)
	}
	return hide
}

func shifts(op wasm.Op) bool {
	return op >= wasm.OpI32Shl && op <= wasm.OpI32ShrU || op >= wasm.OpI64Shl && op <= wasm.OpI64ShrU
}

// orders tells the comparisons other than for equality.
func orders(op wasm.Op) bool {
	return op >= wasm.OpI32LtS && op <= wasm.OpI32GeU || op >= wasm.OpI64LtS && op <= wasm.OpI64GeU
}

// compare writes the comparison at k.
func (f *function) compare(k int) {
	op := f.instrs[k].Op
	t, konst, or := wasm.I32, wasm.OpI32Const, wasm.OpI32Or
	if op >= wasm.OpI64LtS {
		t, konst, or = wasm.I64, wasm.OpI64Const, wasm.OpI64Or
	}
	switch f.masks.fragile[k] {
	case right:
		f.w.Byte(byte(konst), 0, byte(or))
	case left:
		other := f.temp(t, 0)
		f.set(other)
		f.w.Byte(byte(konst), 0, byte(or))
		f.get(other)
	}
	f.w.Byte(byte(op))
}
