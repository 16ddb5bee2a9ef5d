package check

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

func (c *module) types() {
	for i, t := range c.m.Types {
		if wasm.HasFloat(t.Params) || wasm.HasFloat(t.Results) {
			c.failf(wasm.FloatType, 0, "type %d: %s", i, wasm.NoFloats)
			return
		}
	}
	for i, t := range c.m.Funcs {
		if int(t) >= len(c.m.Types) {
			c.failf(wasm.IndexOutOfRange, 0, "function %d has type %d of %d", i+len(c.m.Imports), t, len(c.m.Types))
			return
		}
	}
}

func (c *module) imports() {
	for i, im := range c.m.Imports {
		got, ok := c.m.FuncType(uint32(i))
		if !ok {
			c.failf(wasm.IndexOutOfRange, im.Offset, "import %q has type %d of %d", im.Name, im.Type, len(c.m.Types))
			continue
		}
		want, ok := c.host.Import(im.Module, im.Name)
		if !ok {
			c.failf(wasm.BadImport, im.Offset, "the host does not offer %q.%q", im.Module, im.Name)
		} else if !got.Equal(want) {
			c.failf(wasm.BadImport, im.Offset, "%q.%q has another type", im.Module, im.Name)
		}
	}
}

func (c *module) exports() {
	entries, memory := 0, false
	for _, e := range c.m.Exports {
		if !c.inRange(e) {
			c.failf(wasm.IndexOutOfRange, e.Offset, "export %q names something that is not there", e.Name)
			continue
		}
		switch {
		case e.Name == start:
			c.failf(wasm.ReservedExport, e.Offset, "_start is for commands; build a reactor")
		case e.Name == Initialize:
			c.entry(e, wasm.FuncType{})
		case e.Name == Memory && e.Kind == wasm.KindMemory:
			memory = true
		case !c.host.Bare && slices.Contains(c.host.Entries, e.Name):
			c.entry(e, wasm.FuncType{Results: []wasm.ValueType{wasm.I32}})
			entries++
		}
	}
	if c.host.Bare {
		return
	}
	if entries == 0 {
		c.failf(wasm.MissingExport, 0, "no entry point: export one of %q", c.host.Entries)
	}
	if !memory {
		c.failf(wasm.MissingExport, 0, "no exported memory named %q", Memory)
	}
}

// entry checks that an export is a defined function of this type.
func (c *module) entry(e wasm.Export, want wasm.FuncType) {
	if e.Kind != wasm.KindFunc || int(e.Index) < len(c.m.Imports) {
		c.failf(wasm.BadExport, e.Offset, "%q must be a function of the module", e.Name)
		return
	}
	if got, _ := c.m.FuncType(e.Index); !got.Equal(want) {
		c.failf(wasm.BadExport, e.Offset, "%q must take nothing and return %d values", e.Name, len(want.Results))
	}
}

func (c *module) inRange(e wasm.Export) bool {
	switch e.Kind {
	case wasm.KindFunc:
		_, ok := c.m.FuncType(e.Index)
		return ok
	case wasm.KindTable:
		return c.m.Table != nil && e.Index == 0
	case wasm.KindMemory:
		return c.m.Memory != nil && e.Index == 0
	}
	return int(e.Index) < len(c.m.Globals)
}

// segments refuses what would fail when an instance is made, so that making one never does.
func (c *module) segments() {
	for _, e := range c.m.Elements {
		if c.m.Table == nil || uint64(e.At)+uint64(len(e.Funcs)) > uint64(c.m.Table.Min) {
			c.failf(wasm.SegmentBounds, e.Offset, "elements beyond the table")
		}
		for _, f := range e.Funcs {
			if _, ok := c.m.FuncType(f); !ok {
				c.failf(wasm.IndexOutOfRange, e.Offset, "element names function %d", f)
			}
		}
	}
	for _, d := range c.m.Data {
		if d.Passive {
			continue
		}
		if c.m.Memory == nil || uint64(d.At)+uint64(len(d.Bytes)) > uint64(c.m.Memory.Min)*wasm.PageSize {
			c.failf(wasm.SegmentBounds, d.Offset, "data beyond the memory")
		}
	}
}

func (c *module) bodies() []Func {
	funcs := make([]Func, len(c.m.Code))
	b := newBody(c.m)
	work := 0
	for i := range c.m.Code {
		f, err := b.check(i)
		funcs[i] = f
		if err != nil {
			err.Function = i + len(c.m.Imports)
			c.fail(err)
		}
		work += f.Work(len(b.locals))
	}
	if most := MostWork(c.m.Size); work > most {
		c.failf(wasm.TooLarge, 0, "work to compile is %d, at most %d for this size", work, most)
	}
	return funcs
}
