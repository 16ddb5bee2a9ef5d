package kernels

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// useless is a load whose value is dropped. No engine leaves it out, for it might trap.
var useless = []byte{0x41, 0, 0x2d, 0, 0, 0x1a} // i32.const 0; i32.load8_u; drop

// Shift returns a kernel's module with n useless loads where its first function, run, begins.
// They take no time to speak of and move the machine code behind them by some sixty bytes each:
// where jumps happen to lie decides over the speed of single kernels, and what is measured at one
// place only is luck.
func Shift(code []byte, n int) []byte {
	const header, codeSection = 8, 10
	for at := header; at < len(code); {
		size, w := binary.Uvarint(code[at+1:])
		start := at + 1 + w
		end := start + int(size)
		if code[at] == codeSection {
			body := shiftFirst(code[start:end], bytes.Repeat(useless, n))
			head := binary.AppendUvarint(slices.Clone(code[:at+1]), uint64(len(body)))
			return slices.Concat(head, body, code[end:])
		}
		at = end
	}
	return code
}

// shiftFirst puts more instructions behind the locals of the first body of a code section.
func shiftFirst(section, more []byte) []byte {
	_, count := binary.Uvarint(section)
	size, w := binary.Uvarint(section[count:])
	first := section[count+w:]
	groups, at := binary.Uvarint(first)
	for range groups {
		_, n := binary.Uvarint(first[at:])
		at += n + 1 // how many, and their type
	}
	out := binary.AppendUvarint(slices.Clone(section[:count]), size+uint64(len(more)))
	return slices.Concat(out, first[:at], more, first[at:])
}
