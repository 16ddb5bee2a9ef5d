package vm_test

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// refFrame is one activation of a function.
type refFrame struct {
	r       *reference
	b       *refBody
	locals  []uint64
	slots   int64
	results int
	stack   []uint64
	labels  []refLabel
	pc      int
}

type refLabel struct {
	to, height, arity int
	loop              bool
}

func trap() { panic(refStop{vm.Trap}) }

func (f *refFrame) pop() uint64 {
	v := f.stack[len(f.stack)-1]
	f.stack = f.stack[:len(f.stack)-1]
	return v
}

func (f *refFrame) push(v uint64) { f.stack = append(f.stack, v) }

func (f *refFrame) push32(v uint32) { f.push(uint64(v)) }

func (f *refFrame) pushBool(b bool) {
	if b {
		f.push(1)
	} else {
		f.push(0)
	}
}

func (f *refFrame) run() uint64 {
	f.labels = []refLabel{{to: len(f.b.instrs), arity: f.results}}
	for f.pc = 0; f.pc < len(f.b.instrs); {
		in := &f.b.instrs[f.pc]
		f.r.charge(f.r.costs[in.Op])
		f.pc++
		f.step(in)
	}
	if f.results == 1 {
		return f.pop()
	}
	return 0
}

// branch goes to a label: to a loop's first instruction, or behind a block.
func (f *refFrame) branch(depth uint64) {
	l := f.labels[len(f.labels)-1-int(depth)]
	results := f.stack[len(f.stack)-l.arity:]
	f.stack = append(f.stack[:l.height], results...)
	f.labels = f.labels[:len(f.labels)-int(depth)]
	if !l.loop {
		f.labels = f.labels[:len(f.labels)-1]
	}
	f.pc = l.to
}

func (f *refFrame) enter(in *wasm.Instr) {
	arity := 0
	if in.Arg != wasm.BlockEmpty {
		arity = 1
	}
	f.labels = append(f.labels, refLabel{f.b.end[f.pc-1] + 1, len(f.stack), arity, false})
}

func (f *refFrame) step(in *wasm.Instr) {
	switch in.Op {
	case wasm.OpUnreachable:
		trap()
	case wasm.OpNop:
	case wasm.OpBlock:
		f.enter(in)
	case wasm.OpLoop:
		f.labels = append(f.labels, refLabel{f.pc, len(f.stack), 0, true})
	case wasm.OpIf:
		at := f.pc - 1
		if yes := uint32(f.pop()) != 0; yes {
			f.enter(in)
		} else if f.b.other[at] == f.b.end[at] {
			f.pc = f.b.end[at] + 1
		} else {
			f.enter(in)
			f.pc = f.b.other[at] + 1
		}
	case wasm.OpElse:
		f.branch(0)
	case wasm.OpEnd:
		f.labels = f.labels[:len(f.labels)-1]
	case wasm.OpBr:
		f.branch(in.Arg)
	case wasm.OpBrIf:
		if uint32(f.pop()) != 0 {
			f.branch(in.Arg)
		}
	case wasm.OpBrTable:
		f.branch(uint64(in.Labels[min(uint32(f.pop()), in.Aux)]))
	case wasm.OpReturn:
		f.branch(uint64(len(f.labels) - 1))
	case wasm.OpCall:
		f.call(uint32(in.Arg))
	case wasm.OpCallIndirect:
		f.indirect(in)
	default:
		f.stepPlain(in)
	}
}

func (f *refFrame) call(index uint32) {
	t, _ := f.r.m.FuncType(index)
	args := append([]uint64{}, f.stack[len(f.stack)-len(t.Params):]...)
	f.stack = f.stack[:len(f.stack)-len(t.Params)]
	v := f.r.call(index, args, f.slots)
	if len(t.Results) == 1 {
		f.push(v)
	}
}

func (f *refFrame) indirect(in *wasm.Instr) {
	slot := uint32(f.pop())
	if int(slot) >= len(f.r.table) || f.r.table[slot] < 0 {
		trap()
	}
	index := uint32(f.r.table[slot])
	if t, _ := f.r.m.FuncType(index); !t.Equal(f.r.m.Types[in.Arg]) {
		trap()
	}
	f.call(index)
}

func (f *refFrame) stepPlain(in *wasm.Instr) {
	switch in.Op {
	case wasm.OpDrop:
		f.pop()
	case wasm.OpSelect:
		c, y, x := uint32(f.pop()), f.pop(), f.pop()
		if c != 0 {
			y = x
		}
		f.push(y)
	case wasm.OpLocalGet:
		f.push(f.locals[in.Arg])
	case wasm.OpLocalSet:
		f.locals[in.Arg] = f.pop()
	case wasm.OpLocalTee:
		f.locals[in.Arg] = f.stack[len(f.stack)-1]
	case wasm.OpGlobalGet:
		f.push(f.r.globals[in.Arg])
	case wasm.OpGlobalSet:
		f.r.globals[in.Arg] = f.pop()
	case wasm.OpI32Const:
		f.push32(uint32(in.Arg))
	case wasm.OpI64Const:
		f.push(in.Arg)
	case wasm.OpMemorySize:
		f.push32(uint32(len(f.r.memory) / wasm.PageSize))
	case wasm.OpMemoryGrow:
		f.grow()
	case wasm.OpMemoryInit, wasm.OpMemoryCopy, wasm.OpMemoryFill:
		f.bulk(in)
	default:
		switch info := wasm.Lookup(in.Op); {
		case info.Imm == wasm.ImmMemory && info.Out == "":
			v := f.pop()
			f.store(in, v)
		case info.Imm == wasm.ImmMemory:
			f.load(in)
		case len(info.In) == 1:
			f.unary(in.Op, f.pop())
		case info.In == "ii":
			y, x := uint32(f.pop()), uint32(f.pop())
			f.binary32(in.Op, x, y)
		default:
			y, x := f.pop(), f.pop()
			f.binary64(in.Op, x, y)
		}
	}
}

func (f *refFrame) grow() {
	n := uint32(f.pop())
	f.r.charge(int64(n) * f.r.price["grow_page"])
	old := uint32(len(f.r.memory) / wasm.PageSize)
	if uint64(old)+uint64(n) > uint64(f.r.maxPages()) {
		f.push32(math.MaxUint32)
		return
	}
	f.r.memory = append(f.r.memory, make([]byte, n*wasm.PageSize)...)
	f.push32(old)
}

// maxPages is where memory stops to grow.
func (r *reference) maxPages() uint32 {
	switch m := r.m.Memory; {
	case m.HasMax:
		return min(m.Max, 256)
	case m.Min > 64:
		return 256
	default:
		return 64
	}
}

func (f *refFrame) bulk(in *wasm.Instr) {
	n, src, dst := uint32(f.pop()), uint32(f.pop()), uint32(f.pop())
	f.r.charge(int64(n) * f.r.price["bulk_byte"])
	from := f.r.memory
	if in.Op == wasm.OpMemoryInit {
		from = nil
		if d := f.r.m.Data[in.Aux]; d.Passive {
			from = d.Bytes
		}
	}
	if in.Op != wasm.OpMemoryFill && uint64(src)+uint64(n) > uint64(len(from)) ||
		uint64(dst)+uint64(n) > uint64(len(f.r.memory)) {
		trap()
	}
	if in.Op == wasm.OpMemoryFill {
		for i := range n {
			f.r.memory[dst+i] = byte(src)
		}
		return
	}
	copy(f.r.memory[dst:dst+n], from[src:src+n])
}

// at gives the bytes that a load or store of this width touches.
func (f *refFrame) at(in *wasm.Instr, width int) []byte {
	ea := uint64(uint32(f.pop())) + in.Arg
	if ea+uint64(width) > uint64(len(f.r.memory)) {
		trap()
	}
	return f.r.memory[ea : ea+uint64(width)]
}

func (f *refFrame) store(in *wasm.Instr, v uint64) {
	width := map[string]int{"i32.store": 4, "i64.store": 8, "i32.store8": 1, "i32.store16": 2,
		"i64.store8": 1, "i64.store16": 2, "i64.store32": 4}[wasm.Lookup(in.Op).Name]
	b := f.at(in, width)
	for i := range b {
		b[i] = byte(v >> (8 * i))
	}
}

func (f *refFrame) load(in *wasm.Instr) {
	switch wasm.Lookup(in.Op).Name {
	case "i32.load", "i64.load32_u":
		f.push32(binary.LittleEndian.Uint32(f.at(in, 4)))
	case "i64.load":
		f.push(binary.LittleEndian.Uint64(f.at(in, 8)))
	case "i32.load8_s":
		f.push32(uint32(int8(f.at(in, 1)[0])))
	case "i32.load8_u", "i64.load8_u":
		f.push32(uint32(f.at(in, 1)[0]))
	case "i32.load16_s":
		f.push32(uint32(int16(binary.LittleEndian.Uint16(f.at(in, 2)))))
	case "i32.load16_u", "i64.load16_u":
		f.push32(uint32(binary.LittleEndian.Uint16(f.at(in, 2))))
	case "i64.load8_s":
		f.push(uint64(int8(f.at(in, 1)[0])))
	case "i64.load16_s":
		f.push(uint64(int16(binary.LittleEndian.Uint16(f.at(in, 2)))))
	case "i64.load32_s":
		f.push(uint64(int32(binary.LittleEndian.Uint32(f.at(in, 4)))))
	}
}

func (f *refFrame) unary(op wasm.Op, x uint64) {
	w := uint32(x)
	switch wasm.Lookup(op).Name {
	case "i32.eqz":
		f.pushBool(w == 0)
	case "i64.eqz":
		f.pushBool(x == 0)
	case "i32.clz":
		f.push(uint64(bits.LeadingZeros32(w)))
	case "i32.ctz":
		f.push(uint64(bits.TrailingZeros32(w)))
	case "i32.popcnt":
		f.push(uint64(bits.OnesCount32(w)))
	case "i64.clz":
		f.push(uint64(bits.LeadingZeros64(x)))
	case "i64.ctz":
		f.push(uint64(bits.TrailingZeros64(x)))
	case "i64.popcnt":
		f.push(uint64(bits.OnesCount64(x)))
	case "i32.wrap_i64", "i64.extend_i32_u":
		f.push32(w)
	case "i64.extend_i32_s", "i64.extend32_s":
		f.push(uint64(int32(w)))
	case "i32.extend8_s":
		f.push32(uint32(int8(w)))
	case "i32.extend16_s":
		f.push32(uint32(int16(w)))
	case "i64.extend8_s":
		f.push(uint64(int8(w)))
	case "i64.extend16_s":
		f.push(uint64(int16(w)))
	default:
		panic("reference: " + wasm.Lookup(op).Name)
	}
}
