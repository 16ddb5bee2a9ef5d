package wasm

// Encode writes the module, numbers in their shortest form, locals in groups, custom sections
// last. Decode reads the same module from it, but for offsets.
func (m *Module) Encode() []byte {
	var w Writer
	w.Byte(Magic[:]...)
	w.Section(SectionType, vector(m.Types, (*Writer).funcType))
	w.Section(SectionImport, vector(m.Imports, (*Writer).importEntry))
	w.Section(SectionFunction, vector(m.Funcs, (*Writer).U32))
	if m.Table != nil {
		w.Section(SectionTable, vector([]Range{*m.Table}, func(w *Writer, r Range) {
			w.Byte(FuncRef)
			w.limits(r)
		}))
	}
	if m.Memory != nil {
		w.Section(SectionMemory, vector([]Range{*m.Memory}, (*Writer).limits))
	}
	w.Section(SectionGlobal, vector(m.Globals, (*Writer).global))
	w.Section(SectionExport, vector(m.Exports, (*Writer).export))
	w.Section(SectionElement, vector(m.Elements, (*Writer).element))
	if m.HasCount {
		var count Writer
		count.U32(uint32(len(m.Data)))
		w.Section(SectionDataCount, count.B)
	}
	w.Section(SectionCode, vector(m.Code, (*Writer).code))
	w.Section(SectionData, vector(m.Data, (*Writer).data))
	for _, c := range m.Customs {
		var content Writer
		content.Name(c.Name)
		content.Byte(c.Bytes...)
		w.Section(SectionCustom, content.B)
	}
	return w.B
}

// vector encodes a count and the items; an empty one gives nothing, which drops the section.
func vector[T any](items []T, put func(*Writer, T)) []byte {
	if len(items) == 0 {
		return nil
	}
	var w Writer
	w.U32(uint32(len(items)))
	for _, item := range items {
		put(&w, item)
	}
	return w.B
}

func (w *Writer) funcType(t FuncType) {
	w.Byte(funcForm)
	w.Name(string(t.Params))
	w.Name(string(t.Results))
}

func (w *Writer) importEntry(im Import) {
	w.Name(im.Module)
	w.Name(im.Name)
	w.Byte(KindFunc)
	w.U32(im.Type)
}

func (w *Writer) limits(r Range) {
	w.Byte(bit(r.HasMax))
	w.U32(r.Min)
	if r.HasMax {
		w.U32(r.Max)
	}
}

func (w *Writer) global(g Global) {
	w.Byte(g.Type, bit(g.Mutable))
	if g.Type == I32 {
		w.constant(OpI32Const, int64(int32(g.Init)))
	} else {
		w.constant(OpI64Const, int64(g.Init))
	}
}

func (w *Writer) export(e Export) {
	w.Name(e.Name)
	w.Byte(e.Kind)
	w.U32(e.Index)
}

func (w *Writer) element(e Element) {
	w.Byte(0)
	w.constant(OpI32Const, int64(int32(e.At)))
	w.U32(uint32(len(e.Funcs)))
	for _, f := range e.Funcs {
		w.U32(f)
	}
}

// code writes a body behind its length. Equal locals beside each other are one group.
func (w *Writer) code(c Code) {
	var groups Writer
	n := uint32(0)
	for i := 0; i < len(c.Locals); n++ {
		j := i
		for j < len(c.Locals) && c.Locals[j] == c.Locals[i] {
			j++
		}
		groups.U32(uint32(j - i))
		groups.Byte(c.Locals[i])
		i = j
	}
	var head Writer
	head.U32(n)
	head.Byte(groups.B...)
	w.U32(uint32(len(head.B) + len(c.Body)))
	w.Byte(head.B...)
	w.Byte(c.Body...)
}

func (w *Writer) data(d Data) {
	w.Byte(bit(d.Passive))
	if !d.Passive {
		w.constant(OpI32Const, int64(int32(d.At)))
	}
	w.U32(uint32(len(d.Bytes)))
	w.Byte(d.Bytes...)
}

func (w *Writer) constant(op Op, v int64) {
	w.Op(op)
	w.S64(v)
	w.Op(OpEnd)
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// Op appends an opcode with its prefix, if it has one.
func (w *Writer) Op(op Op) {
	if op >= 0x100 {
		w.Byte(byte(op >> 8))
		w.U32(uint32(op & 0xff))
		return
	}
	w.Byte(byte(op))
}

// Instr appends an instruction, numbers in their shortest form.
func (w *Writer) Instr(in *Instr) {
	w.Op(in.Op)
	switch lookup(in.Op).Imm {
	case ImmBlock:
		w.Byte(byte(in.Arg))
	case ImmIndex:
		w.U32(uint32(in.Arg))
	case ImmTable:
		w.U32(in.Aux)
		for _, l := range in.Labels {
			w.U32(l)
		}
	case ImmIndirect:
		w.U32(uint32(in.Arg))
		w.Byte(0)
	case ImmMemory:
		w.U32(in.Aux)
		w.U32(uint32(in.Arg))
	case ImmZero:
		w.Byte(0)
	case ImmI32, ImmI64:
		w.S64(int64(in.Arg))
	case ImmInit:
		w.U32(in.Aux)
		w.Byte(0)
	case ImmCopy:
		w.Byte(0, 0)
	}
}
