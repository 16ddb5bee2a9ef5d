package pack

import (
	"bytes"
	"fmt"
)

// Section ids of the binary format.
const (
	sectionCustom    = 0
	sectionType      = 1
	sectionImport    = 2
	sectionFunction  = 3
	sectionTable     = 4
	sectionMemory    = 5
	sectionGlobal    = 6
	sectionExport    = 7
	sectionStart     = 8
	sectionElement   = 9
	sectionCode      = 10
	sectionData      = 11
	sectionDataCount = 12
)

var preamble = []byte("\x00asm\x01\x00\x00\x00")

// module is a module taken apart as far as this package rewrites it; the sections that
// stay as they are remain bytes.
type module struct {
	types    []funcType
	imports  []imported
	funcs    []function // imported ones first: the function index space
	exports  []export
	elements []element
	defined  int // functions with a body, the last ones of funcs
	start    int // function index, -1: none
	raw      map[byte][]byte
	names    map[uint32]string // of functions, from the name section
}

type funcType struct {
	raw    []byte
	floats bool
	live   bool
	index  uint32 // in the result
}

type imported struct {
	raw  []byte // module and field, both with their lengths
	kind byte   // 0: function
	desc []byte // of other kinds
	fn   int    // of kind 0: function index
}

type function struct {
	typ    uint32
	body   []byte // nil: imported
	floats bool
	live   bool
	index  uint32 // in the result
}

type export struct {
	name  string
	kind  byte
	index uint32
}

// element is a segment of function indices.
type element struct {
	head  []byte // flags, table and offset as they were
	funcs []uint32
}

// parse takes wasm apart.
func parse(wasm []byte) (*module, error) {
	if !bytes.HasPrefix(wasm, preamble) {
		return nil, fmt.Errorf("%w: not a WebAssembly 1.0 binary", ErrModule)
	}
	m := &module{raw: map[byte][]byte{}, names: map[uint32]string{}, start: -1}
	r := &reader{data: wasm[len(preamble):]}
	for len(r.data) > 0 {
		id := r.byte()
		payload := r.bytes()
		if id == sectionCustom {
			m.custom(payload)
			continue
		}
		if _, twice := m.raw[id]; twice || id > sectionDataCount {
			return nil, fmt.Errorf("%w: unexpected section %d", ErrModule, id)
		}
		m.raw[id] = payload
	}
	if err := r.done("section"); err != nil {
		return nil, err
	}
	for _, step := range []struct {
		id   byte
		name string
		read func(*reader)
	}{
		{sectionType, "type section", m.readTypes},
		{sectionImport, "import section", m.readImports},
		{sectionFunction, "function section", m.readFunctions},
		{sectionExport, "export section", m.readExports},
		{sectionStart, "start section", func(r *reader) { m.start = int(r.u32()) }},
		{sectionElement, "element section", m.readElements},
		{sectionCode, "code section", m.readCode},
	} {
		payload, ok := m.raw[step.id]
		if !ok {
			continue
		}
		r := &reader{data: payload}
		step.read(r)
		if err := r.done(step.name); err != nil {
			return nil, err
		}
		delete(m.raw, step.id)
	}
	return m, m.check()
}

// check makes sure that every function has a type and a body.
func (m *module) check() error {
	for i, f := range m.funcs {
		if f.typ >= uint32(len(m.types)) {
			return fmt.Errorf("%w: function %d has no type", ErrModule, i)
		}
		if imported := i < len(m.funcs)-m.defined; imported != (f.body == nil) {
			return fmt.Errorf("%w: function %d has no body", ErrModule, i)
		}
	}
	return nil
}

func (m *module) readTypes(r *reader) {
	for range r.count() {
		before := r.data
		if r.byte() != 0x60 {
			r.fail()
			return
		}
		t := funcType{}
		for range 2 {
			for _, v := range r.bytes() {
				t.floats = t.floats || isFloat(v)
			}
		}
		t.raw = before[:len(before)-len(r.data)]
		m.types = append(m.types, t)
	}
}

func (m *module) readImports(r *reader) {
	for range r.count() {
		before := r.data
		r.bytes()
		r.bytes()
		imp := imported{raw: before[:len(before)-len(r.data)], kind: r.byte()}
		before = r.data
		switch imp.kind {
		case 0:
			imp.fn = len(m.funcs)
			m.funcs = append(m.funcs, function{typ: r.u32()})
		case 1: // table: type, limits
			r.byte()
			r.limits()
		case 2: // memory
			r.limits()
		case 3: // global: type, mutability
			r.take(2)
		default:
			r.fail()
			return
		}
		imp.desc = before[:len(before)-len(r.data)]
		m.imports = append(m.imports, imp)
	}
}

func (r *reader) limits() {
	flags := r.byte()
	r.u32()
	if flags&1 != 0 {
		r.u32()
	}
}

func (m *module) readFunctions(r *reader) {
	m.defined = r.count()
	for range m.defined {
		m.funcs = append(m.funcs, function{typ: r.u32()})
	}
}

func (m *module) readExports(r *reader) {
	for range r.count() {
		m.exports = append(m.exports, export{string(r.bytes()), r.byte(), r.u32()})
	}
}

// readElements reads segments that list function indices (flags 0 to 3).
func (m *module) readElements(r *reader) {
	for range r.count() {
		before := r.data
		flags := r.u32()
		if flags > 3 {
			r.fail()
			return
		}
		if flags == 2 {
			r.u32() // table
		}
		if flags&1 == 0 {
			r.constant()
		}
		if flags != 0 && r.byte() != 0 { // kind: functions
			r.fail()
			return
		}
		e := element{head: before[:len(before)-len(r.data)]}
		for range r.count() {
			e.funcs = append(e.funcs, r.u32())
		}
		m.elements = append(m.elements, e)
	}
}

// constant skips a constant expression of one instruction.
func (r *reader) constant() {
	switch r.byte() {
	case 0x41, 0x42:
		r.signed()
	case 0x23:
		r.u32()
	default:
		r.fail()
	}
	if r.byte() != opEnd {
		r.fail()
	}
}

func (m *module) readCode(r *reader) {
	if r.count() != m.defined {
		r.fail()
		return
	}
	bodies := m.funcs[len(m.funcs)-m.defined:]
	for i := range bodies {
		bodies[i].body = r.bytes()
	}
}

// custom reads function names, for error messages only: mistakes in it do not matter.
func (m *module) custom(payload []byte) {
	r := &reader{data: payload}
	if string(r.bytes()) != "name" {
		return
	}
	for len(r.data) > 0 {
		id := r.byte()
		sub := &reader{data: r.bytes()}
		if id != 1 {
			continue
		}
		for range sub.count() {
			m.names[sub.u32()] = string(sub.bytes())
		}
	}
}
