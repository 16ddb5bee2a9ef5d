package vm

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// An image holds what is not zero, in whole pages of the system, and nothing else.
func TestPartsOfAMemory(t *testing.T) {
	const size = 16 * wasm.PageSize
	for _, c := range []struct {
		about string
		dirty []int
		want  []span
	}{
		{"nothing but zeros", nil, nil},
		{"the ends", []int{0, size - 1}, []span{{0, osPage}, {size - osPage, osPage}}},
		{"side by side", []int{osPage, 2*osPage + 5}, []span{{osPage, 2 * osPage}}},
		{"a page apart", []int{osPage, 3 * osPage}, []span{{osPage, osPage}, {3 * osPage, osPage}}},
	} {
		b := make([]byte, size)
		for _, at := range c.dirty {
			b[at] = 1
		}
		im, got := image{parts: partsOf(b)}, []span(nil)
		for _, p := range im.parts {
			got = append(got, span{p.at, len(p.bytes)})
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.about, got, c.want)
		}
		copied := bytes.Repeat([]byte{7}, size)
		if im.copy(copied); !bytes.Equal(copied, b) {
			t.Errorf("%s: a copy of the image is not the memory", c.about)
		}
	}
}

type span struct{ at, size int }

// Systems without private views of an image compare page by page; the result is the same.
func TestComparePutsAMemoryBack(t *testing.T) {
	const size = 3*copyAll + osPage
	want := make([]byte, size)
	copy(want[100:], "image")
	copy(want[2*osPage+5:], "ends within a page")
	im := image{size: size, parts: partsOf(want)}
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

// What lies idle belongs to the modules that were used last: one that nobody calls any more gives way.
func TestIdleInstancesAreThoseUsedLast(t *testing.T) {
	const bytes = 2 * (2*wasm.PageSize + instanceBytes) // of two modules
	e, err := NewEngine(Host{}, Rules{Bare: true}, Config{IdleBytes: bytes})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	var all []*Module
	for i := range 3 {
		m, err := e.Compile(asm.Assemble(fmt.Sprintf("memory 2\nglobal i32 %d\nfunc f\nend", i)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, m)
	}
	check := func(want ...bool) {
		t.Helper()
		for i, m := range all {
			if m.waits() != want[i] {
				t.Errorf("module %d has an idle instance: %v", i, m.waits())
			}
		}
		if got := e.idle.Load(); got > bytes {
			t.Errorf("%d bytes lie idle", got)
		}
	}
	check(false, true, true) // compiling makes an instance
	e.Get(all[0].Hash())
	all[0].CallArgs("f", nil, MaxGas, nil)
	check(true, false, true)
}
