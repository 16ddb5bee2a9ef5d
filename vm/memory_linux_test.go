package vm

import (
	"bytes"
	"fmt"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// What calls write and read stays out of the file that instances share: however much memory a
// guest uses, the file takes what is not zero in the image.
func TestTheFileOfAnImageDoesNotGrow(t *testing.T) {
	m := largeModule(t)
	if got := allocated(t, m.image.file); got != 2*osPage {
		t.Fatalf("the file of two pages takes %d bytes", got)
	}
	for _, more := range []uint64{0, 16, 0} {
		if r := m.CallArgs("touch", []uint64{more}, MaxGas, nil); r.Kind != OK || r.Value != 'a'+'b' {
			t.Fatalf("a call in a clean memory gives %+v", r)
		}
	}
	if got := allocated(t, m.image.file); got != 2*osPage {
		t.Errorf("after calls the file of two pages takes %d bytes", got)
	}
}

// An idle instance has no memory of its own, whatever its last call used: only what the image's
// file has can be resident.
func TestAnIdleMemoryTakesNone(t *testing.T) {
	m := largeModule(t)
	for _, more := range []uint64{0, 16, 0} {
		if r := m.CallArgs("touch", []uint64{more}, MaxGas, nil); r.Kind != OK {
			t.Fatal(r)
		}
		if got := resident(t, m.idle[0].region.b); got > 2 {
			t.Errorf("%d pages are resident after a call", got)
		}
	}
}

// A region that could be made a view of its image only in part is as new when it is used again.
func TestARegionForgetsWhatItViewed(t *testing.T) {
	page := bytes.Repeat([]byte{7}, osPage)
	im := image{size: 1 << 20, parts: []part{{0, page}, {8*osPage + 1, page}}} // the second cannot be mapped
	im.share()
	defer im.file.close()
	var pool regions
	defer pool.close()
	r := pool.take()
	if r.revert(&im) || r.b[0] != 7 {
		t.Fatal("the image was expected to be there in part")
	}
	r.Free()
	if again := pool.take(); again != r || !bytes.Equal(r.b[:im.size], make([]byte, im.size)) {
		t.Error("a region that is used again is not empty")
	}
	r.Free()
}

// resident counts the pages that are in memory.
func resident(t *testing.T, b []byte) (n int) {
	t.Helper()
	pages := make([]byte, len(b)/osPage)
	_, _, errno := unix.Syscall(unix.SYS_MINCORE, uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)), uintptr(unsafe.Pointer(&pages[0])))
	if errno != 0 {
		t.Fatal(errno)
	}
	for _, p := range pages {
		n += int(p & 1)
	}
	return n
}

// largeModule has a memory of 2.5 MiB with a byte near each end. Its entry grows it by so many pages,
// adds up what it finds everywhere and leaves rubbish there.
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
	const pages = 40
	m, err := e.Compile(asm.Assemble(fmt.Sprintf(`
		memory %d
		data 8 "a"
		data %d "b"
		func touch i32 -> i32
		  locals i32 i32
		  local.get 0; memory.grow; drop
		  loop
		    local.get 1; i32.load8_u; local.get 2; i32.add; local.set 2
		    local.get 1; i32.const 170; i32.store8
		    local.get 1; i32.const 8; i32.add; local.tee 1
		    memory.size; i32.const 16; i32.shl; i32.lt_u
		    br_if 0
		  end
		  local.get 2
		end`, pages, pages<<16-8)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func allocated(t *testing.T, f *file) int64 {
	t.Helper()
	var s unix.Stat_t
	if err := unix.Fstat(f.fd, &s); err != nil {
		t.Fatal(err)
	}
	return s.Blocks * 512
}
