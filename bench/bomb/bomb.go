// Package bomb makes modules that compilers dislike: small, valid, within the sandbox's limits,
// and shaped so that a compiler's work grows faster than their size. What the worst of them
// costs per KiB is what an attacker can make every node pay for an upload.
//
// A compiler in SSA form spends time where many values meet many control edges, so most shapes
// combine many locals with one kind of edge; the others are what the rewriter makes most of.
package bomb

import (
	"encoding/binary"

	"github.com/peerz-ai/peerz-chain/vm"
)

// Bomb is a module with a name for people.
type Bomb struct {
	Name string
	Code []byte
}

// The opcodes that the shapes are made of.
const (
	opBlock, opLoop, opIf, opEnd = 0x02, 0x03, 0x04, 0x0b
	opBrIf, opBrTable            = 0x0d, 0x0e
	opGet, opSet, opTee          = 0x20, 0x21, 0x22
	opConst, opAdd, opRem        = 0x41, 0x6a, 0x6f
	opDrop, opLoad, opBulk       = 0x1a, 0x28, 0xfc
	void, i32                    = 0x40, 0x7f
)

// shape is a way of being slow: n pieces over so many locals.
type shape struct {
	name   string
	n      int // to start from
	locals int
	body   func(n, locals int) []byte
}

var shapes = []shape{
	{"loops", 128, 250, loops},
	{"ifs, few locals", 3000, 30, ifs},
	{"ifs, many locals", 1000, 250, ifs},
	{"nested blocks", 240, 250, nested},
	{"jump tables", 240, 30, tables},
	{"counted loops", 128, 16, counted},
	{"remainders", 128, 8, remainders},
	{"fills", 480, 8, fills},
	{"loads", 16000, 8, loads},
}

// Names of the bombs, in order.
func Names() (names []string) {
	for _, s := range shapes {
		names = append(names, s.name)
	}
	return names
}

// functions is how often a bomb repeats its one function: enough that what every module costs
// does not hide what these cost.
const functions = 24

// All returns the bombs: of each shape the size with most work, which is the sandbox's own
// estimate of a compiler's effort, 0 if it refuses the code. It leaves out a shape that is
// refused at every size.
func All(work func(code []byte) int) (bombs []Bomb) {
	for _, s := range shapes {
		var best []byte
		most := 0
		for locals := s.locals; locals > 4; locals = locals * 3 / 4 {
			for n := s.n; n > 4; n = n * 3 / 4 {
				code := module(functions, locals, s.body(n, locals))
				if w := work(code); w > most {
					best, most = code, w
				}
			}
		}
		if best != nil {
			bombs = append(bombs, Bomb{s.name, best})
		}
	}
	return bombs
}

// Work is the estimate of one engine.
func Work(e *vm.Engine) func(code []byte) int {
	return func(code []byte) int {
		if r := e.Check(code); r.Accepted() {
			return r.Size.Work
		}
		return 0
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

// counted puts n loops one after the other whose rounds are known where they begin, which the
// rewriter writes twice.
func counted(n, locals int) (body []byte) {
	for i := range n {
		body = append(body, opLoop, void)
		body = round(body, i%locals)
	}
	return body
}

// round ends a loop that counts a local to zero.
func round(body []byte, local int) []byte {
	body = append(get(body, local), opConst, 1, opAdd, opTee)
	return append(binary.AppendUvarint(body, uint64(local)), opBrIf, 0, opEnd)
}

// remainders does the same with remainders inside, which become a dozen instructions each.
func remainders(n, locals int) (body []byte) {
	for i := range n {
		body = get(append(body, opLoop, void), i%locals)
		for j := range 14 {
			body = append(get(body, j%locals), opRem)
		}
		body = round(append(body, opDrop), i%locals)
	}
	return body
}

// fills puts n fills of memory one after the other.
func fills(n, locals int) (body []byte) {
	for i := range n {
		for j := range 3 {
			body = get(body, (i+j)%locals)
		}
		body = append(body, opBulk, 11, 0) // memory.fill
	}
	return body
}

// loads follows a chain of n loads.
func loads(n, locals int) (body []byte) {
	body = get(body, locals)
	for range n {
		body = append(body, opLoad, 0, 0)
	}
	return append(body, opDrop)
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

// tables opens n blocks and jumps out of the innermost through a few tables with a label for
// each block.
func tables(n, locals int) (body []byte) {
	for range n {
		body = append(body, opBlock, void)
	}
	for t := range 3 {
		body = append(body, opBlock, void)
		body = append(get(body, t%locals), opBrTable)
		body = binary.AppendUvarint(body, uint64(n))
		for i := range n + 1 {
			body = binary.AppendUvarint(body, uint64(i))
		}
		body = increment(append(body, opEnd), (t*11)%locals)
	}
	for i := range n {
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
	code = section(code, 5, []byte{1, 0, 1}) // a page of memory
	code = section(code, 7, append([]byte{1, 3}, "run\x00\x00"...))
	return section(code, 10, codes)
}

func section(code []byte, id byte, content []byte) []byte {
	code = binary.AppendUvarint(append(code, id), uint64(len(content)))
	return append(code, content...)
}
