package wasm

func (d *decoder) types(r *reader) {
	for n := r.count(MaxTypes, "types"); n > 0; n-- {
		if r.byte() != funcForm {
			r.fail(Malformed, "not a function type")
		}
		var t FuncType
		for p := r.count(MaxParams, "parameters"); p > 0; p-- {
			t.Params = append(t.Params, r.numberType())
		}
		results := r.u32()
		if results > 1 {
			r.fail(MultiValue, "%d results, at most one", results)
		} else if results == 1 {
			t.Results = append(t.Results, r.numberType())
		}
		d.m.Types = append(d.m.Types, t)
	}
}

// funcForm begins every function type.
const funcForm = 0x60

// valueType reads the type of a global or block: an integer.
func (r *reader) valueType() ValueType {
	t := r.numberType()
	if t == F32 || t == F64 {
		r.fail(FloatType, NoFloats)
		return I32
	}
	return t
}

// numberType reads the type of a parameter, result or local. Floats are read as well: linkers
// leave functions on them that nobody calls, and to find these is not the reader's task.
func (r *reader) numberType() ValueType {
	switch t := r.byte(); t {
	case I32, I64, F32, F64:
		return t
	case 0x7b:
		r.fail(SIMD, "vector type")
	case 0x70, 0x6f:
		r.fail(ReferenceType, "reference type")
	default:
		r.fail(Malformed, "unknown type 0x%02x", t)
	}
	return I32
}

func (d *decoder) imports(r *reader) {
	for n := r.count(MaxImports, "imports"); n > 0; n-- {
		im := Import{Offset: r.offset()}
		im.Module, im.Name = r.name(), r.name()
		if kind := r.byte(); kind != KindFunc {
			r.fail(BadImport, "only functions can be imported, not kind %d", kind)
		}
		im.Type = r.u32()
		d.m.Imports = append(d.m.Imports, im)
	}
}

func (d *decoder) table(r *reader) {
	n := r.count(MaxTable, "tables")
	if n > 1 {
		r.fail(MultiTable, "%d tables, at most one", n)
	}
	if n != 1 {
		return
	}
	if t := r.byte(); t != FuncRef {
		r.fail(ReferenceType, "table of type 0x%02x", t)
	}
	d.m.Table = r.limits(MaxTable, 1<<32-1, "table elements")
}

func (d *decoder) memory(r *reader) {
	n := r.count(MaxPages, "memories")
	if n > 1 {
		r.fail(MultiMemory, "%d memories, at most one", n)
	}
	if n == 1 {
		d.m.Memory = r.limits(MaxPages, 1<<16, "memory pages")
	}
}

// limits reads a range whose minimum may be at most max and whose declared maximum is valid up
// to top; what lies above max is simply never reached.
func (r *reader) limits(max, top uint32, what string) *Range {
	flags := r.byte()
	switch {
	case flags > 7:
		r.fail(Malformed, "limits with flags %d", flags)
	case flags&4 != 0:
		r.fail(Memory64, "64-bit addresses")
	case flags&2 != 0:
		r.fail(Threads, "shared memory")
	}
	l := &Range{Min: r.u32(), HasMax: flags&1 != 0}
	if l.HasMax {
		if l.Max = r.u32(); l.Max < l.Min || l.Max > top {
			r.fail(Malformed, "%d %s, but at most %d", l.Min, what, l.Max)
		}
	}
	if l.Min > max {
		r.fail(TooLarge, "%d %s, at most %d", l.Min, what, max)
	}
	return l
}

func (d *decoder) globals(r *reader) {
	for n := r.count(MaxGlobals, "globals"); n > 0; n-- {
		g := Global{Type: r.valueType()}
		mutable := r.byte()
		if mutable > 1 {
			r.fail(Malformed, "mutability %d", mutable)
		}
		g.Mutable = mutable == 1
		g.Init = r.constant(g.Type)
		d.m.Globals = append(d.m.Globals, g)
	}
}

// constant reads an initialiser: a constant of this type and nothing else.
func (r *reader) constant(want ValueType) uint64 {
	var v uint64
	var got ValueType
	switch op := r.byte(); Op(op) {
	case OpI32Const:
		got, v = I32, uint64(uint32(r.signed(32)))
	case OpI64Const:
		got, v = I64, uint64(r.signed(64))
	default:
		r.fail(ConstExpr, "an initialiser must be a constant")
		return 0
	}
	if r.err == nil && got != want {
		r.fail(TypeMismatch, "initialiser has another type")
	}
	if Op(r.byte()) != OpEnd {
		r.fail(ConstExpr, "an initialiser must be one constant")
	}
	return v
}

func (d *decoder) exports(r *reader) {
	seen := map[string]bool{}
	for n := r.count(MaxExports, "exports"); n > 0; n-- {
		e := Export{Offset: r.offset(), Name: r.name(), Kind: r.byte(), Index: r.u32()}
		if e.Kind > KindGlobal {
			r.fail(Malformed, "export of kind %d", e.Kind)
		}
		if r.err == nil && seen[e.Name] {
			r.fail(Malformed, "two exports named %q", e.Name)
		}
		seen[e.Name] = true
		d.m.Exports = append(d.m.Exports, e)
	}
}

func (d *decoder) elements(r *reader) {
	for n := r.count(MaxElements, "element segments"); n > 0; n-- {
		e := Element{Offset: r.offset()}
		if flags := r.u32(); flags != 0 {
			r.fail(ReferenceType, "element segment of kind %d", flags)
		}
		e.At = uint32(r.constant(I32))
		for f := r.count(MaxTable, "elements"); f > 0; f-- {
			e.Funcs = append(e.Funcs, r.u32())
		}
		d.m.Elements = append(d.m.Elements, e)
	}
}

func (d *decoder) data(r *reader) {
	total := 0
	for n := r.count(MaxData, "data segments"); n > 0; n-- {
		s := Data{Offset: r.offset()}
		switch flags := r.u32(); flags {
		case 0:
			s.At = uint32(r.constant(I32))
		case 1:
			s.Passive = true
		default:
			r.fail(MultiMemory, "data segment of kind %d", flags)
		}
		size := r.count(MaxDataBytes, "data bytes")
		s.Bytes = r.take(size)
		if total += size; total > MaxDataBytes {
			r.fail(TooLarge, "more than %d data bytes", MaxDataBytes)
		}
		d.m.Data = append(d.m.Data, s)
	}
}

func (d *decoder) codes(r *reader) {
	for n := r.count(MaxFunctions, "bodies"); n > 0; n-- {
		size := r.count(MaxBody, "bytes of a body")
		b := &reader{base: r.offset()}
		b.b = r.take(size)
		c := Code{Locals: b.locals(size)}
		c.Offset = b.offset()
		c.Body = b.take(b.left())
		if b.err != nil && r.err == nil {
			b.err.Function = len(d.m.Imports) + len(d.m.Code)
			r.err, r.pos = b.err, len(r.b)
		}
		d.m.Code = append(d.m.Code, c)
	}
}

// locals reads the declared locals of a body of this size. They cost as much as instructions,
// so there may be one per two bytes of code, and a few for free.
func (r *reader) locals(size int) []ValueType {
	var locals []ValueType
	for n := r.count(MaxLocals, "groups of locals"); n > 0; n-- {
		count := r.u32()
		t := r.numberType()
		if r.err == nil && (count > MaxLocals || len(locals)+int(count) > MaxLocals) {
			r.fail(TooLarge, "more than %d locals", MaxLocals)
			return nil
		}
		for ; r.err == nil && count > 0; count-- {
			locals = append(locals, t)
		}
	}
	if len(locals) > 8+size/2 {
		r.fail(TooLarge, "%d locals in %d bytes", len(locals), size)
	}
	return locals
}
