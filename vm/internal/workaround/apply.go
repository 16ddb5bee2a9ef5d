package workaround

import (
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// Apply rewrites the module in place, for an engine that compiles for the processor arch (a
// GOARCH): what avoids a fault on one need not slow down others. It replaces bodies and adds a data
// segment; bytes that the module shares with others stay as they are. It fails only for a body
// that cannot be decoded.
func Apply(m *wasm.Module, arch string) error {
	b := &body{m: m, arch: arch, compares: newCompares()}
	for i := range m.Code {
		if err := b.rewrite(i); err != nil {
			return fmt.Errorf("workaround: %w", err)
		}
	}
	if b.dropped {
		m.Data = append(slices.Clip(m.Data), wasm.Data{Passive: true})
	}
	return nil
}

// body rewrites one body at a time; its buffers are reused.
type body struct {
	m       *wasm.Module
	arch    string
	dropped bool // some body needs an empty segment behind the module's own

	compares *compares
	instrs   []wasm.Instr
	w        wasm.Writer
	locals   uint32           // of the body as it was, parameters included
	temps    []wasm.ValueType // locals that the workarounds add
}

// rewrite copies the body at i but for the instructions that have to change.
func (b *body) rewrite(i int) error {
	code := &b.m.Code[i]
	var err *wasm.Error
	if b.instrs, err = wasm.DecodeBody(b.instrs[:0], code.Body, 0); err != nil {
		return err
	}
	b.locals = uint32(len(b.m.Types[b.m.Funcs[i]].Params) + len(code.Locals))
	b.w, b.temps = wasm.Writer{}, b.temps[:0]
	b.compares.block.Reset()
	copied := 0
	for k := range b.instrs[:len(b.instrs)-1] { // the last one is the final end
		in := &b.instrs[k]
		hide := b.compares.step(in)
		if hide == neither && !b.faulty(in) {
			continue
		}
		b.w.Byte(code.Body[copied:in.Offset]...)
		b.fix(in, hide)
		copied = int(b.instrs[k+1].Offset)
	}
	if copied == 0 {
		return nil
	}
	b.w.Byte(code.Body[copied:]...)
	code.Body, code.Locals = b.w.B, append(slices.Clip(code.Locals), b.temps...)
	return nil
}

// faulty reports whether an instruction must change whatever its operands are.
func (b *body) faulty(in *wasm.Instr) bool {
	return b.arch == "arm64" && remains(in.Op) || in.Op == wasm.OpMemoryInit && !b.m.Data[in.Aux].Passive
}

func (b *body) fix(in *wasm.Instr, hide side) {
	switch {
	case hide != neither:
		b.compare(in.Op, hide)
	case in.Op == wasm.OpMemoryInit:
		b.initialize(*in)
	default:
		b.remainder(in.Op)
	}
}

// initialize writes a memory.init that names an active segment. Such a segment is dropped once the
// instance is made, which is to say that it is empty then; but the engine still has its bytes. So
// an empty one is named instead.
func (b *body) initialize(in wasm.Instr) {
	in.Aux = uint32(len(b.m.Data))
	b.dropped = true
	b.w.Instr(&in)
}

func (b *body) local(op wasm.Op, index uint32) {
	b.w.Op(op)
	b.w.U32(index)
}

// temp gives the nth local of the workarounds' own with this type.
func (b *body) temp(t wasm.ValueType, n int) uint32 {
	for i, have := range b.temps {
		if have != t {
			continue
		}
		if n == 0 {
			return b.locals + uint32(i)
		}
		n--
	}
	b.temps = append(b.temps, t)
	return b.locals + uint32(len(b.temps)) - 1
}
