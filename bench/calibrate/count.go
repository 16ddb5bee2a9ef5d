package main

import (
	"context"
	"encoding/binary"
	"slices"

	"github.com/tetratelabs/wazero"
)

// class is a class of the schedule that kernels have instructions of, as docs/GAS.md has it.
// Nothing here asks the sandbox.
type class int

const (
	simple class = iota
	memory
	divide
	branch
	choose
	call
	callIndirect
	local
	classes
	free = classes // block, loop, else, end
)

var classNames = [classes]string{"simple", "memory", "divide", "branch", "switch", "call", "call_indirect", "local"}

// counts are how many instructions of each class a call reached.
type counts [classes]float64

// classOf knows the instructions of the first WebAssembly version without floating point.
func classOf(op byte) class {
	switch {
	case 0x01 <= op && op <= 0x03, op == 0x05, op == 0x0b:
		return free
	case op == 0x04, op == 0x0c, op == 0x0d, op == 0x0f: // if br br_if return
		return branch
	case op == 0x0e:
		return choose
	case op == 0x10:
		return call
	case op == 0x11:
		return callIndirect
	case 0x28 <= op && op <= 0x3e:
		return memory
	case 0x6d <= op && op <= 0x70, 0x7f <= op && op <= 0x82:
		return divide
	}
	return simple
}

// count runs a kernel with a counter for each class.
func count(code []byte, n uint32) (c counts, err error) {
	ctx := context.Background()
	r := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfigCompiler())
	defer r.Close(ctx)
	m, err := r.Instantiate(ctx, counting(code))
	if err != nil {
		return c, err
	}
	if _, err := m.ExportedFunction("run").Call(ctx, uint64(n)); err != nil {
		return c, err
	}
	for i := range c {
		v, _ := m.Memory().ReadUint64Le(uint32(8 * i))
		c[i] = float64(v)
	}
	return c, nil
}

// counting returns a kernel's module that counts each instruction before it happens. The counters
// lie at the start of its memory: the linker leaves the first 1024 bytes empty.
func counting(code []byte) []byte {
	const bodies = 10
	out := slices.Clone(code[:8])
	for in := (scanner{code[8:]}); len(in.rest) > 0; {
		id, section := in.take(1)[0], in.sized()
		if id == bodies {
			old := scanner{section}
			n := old.number()
			section = binary.AppendUvarint(nil, uint64(n))
			for range n {
				section = appendSized(section, countingBody(old.sized()))
			}
		}
		out = appendSized(append(out, id), section)
	}
	return out
}

func countingBody(body []byte) []byte {
	in, locals := scanner{body}, 0
	for range in.number() {
		locals += in.number()
		in.take(1) // their type
	}
	out := increment(slices.Clone(body[:len(body)-len(in.rest)]), local, locals)
	for len(in.rest) > 0 {
		instruction := in.instruction()
		if c := classOf(instruction[0]); c != free {
			out = increment(out, c, 1)
		}
		out = append(out, instruction...)
	}
	return out
}

// increment appends: i32.const at, i32.const at, i64.load, i64.const by (in two bytes), i64.add,
// i64.store.
func increment(out []byte, c class, by int) []byte {
	at := byte(8 * c)
	return append(out, 0x41, at, 0x41, at, 0x29, 3, 0, 0x42, byte(by)|0x80, byte(by>>7), 0x7c, 0x37, 3, 0)
}

func appendSized(out, b []byte) []byte {
	return append(binary.AppendUvarint(out, uint64(len(b))), b...)
}
