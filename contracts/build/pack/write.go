package pack

import "github.com/peerz-ai/peerz-chain/vm/wasm"

// numbers gives the new index of each needed function or type: their order stays.
func numbers(needed map[uint32]bool, count int) map[uint32]uint32 {
	renumbered := make(map[uint32]uint32, len(needed))
	for i := range uint32(count) {
		if needed[i] {
			renumbered[i] = uint32(len(renumbered))
		}
	}
	return renumbered
}

// module puts what is needed together, without custom sections.
func (s *selection) module() *wasm.Module {
	types := numbers(s.types, len(s.m.Types))
	funcs := numbers(s.funcs, len(s.m.Imports)+len(s.m.Funcs))
	out := *s.m // table, memory, globals and data stay as they are
	out.Types, out.Imports, out.Funcs, out.Exports, out.Elements, out.Code, out.Customs = nil, nil, nil, nil, nil, nil, nil
	for i, t := range s.m.Types {
		if s.types[uint32(i)] {
			out.Types = append(out.Types, t)
		}
	}
	for i, im := range s.m.Imports {
		if s.funcs[uint32(i)] {
			im.Type = types[im.Type]
			out.Imports = append(out.Imports, im)
		}
	}
	for d, t := range s.m.Funcs {
		if i := uint32(len(s.m.Imports) + d); s.funcs[i] {
			out.Funcs = append(out.Funcs, types[t])
			out.Code = append(out.Code, wasm.Code{Locals: s.m.Code[d].Locals, Body: body(s.bodies[i], funcs, types)})
		}
	}
	for _, e := range s.m.Exports {
		if e.Kind == wasm.KindFunc {
			e.Index = funcs[e.Index]
		}
		out.Exports = append(out.Exports, e)
	}
	for _, e := range s.m.Elements {
		renumbered := make([]uint32, len(e.Funcs))
		for k, i := range e.Funcs {
			renumbered[k] = funcs[i]
		}
		out.Elements = append(out.Elements, wasm.Element{At: e.At, Funcs: renumbered})
	}
	return &out
}

// body encodes a function with the new indices.
func body(instrs []wasm.Instr, funcs, types map[uint32]uint32) []byte {
	var w wasm.Writer
	for _, in := range instrs {
		switch in.Op {
		case wasm.OpCall:
			in.Arg = uint64(funcs[uint32(in.Arg)])
		case wasm.OpCallIndirect:
			in.Arg = uint64(types[uint32(in.Arg)])
		}
		w.Instr(&in)
	}
	return w.B
}

// nameSection holds the names of the functions that are left, by their new indices.
func (s *selection) nameSection() wasm.Custom {
	funcs := numbers(s.funcs, len(s.m.Imports)+len(s.m.Funcs))
	var items wasm.Writer
	n := uint32(0)
	for i := range uint32(len(s.m.Imports) + len(s.m.Funcs)) {
		if name := s.names[i]; s.funcs[i] && name != "" {
			n++
			items.U32(funcs[i])
			items.Name(name)
		}
	}
	var names wasm.Writer
	names.U32(n)
	names.Byte(items.B...)
	var w wasm.Writer
	const functionNames = 1
	w.Section(functionNames, names.B)
	return wasm.Custom{Name: "name", Bytes: w.B}
}
