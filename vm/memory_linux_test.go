package vm

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// What calls write and read stays out of the file that instances share: however much memory a
// guest uses, the file takes what is not zero in the image.
func TestTheFileOfAnImageDoesNotGrow(t *testing.T) {
	m := largeModule(t)
	if got := onDisk(t, m.image.file); got != 2*osPage {
		t.Fatalf("the file of two pages takes %d bytes", got)
	}
	for range 2 {
		if r := m.Call("touch", MaxGas, nil); r.Kind != OK || r.Value != 'a'+'b' {
			t.Fatalf("a call in a clean memory gives %+v", r)
		}
	}
	if got := onDisk(t, m.image.file); got != 2*osPage {
		t.Errorf("after calls the file of two pages takes %d bytes", got)
	}
}

// largeModule has a memory of 3 MiB with a byte near each end, and touches all of it: it adds
// up what it finds and leaves rubbish.
func largeModule(t *testing.T) *Module {
	t.Helper()
	e, err := NewEngine(Host{}, Rules{Bare: true}, Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	const pages = 48
	m, err := e.Compile(asm.Assemble(fmt.Sprintf(`
		memory %d
		data 8 "a"
		data %d "b"
		func touch -> i32
		  locals i32 i32
		  loop
		    local.get 0; i32.load8_u; local.get 1; i32.add; local.set 1
		    local.get 0; i32.const 170; i32.store8
		    local.get 0; i32.const 8; i32.add; local.tee 0
		    i32.const %d; i32.lt_u
		    br_if 0
		  end
		  local.get 1
		end`, pages, pages<<16-8, pages<<16)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func onDisk(t *testing.T, f *file) int64 {
	t.Helper()
	var s unix.Stat_t
	if err := unix.Fstat(f.fd, &s); err != nil {
		t.Fatal(err)
	}
	return s.Blocks * 512
}
