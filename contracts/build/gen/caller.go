package gen

// interfaceCode is what an interface package needs: its name, the names of its abort
// codes, the codecs, and the caller for other contracts.
func (c *Contract) interfaceCode() *writer {
	w := new(writer)
	w.line("// Name is what the chain's registry calls the contract.")
	w.line("const Name = %q\n", c.Name)
	if len(c.ErrCodes) > 0 {
		w.errorName(c)
	}
	w.codecs(c.Structs)
	if c.Formula() {
		w.pureCaller(c)
	} else {
		w.caller(c)
	}
	return c.file("", w)
}

func (w *writer) errorName(c *Contract) {
	w.line("// ErrorName returns the name of one of the abort codes, and an empty text for others.")
	w.line("func ErrorName(code uint32) string {\nswitch code {")
	for _, e := range c.ErrCodes {
		w.line("case %d:\nreturn %q", e.Code, e.Name)
	}
	w.line("}\nreturn \"\"\n}\n")
}

// caller writes a type with a method for each that other contracts may call.
func (w *writer) caller(c *Contract) {
	w.line("// Caller calls the contract from another one. A failed call has no effects.")
	w.line("type Caller struct {")
	w.line("To sdk.Address // the contract: see sdk.ContractByName")
	w.line("Gas uint64 // the callee's limit; 0: all that is left but the reserve")
	w.line("Value sdk.Amount // of a method that writes: goes along, and comes back when it fails")
	w.line("}\n")
	for _, entry := range []string{"execute", "query"} {
		for _, f := range c.of(entry) {
			options := "sdk.CallOptions{Value: c.Value, Gas: c.Gas}"
			if entry == "query" {
				options = "sdk.CallOptions{Gas: c.Gas, Query: true}"
			}
			w.doc(f)
			w.line("//\n//go:noinline")
			w.signature(c, "Caller", f)
			w.line("var e sdk.Encoder\ne.Method(%q)", f.Method)
			w.arguments(f)
			w.finish(f, "sdk.Call(c.To, e.Bytes(), "+options+")")
		}
	}
}

// pureCaller writes the same for the entries of a formula, which are called by the hash of
// the code.
func (w *writer) pureCaller(c *Contract) {
	w.line("// Code calls a code that has this interface, by its hash.")
	w.line("type Code struct {")
	w.line("Hash sdk.Hash")
	w.line("Gas uint64 // limit of a call; 0: all that is left but the reserve")
	w.line("Answer int // bytes that an answer may have: a longer one is TooLarge, and not decoded; 0: 64 KiB")
	w.line("}\n")
	for _, f := range c.Funcs {
		w.doc(f)
		w.line("//\n//go:noinline")
		w.signature(c, "Code", f)
		w.line("var e sdk.Encoder")
		w.arguments(f)
		w.line("output, err := sdk.CallPure(c.Hash, %q, e.Bytes(), c.Gas)", f.Entry)
		if f.Result == nil {
			w.line("_ = output\nreturn err\n}\n")
			continue
		}
		w.line("switch {\ncase err != nil:\ncase c.Answer > 0 && len(output) > c.Answer:")
		w.line("err = &sdk.CallError{Errno: sdk.TooLarge}")
		w.line("case !sdk.Unmarshal(output, &result):\nerr = sdk.BadAnswer()\n}")
		w.line("return result, err\n}\n")
	}
}

func (w *writer) signature(c *Contract, receiver string, f Func) {
	args, result := "", "*sdk.CallError"
	if f.Args != nil {
		args = "args *" + c.spell(f.Args)
	}
	if f.Result != nil {
		result = "(result " + c.spell(f.Result) + ", err *sdk.CallError)"
	}
	w.line("func (c %s) %s(%s) %s {", receiver, f.GoName, args, result)
}

func (w *writer) arguments(f Func) {
	if f.Args == nil {
		w.line("e.Map(0)")
	} else {
		w.line("args.MarshalCBOR(&e)")
	}
}

func (w *writer) finish(f Func, call string) {
	if f.Result == nil {
		w.line("_, err := %s\nreturn err\n}\n", call)
		return
	}
	w.line("output, err := %s", call)
	w.line("if err == nil && !sdk.Unmarshal(output, &result) {\nerr = sdk.BadAnswer()\n}")
	w.line("return result, err\n}\n")
}

// client writes a type for Go programs: queries are asked, and the others are encoded.
func (c *Contract) client() *writer {
	w := new(writer)
	w.line("// Client asks the contract, and makes calls of it, in Go programs.")
	w.line("type Client struct {\nNode sdk.Querier\n}\n")
	library := []string{}
	for _, entry := range []string{"execute", "query"} {
		for _, f := range c.of(entry) {
			if entry == "query" {
				library = []string{"context"}
				w.ask(c, f)
			} else {
				w.makeCall(c, f)
			}
		}
	}
	return c.file("//go:build !tinygo\n\n", w, library...)
}

func (w *writer) ask(c *Contract, f Func) {
	params, args, result := "ctx context.Context", "nil", "nil"
	if f.Args != nil {
		params, args = params+", args "+c.spell(f.Args), "&args"
	}
	w.doc(f)
	if f.Result == nil {
		w.line("func (c Client) %s(%s) error {\nreturn ", f.GoName, params)
	} else {
		w.line("func (c Client) %s(%s) (result %s, err error) {\nreturn result, ", f.GoName, params, c.spell(f.Result))
		result = "&result"
	}
	w.Truncate(w.Len() - 1)
	w.line("sdk.Ask(ctx, c.Node, Name, %q, %s, %s)\n}\n", f.Method, args, result)
}

func (w *writer) makeCall(c *Contract, f Func) {
	params, args, result := "", "nil", "struct{}"
	if f.Args != nil {
		params, args = "args "+c.spell(f.Args), "&args"
	}
	if f.Result != nil {
		result = c.spell(f.Result)
	}
	w.doc(f)
	w.line("func (c Client) %s(%s) sdk.MethodCall[%s] {", f.GoName, params, result)
	w.line("return sdk.MethodCall[%s]{Contract: Name, Method: %q, Input: sdk.Method(%q, %s)}\n}\n", result, f.Method, f.Method, args)
}

// doc writes what the interface says about a method.
func (w *writer) doc(f Func) {
	text := f.Doc
	if text == "" {
		text = f.GoName + " is the " + f.Entry + " " + f.Method + "."
	}
	w.line("// %s", text)
}
