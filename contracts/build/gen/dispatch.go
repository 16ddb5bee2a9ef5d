package gen

import "strings"

// dispatch writes one function for each entry: from its input to its output.
func (w *writer) dispatch(c *Contract) {
	for _, entry := range c.used() {
		funcs := c.of(entry)
		w.line("// peerz%s is the entry %s: input and output are CBOR.", camel(entry), entry)
		w.line("func peerz%s(input []byte) []byte {", camel(entry))
		if !entries[entry] {
			w.line("d := sdk.NewDecoder(input)")
			w.call(c, funcs[0], "nil")
			w.line("}\n")
			continue
		}
		w.line("d := sdk.NewDecoder(input)")
		w.line("d.Tuple(2)")
		w.line("switch d.Text() {")
		for _, f := range funcs {
			w.line("case %q:", f.Method)
			// A method without a result answers with the empty map.
			w.call(c, f, "sdk.NoResult()")
		}
		w.line("}")
		w.line("sdk.BadMethod(d)")
		w.line("return nil\n}\n")
	}
}

// call writes: decode the arguments, call the function, encode its result.
func (w *writer) call(c *Contract, f Func, nothing string) {
	arg := ""
	if f.Args != nil {
		w.line("var args %s", c.spell(f.Args))
		w.line("args.UnmarshalCBOR(d)")
		arg = "args"
	} else {
		w.line("d.End(d.Map())")
	}
	w.line("sdk.MustDone(d)")
	if f.Result == nil {
		w.line("%s(%s)", f.GoName, arg)
		w.line("return %s", nothing)
		return
	}
	w.line("result := %s(%s)", f.GoName, arg)
	w.line("return sdk.Marshal(&result)")
}

// camel turns end_epoch into EndEpoch.
func camel(entry string) string {
	var b strings.Builder
	for _, word := range strings.Split(entry, "_") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}
