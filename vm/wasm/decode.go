package wasm

// The sections in the order in which they must appear; custom ones may stand anywhere.
const (
	SectionCustom    byte = 0
	SectionType      byte = 1
	SectionImport    byte = 2
	SectionFunction  byte = 3
	SectionTable     byte = 4
	SectionMemory    byte = 5
	SectionGlobal    byte = 6
	SectionExport    byte = 7
	SectionStart     byte = 8
	SectionElement   byte = 9
	SectionCode      byte = 10
	SectionData      byte = 11
	SectionDataCount byte = 12
	sectionTag       byte = 13
)

// Magic is how every module of version 1 begins.
var Magic = [8]byte{0, 'a', 's', 'm', 1, 0, 0, 0}

// rank gives a section's position in the order; the data count stands between elements and code.
func rank(id byte) int {
	if id == SectionDataCount {
		return 2*int(SectionElement) + 1
	}
	return 2 * int(id)
}

// Decode reads a module's sections. It stops at the first fault.
func Decode(code []byte) (*Module, *Error) {
	if len(code) > MaxCode {
		return nil, Errorf(TooLarge, 0, "%d bytes, at most %d", len(code), MaxCode)
	}
	if len(code) < len(Magic) || [8]byte(code) != Magic {
		return nil, Errorf(Malformed, 0, "not a WebAssembly module of version 1")
	}
	r := &reader{b: code, pos: len(Magic)}
	d := &decoder{m: &Module{Size: len(code)}, dataCount: -1}
	last := 0
	for r.err == nil && r.left() > 0 {
		at := r.offset()
		id := r.byte()
		size := r.u32()
		if int64(size) > int64(r.left()) {
			return nil, Errorf(Malformed, at, "section %d is longer than the module", id)
		}
		s := &reader{base: r.offset()}
		s.b = r.take(int(size))
		if id != SectionCustom {
			if rank(id) <= last {
				return nil, Errorf(Malformed, at, "section %d is out of order", id)
			}
			last = rank(id)
		}
		d.section(id, s)
		if err := s.end("section"); err != nil {
			return nil, err
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	return d.finish(len(code))
}

type decoder struct {
	m         *Module
	dataCount int // -1 if not declared
}

func (d *decoder) finish(end int) (*Module, *Error) {
	m := d.m
	if len(m.Code) != len(m.Funcs) {
		return nil, Errorf(Malformed, end, "%d functions but %d bodies", len(m.Funcs), len(m.Code))
	}
	if d.dataCount >= 0 && d.dataCount != len(m.Data) {
		return nil, Errorf(Malformed, end, "%d data segments, %d announced", len(m.Data), d.dataCount)
	}
	return m, nil
}

func (d *decoder) section(id byte, r *reader) {
	switch id {
	case SectionCustom:
		name := r.name()
		d.m.Customs = append(d.m.Customs, Custom{name, r.take(r.left())})
	case SectionType:
		d.types(r)
	case SectionImport:
		d.imports(r)
	case SectionFunction:
		for n := r.count(MaxFunctions, "functions"); n > 0; n-- {
			d.m.Funcs = append(d.m.Funcs, r.u32())
		}
	case SectionTable:
		d.table(r)
	case SectionMemory:
		d.memory(r)
	case SectionGlobal:
		d.globals(r)
	case SectionExport:
		d.exports(r)
	case SectionStart:
		r.fail(StartSection, "a start section would run code outside a call")
	case SectionElement:
		d.elements(r)
	case SectionDataCount:
		d.m.HasCount = true
		d.dataCount = int(r.u32())
	case SectionCode:
		d.codes(r)
	case SectionData:
		d.data(r)
	case sectionTag:
		r.fail(Exceptions, "exceptions are not supported")
	default:
		r.fail(Malformed, "unknown section %d", id)
	}
}
