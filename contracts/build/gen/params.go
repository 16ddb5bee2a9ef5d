package gen

// paramKinds are the kinds of fields that a struct of parameters may have besides lists of other such structs.
var paramKinds = map[Kind]bool{Uint: true, Amount: true, Bytes: true}

// isParam reports whether a field can be a parameter, or names the struct among others in a list.
func isParam(f Field) bool {
	if f.Type.Kind == Slice {
		elem := f.Type.Elem.Struct
		if elem == nil || !elem.Params {
			return false
		}
		_, ok := elem.nameField()
		return ok
	}
	return paramKinds[f.Type.Kind] && !f.Pointer || f.Name == "name" && f.Type.Kind == Text
}

// nameField returns the field by which elements of a list of parameters are told apart.
func (st *Struct) nameField() (Field, bool) {
	for _, f := range st.Fields {
		if f.Name == "name" && f.Type.Kind == Text {
			return f, true
		}
	}
	return Field{}, false
}

// params writes what reads and changes parameters by their names, as texts.
func (w *writer) params(st *Struct) {
	w.line("// Param returns a parameter's value as a text; false when there is none of this name.")
	w.line("//\n//go:noinline\nfunc (v *%s) Param(name string) (string, bool) {\nswitch name {", st.GoName)
	for _, f := range st.Fields {
		switch f.Type.Kind {
		case Uint:
			w.line("case %q:\nreturn sdk.U64(%s).String(), true", f.Name, convert("uint64", "v."+f.GoName, f.Type))
		case Amount:
			w.line("case %q:\nreturn %s.String(), true", f.Name, convert("sdk.Amount", "v."+f.GoName, f.Type))
		case Bytes:
			w.line("case %q:\nreturn sdk.HexText(v.%s), true", f.Name, f.GoName)
		}
	}
	w.line("}")
	w.eachNamed(st, "return v.%[1]s[i].Param(rest)")
	w.line("return \"\", false\n}\n")

	w.line("// SetParam gives a parameter another value; false when there is none of this name, or the text is no value of it.")
	w.line("//\n//go:noinline\nfunc (v *%s) SetParam(name, text string) (ok bool) {\nswitch name {", st.GoName)
	for _, f := range st.Fields {
		switch f.Type.Kind {
		case Uint:
			w.line("case %q:\nn, ok := sdk.ParseUint(text, %d)\nif ok {\nv.%s = %s\n}\nreturn ok", f.Name, f.Type.Bits, f.GoName, back("uint64", "n", f.Type))
		case Amount:
			w.line("case %q:\nn, ok := sdk.ParseAmount(text)\nif ok {\nv.%s = %s\n}\nreturn ok", f.Name, f.GoName, back("sdk.Amount", "n", f.Type))
		case Bytes:
			w.line("case %q:\nb, ok := sdk.ParseHexText(text)\nif ok {\nv.%s = b\n}\nreturn ok", f.Name, f.GoName)
		}
	}
	w.line("}")
	w.eachNamed(st, "return v.%[1]s[i].SetParam(rest, text)")
	w.line("return false\n}\n")
}

// eachNamed writes what to do with the element of a list that a name such as ELEMENT.PARAMETER means.
func (w *writer) eachNamed(st *Struct, do string) {
	for _, f := range st.Fields {
		if f.Type.Kind != Slice {
			continue
		}
		key, _ := f.Type.Elem.Struct.nameField()
		w.line("for i := range v.%s {", f.GoName)
		w.line("if rest, ok := sdk.CutName(name, v.%s[i].%s); ok {", f.GoName, key.GoName)
		w.line(do, f.GoName)
		w.line("}\n}")
	}
}
