package vm

import (
	"bytes"
	"testing"
)

// Systems without private views of an image compare page by page; the result is the same.
func TestComparePutsAMemoryBack(t *testing.T) {
	const size = 3*copyAll + osPage
	want := make([]byte, size)
	copy(want[100:], "image")
	copy(want[2*osPage+5:], "ends within a page")
	im := image{size: size, memory: bytes.TrimRight(want, "\x00")}
	for _, dirty := range [][]int{nil, {0}, {100, 2*osPage + 7, 2*osPage + 4000}, {3 * osPage, size - 1}} {
		got := bytes.Clone(want)
		for _, at := range dirty {
			got[at] ^= 0xff
		}
		im.compare(got)
		if !bytes.Equal(got, want) {
			t.Errorf("bytes changed at %v are not put back", dirty)
		}
	}
}

// What lies idle is bounded, and counted back to nothing.
func TestIdleInstancesAreBounded(t *testing.T) {
	e, err := NewEngine(Host{}, Rules{Bare: true}, Config{IdleBytes: 3 * (instanceBytes + 64<<10)})
	if err != nil {
		t.Fatal(err)
	}
	m, err := e.Compile(memoryOnly)
	if err != nil {
		t.Fatal(err)
	}
	var taken []*instance
	for range 5 {
		in, err := m.take()
		if err != nil {
			t.Fatal(err)
		}
		taken = append(taken, in)
	}
	for _, in := range taken {
		m.give(in, true)
	}
	if len(m.idle) != 3 || e.idle.Load() != 3*m.weight() {
		t.Errorf("%d idle instances count %d bytes", len(m.idle), e.idle.Load())
	}
	if err := e.Close(); err != nil || e.idle.Load() != 0 {
		t.Errorf("after Close %d bytes are idle: %v", e.idle.Load(), err)
	}
}

// memoryOnly is a module with one page and nothing else.
var memoryOnly = []byte("\x00asm\x01\x00\x00\x00\x05\x03\x01\x00\x01")
