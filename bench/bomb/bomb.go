// Package bomb makes modules that compilers dislike: small, valid, within the sandbox's limits,
// and shaped so that a compiler's work grows faster than their size. What the worst of them
// costs per KiB is what an attacker can make every node pay for an upload.
//
// A compiler in SSA form spends time where many values meet many control edges, so every
// shape combines many locals with one kind of edge.
package bomb

import "encoding/binary"

// Bomb is a module with a name for people.
type Bomb struct {
	Name string
	Code []byte
}

// The opcodes that the shapes are made of.
const (
	opBlock, opLoop, opIf, opEnd = 0x02, 0x03, 0x04, 0x0b
	opBrIf, opBrTable            = 0x0d, 0x0e
	opGet, opSet, opConst, opAdd = 0x20, 0x21, 0x41, 0x6a
	void, i32                    = 0x40, 0x7f
)

// All returns the bombs. Each repeats one function until a limit of the sandbox is near.
func All() []Bomb {
	return []Bomb{
		{"loops", module(28, 250, loops(128, 250))},
		{"ifs", module(15, 62, ifs(1000, 62))},
		{"many locals", module(15, 250, ifs(250, 250))},
		{"nested blocks", module(15, 250, nested(240, 250))},
		{"jump tables", module(20, 30, tables(200, 3, 30))},
	}
}

// loops puts n loops one after the other; each changes a few locals.
func loops(n, locals int) (body []byte) {
	for i := range n {
		body = append(body, opLoop, void)
		for j := range 4 {
			body = increment(body, (i*5+j)%locals)
		}
		body = get(body, i%locals)
		body = append(body, opBrIf, 0, opEnd)
	}
	return body
}

// ifs puts n conditional assignments one after the other.
func ifs(n, locals int) (body []byte) {
	for i := range n {
		body = append(get(body, i%locals), opIf, void)
		body = append(increment(body, (i*7+1)%locals), opEnd)
	}
	return body
}

// nested opens n blocks, jumps out of the innermost to each of them, and changes a local after
// each end.
func nested(n, locals int) (body []byte) {
	for range n {
		body = append(body, opBlock, void)
	}
	for i := range n {
		body = append(get(body, i%locals), opBrIf)
		body = binary.AppendUvarint(body, uint64(i))
	}
	for i := range n {
		body = increment(append(body, opEnd), (i*3)%locals)
	}
	return body
}

// tables opens blocks and jumps out of the innermost through tables with a label for each,
// many times over.
func tables(blocks, tables, locals int) (body []byte) {
	const labels = 1000
	for range blocks {
		body = append(body, opBlock, void)
	}
	for t := range tables {
		body = append(body, opBlock, void)
		body = append(get(body, t%locals), opBrTable)
		body = binary.AppendUvarint(body, labels)
		for i := range labels + 1 {
			body = binary.AppendUvarint(body, uint64(i%blocks))
		}
		body = append(body, opEnd)
		body = increment(body, (t*11)%locals)
	}
	for i := range blocks {
		body = increment(append(body, opEnd), (i*3)%locals)
	}
	return body
}

func get(body []byte, local int) []byte {
	return binary.AppendUvarint(append(body, opGet), uint64(local))
}

func increment(body []byte, local int) []byte {
	body = append(get(body, local), opConst, 1, opAdd, opSet)
	return binary.AppendUvarint(body, uint64(local))
}

// module wraps functions of type (i32) -> i32 that share one body; the first is exported as run.
func module(functions, locals int, body []byte) []byte {
	entry := binary.AppendUvarint([]byte{1}, uint64(locals)) // one run of locals
	entry = append(append(append(entry, i32), body...), opGet, 0, opEnd)
	entry = append(binary.AppendUvarint(nil, uint64(len(entry))), entry...)
	count := binary.AppendUvarint(nil, uint64(functions))
	types, codes := append([]byte{}, count...), append([]byte{}, count...)
	for range functions {
		types, codes = append(types, 0), append(codes, entry...)
	}
	code := []byte("\x00asm\x01\x00\x00\x00")
	code = section(code, 1, []byte{1, 0x60, 1, i32, 1, i32})
	code = section(code, 3, types)
	code = section(code, 7, append([]byte{1, 3}, "run\x00\x00"...))
	return section(code, 10, codes)
}

func section(code []byte, id byte, content []byte) []byte {
	code = binary.AppendUvarint(append(code, id), uint64(len(content)))
	return append(code, content...)
}
