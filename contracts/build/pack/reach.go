package pack

import "fmt"

// reach marks what the kept exports can reach: functions by export, start, table and
// call, types by function and indirect call.
func (m *module) reach() error {
	var queue []uint32
	mark := func(i uint32) {
		if i < uint32(len(m.funcs)) && !m.funcs[i].live {
			m.funcs[i].live = true
			queue = append(queue, i)
		}
	}
	for _, e := range m.exports {
		if e.kind == 0 {
			mark(e.index)
		}
	}
	if m.start >= 0 {
		mark(uint32(m.start))
	}
	for _, e := range m.elements {
		for _, i := range e.funcs {
			mark(i)
		}
	}
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if err := m.scan(&m.funcs[i], mark); err != nil {
			return fmt.Errorf("%s: %w", m.funcName(int(i)), err)
		}
	}
	m.number()
	return nil
}

// scan marks what one function uses.
func (m *module) scan(f *function, mark func(uint32)) error {
	m.types[f.typ].live = true
	if f.body == nil {
		return nil
	}
	inRange := true
	_, err := walk(f.body,
		func(i uint32) uint32 {
			inRange = inRange && i < uint32(len(m.funcs))
			mark(i)
			return i
		},
		func(i uint32) uint32 {
			if inRange = inRange && i < uint32(len(m.types)); inRange {
				m.types[i].live = true
			}
			return i
		},
		func() { f.floats = true })
	if err == nil && !inRange {
		err = fmt.Errorf("%w: index out of range", ErrModule)
	}
	return err
}

// number gives what is live its index in the result.
func (m *module) number() {
	n := uint32(0)
	for i := range m.types {
		if m.types[i].live {
			m.types[i].index = n
			n++
		}
	}
	n = 0
	for i := range m.funcs {
		if m.funcs[i].live {
			m.funcs[i].index = n
			n++
		}
	}
}
