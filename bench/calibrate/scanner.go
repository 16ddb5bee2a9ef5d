package main

import "encoding/binary"

// scanner reads the modules of the kernels, which are known to be sound.
type scanner struct{ rest []byte }

func (s *scanner) take(n int) []byte {
	head := s.rest[:n]
	s.rest = s.rest[n:]
	return head
}

func (s *scanner) number() int {
	v, n := binary.Uvarint(s.rest)
	s.take(n)
	return int(v)
}

func (s *scanner) sized() []byte { return s.take(s.number()) }

// instruction returns the next one with the numbers that belong to it.
func (s *scanner) instruction() []byte {
	from := s.rest
	for range s.numbers(s.take(1)[0]) {
		for s.take(1)[0] >= 0x80 { // more of this number follows
		}
	}
	return from[:len(from)-len(s.rest)]
}

// numbers tells how many of them follow an instruction.
func (s *scanner) numbers(op byte) int {
	switch {
	case op == 0x0e: // br_table: its labels and the default
		return s.number() + 1
	case op == 0x11, 0x28 <= op && op <= 0x3e: // type and table; alignment and offset
		return 2
	case 0x02 <= op && op <= 0x04, op == 0x0c, op == 0x0d, op == 0x10, 0x20 <= op && op <= 0x24, 0x3f <= op && op <= 0x42:
		return 1
	}
	return 0
}
