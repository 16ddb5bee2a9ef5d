package pack

import "fmt"

// write puts the live parts together again.
func (m *module) write() ([]byte, error) {
	out := append([]byte(nil), preamble...)
	code, err := m.code()
	if err != nil {
		return nil, err
	}
	parts := map[byte][]byte{
		sectionType: m.typeSection(), sectionImport: m.importSection(),
		sectionFunction: m.functionSection(), sectionExport: m.exportSection(),
		sectionElement: m.elementSection(), sectionCode: code,
	}
	if m.start >= 0 && m.start < len(m.funcs) {
		parts[sectionStart] = appendU32(nil, m.funcs[m.start].index)
	}
	for id, payload := range m.raw {
		parts[id] = payload
	}
	// The data count section comes before the code: ids are not in order there.
	for _, id := range []byte{sectionType, sectionImport, sectionFunction, sectionTable, sectionMemory,
		sectionGlobal, sectionExport, sectionStart, sectionElement, sectionDataCount, sectionCode, sectionData} {
		if payload := parts[id]; len(payload) > 0 {
			out = appendSection(out, id, payload)
		}
	}
	return out, nil
}

// vector is a count and the items; an empty one is no section at all.
func vector(n int, items []byte) []byte {
	if n == 0 {
		return nil
	}
	return append(appendU32(nil, uint32(n)), items...)
}

func (m *module) typeSection() []byte {
	n, items := 0, []byte(nil)
	for _, t := range m.types {
		if t.live {
			n++
			items = append(items, t.raw...)
		}
	}
	return vector(n, items)
}

func (m *module) importSection() []byte {
	n, items := 0, []byte(nil)
	for _, imp := range m.imports {
		if imp.kind == 0 && !m.funcs[imp.fn].live {
			continue
		}
		n++
		items = append(append(items, imp.raw...), imp.kind)
		if imp.kind == 0 {
			items = appendU32(items, m.types[m.funcs[imp.fn].typ].index)
		} else {
			items = append(items, imp.desc...)
		}
	}
	return vector(n, items)
}

func (m *module) functionSection() []byte {
	n, items := 0, []byte(nil)
	for _, f := range m.funcs {
		if f.live && f.body != nil {
			n++
			items = appendU32(items, m.types[f.typ].index)
		}
	}
	return vector(n, items)
}

func (m *module) exportSection() []byte {
	var items []byte
	for _, e := range m.exports {
		items = append(appendBytes(items, []byte(e.name)), e.kind)
		if e.kind == 0 && e.index < uint32(len(m.funcs)) {
			e.index = m.funcs[e.index].index
		}
		items = appendU32(items, e.index)
	}
	return vector(len(m.exports), items)
}

// nameSection holds the names of the functions that are left, by their new numbers.
func (m *module) nameSection() []byte {
	n, items := 0, []byte(nil)
	for i, f := range m.funcs {
		if name := m.names[uint32(i)]; f.live && name != "" {
			n++
			items = appendBytes(appendU32(items, f.index), []byte(name))
		}
	}
	const functionNames = 1
	return appendBytes([]byte{functionNames}, append(appendU32(nil, uint32(n)), items...))
}

func (m *module) elementSection() []byte {
	var items []byte
	for _, e := range m.elements {
		items = append(items, e.head...)
		items = appendU32(items, uint32(len(e.funcs)))
		for _, i := range e.funcs {
			if i < uint32(len(m.funcs)) {
				i = m.funcs[i].index
			}
			items = appendU32(items, i)
		}
	}
	return vector(len(m.elements), items)
}

func (m *module) code() ([]byte, error) {
	n, items := 0, []byte(nil)
	for i, f := range m.funcs {
		if !f.live || f.body == nil {
			continue
		}
		body, err := walk(f.body,
			func(i uint32) uint32 { return m.funcs[i].index },
			func(i uint32) uint32 { return m.types[i].index }, func() {})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.funcName(i), err)
		}
		n++
		items = appendBytes(items, body)
	}
	return vector(n, items), nil
}
