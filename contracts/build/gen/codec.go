package gen

import (
	"cmp"
	"fmt"
	"slices"
)

// codecs writes MarshalCBOR and UnmarshalCBOR of every struct.
func (w *writer) codecs(structs []*Struct) {
	for _, st := range structs {
		if st.Store {
			w.tuple(st)
			continue
		}
		fields := slices.SortedFunc(slices.Values(st.Fields), canonical)
		w.marshalMap(st, fields)
		w.unmarshalMap(st, fields)
		if st.Params {
			w.params(st)
		}
	}
}

// canonical is the order of text keys: shorter first, then bytewise.
func canonical(a, b Field) int {
	return cmp.Or(cmp.Compare(len(a.Name), len(b.Name)), cmp.Compare(a.Name, b.Name))
}

func (w *writer) marshalMap(st *Struct, fields []Field) {
	w.line("// MarshalCBOR writes v as a canonical map.")
	w.line("//\n//go:noinline\nfunc (v *%s) MarshalCBOR(e *sdk.Encoder) {", st.GoName)
	required, optional := 0, 0
	for _, f := range fields {
		if f.Optional() {
			optional++
		} else {
			required++
		}
	}
	if optional == 0 {
		w.line("e.Map(%d)", required)
	} else {
		w.line("n := %d", required)
		for _, f := range fields {
			if f.Optional() {
				w.line("if %s {\nn++\n}", f.present())
			}
		}
		w.line("e.Map(n)")
	}
	for _, f := range fields {
		if f.Optional() {
			w.line("if %s {", f.present())
		}
		w.line("e.Text(%q)", f.Name)
		w.encode(f.value(), f.Type, 0)
		if f.Optional() {
			w.line("}")
		}
	}
	w.line("}\n")
}

// value is the Go expression for the field's value, through its pointer if it is one;
// Go follows pointers to structs and arrays by itself.
func (f Field) value() string {
	switch f.Type.Kind {
	case Nested, Fixed:
		return "v." + f.GoName
	}
	if f.Pointer {
		return "*v." + f.GoName
	}
	return "v." + f.GoName
}

// present is the condition under which an optional field is written.
func (f Field) present() string {
	value := "v." + f.GoName
	if f.Pointer {
		return value + " != nil"
	}
	switch f.Type.Kind {
	case Bool:
		return "bool(" + value + ")"
	case Uint, Int:
		return value + " != 0"
	case Text:
		return value + ` != ""`
	case Amount:
		return "sdk.Amount(" + value + ") != (sdk.Amount{})"
	case Bytes, Slice:
		return "len(" + value + ") != 0"
	}
	return value + " != (" + f.Type.Go + "{})"
}

func (w *writer) unmarshalMap(st *Struct, fields []Field) {
	w.line("// UnmarshalCBOR reads what MarshalCBOR writes, and nothing else.")
	w.line("//\n//go:noinline\nfunc (v *%s) UnmarshalCBOR(d *sdk.Decoder) {", st.GoName)
	w.line("n := d.Map()")
	for _, f := range fields {
		if !f.Optional() {
			w.line("d.Need(&n, %q)", f.Name)
			w.decode(f.value(), f.Type, 0)
			continue
		}
		w.line("if d.Field(&n, %q) {", f.Name)
		if f.Pointer {
			w.line("v.%s = new(%s)", f.GoName, f.Type.Go)
		}
		w.decode(f.value(), f.Type, 0)
		w.line("}")
	}
	w.line("d.End(n)\n}\n")
}

// tuple writes the packed codecs of a record: an array of the fields in their order.
func (w *writer) tuple(st *Struct) {
	w.line("// MarshalCBOR writes v as an array of its fields.")
	w.line("//\n//go:noinline\nfunc (v *%s) MarshalCBOR(e *sdk.Encoder) {", st.GoName)
	w.line("e.Array(%d)", len(st.Fields))
	for _, f := range st.Fields {
		w.encode("v."+f.GoName, f.Type, 0)
	}
	w.line("}\n")
	w.line("// UnmarshalCBOR reads what MarshalCBOR writes, and nothing else.")
	w.line("//\n//go:noinline\nfunc (v *%s) UnmarshalCBOR(d *sdk.Decoder) {", st.GoName)
	w.line("d.Tuple(%d)", len(st.Fields))
	for _, f := range st.Fields {
		w.decode("v."+f.GoName, f.Type, 0)
	}
	w.line("}\n")
}

// encode writes the statements that encode value.
func (w *writer) encode(value string, t Type, depth int) {
	switch t.Kind {
	case Bool:
		w.line("e.Bool(%s)", convert("bool", value, t))
	case Uint:
		w.line("e.Uint(%s)", convert("uint64", value, t))
	case Int:
		w.line("e.Int(%s)", convert("int64", value, t))
	case Amount:
		w.line("e.Amount(%s)", convert("sdk.Amount", value, t))
	case Text:
		w.line("e.Text(%s)", convert("string", value, t))
	case Bytes:
		w.line("e.Blob(%s)", value)
	case Fixed:
		w.line("e.Blob(%s[:])", value)
	case Address:
		w.line("e.Address(%s)", convert("sdk.Address", value, t))
	case Hash:
		w.line("e.Hash(%s)", convert("sdk.Hash", value, t))
	case Nested:
		w.line("%s.MarshalCBOR(e)", value)
	case Slice:
		i := index(depth)
		w.line("e.Array(len(%s))", value)
		w.line("for %s := range %s {", i, value)
		w.encode(value+"["+i+"]", *t.Elem, depth+1)
		w.line("}")
	}
}

// decode writes the statements that decode into value.
func (w *writer) decode(value string, t Type, depth int) {
	switch t.Kind {
	case Bool:
		w.line("%s = %s", value, back("bool", "d.Bool()", t))
	case Uint:
		read := "d.Uint()"
		if t.Bits < 64 {
			read = fmt.Sprintf("d.UintMax(1<<%d - 1)", t.Bits)
		}
		w.line("%s = %s", value, back("uint64", read, t))
	case Int:
		w.line("%s = %s", value, back("int64", "d.Int()", t))
	case Amount:
		w.line("%s = %s", value, back("sdk.Amount", "d.Amount()", t))
	case Text:
		w.line("%s = %s", value, back("string", "d.Text()", t))
	case Bytes:
		w.line("%s = d.Blob()", value)
	case Fixed:
		w.line("d.Fixed(%s[:])", value)
	case Address:
		w.line("%s = %s", value, back("sdk.Address", "d.Address()", t))
	case Hash:
		w.line("%s = %s", value, back("sdk.Hash", "d.Hash()", t))
	case Nested:
		w.line("%s.UnmarshalCBOR(d)", value)
	case Slice:
		i := index(depth)
		w.line("%s = make(%s, d.Array())", value, t.Go)
		w.line("for %s := range %s {", i, value)
		w.decode(value+"["+i+"]", *t.Elem, depth+1)
		w.line("}")
	}
}

func index(depth int) string { return string(rune('i' + depth)) }

// convert wraps value in a conversion to the codec's type where Go needs one.
func convert(to, value string, t Type) string {
	if t.Go == to {
		return value
	}
	return to + "(" + value + ")"
}

// back wraps what the codec read in a conversion to the field's type.
func back(from, read string, t Type) string {
	if t.Go == from {
		return read
	}
	return t.Go + "(" + read + ")"
}
