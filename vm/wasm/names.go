package wasm

// maxNames bounds how many function names are read.
const maxNames = MaxFunctions + MaxImports

// FunctionNames reads the names that a compiler gave to functions, by function index, imports
// first. They mean nothing to the sandbox and nobody checks them: what is broken is left out.
func (m *Module) FunctionNames() map[uint32]string {
	names := map[uint32]string{}
	for _, x := range m.Exports {
		if _, taken := names[x.Index]; x.Kind == KindFunc && !taken {
			names[x.Index] = x.Name
		}
	}
	for i, im := range m.Imports {
		names[uint32(i)] = im.Name
	}
	r := &reader{b: m.Custom("name")}
	for r.left() > 0 {
		id := r.byte()
		sub := &reader{b: r.take(r.count(MaxCode, "bytes of names"))}
		if id != 1 { // 0 names the module, 2 its locals
			continue
		}
		for n := sub.count(maxNames, "names"); n > 0; n-- {
			index, name := sub.u32(), sub.name()
			if sub.err == nil && name != "" && int(index) < len(m.Imports)+len(m.Funcs) {
				names[index] = name
			}
		}
	}
	return names
}
