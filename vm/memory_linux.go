package vm

import (
	"context"
	"sync"
	"unsafe"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
	"golang.org/x/sys/unix"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// reserve is the address space of one guest memory: as much as it can ever grow to, so that
// growing neither copies nor fails for want of anything of the node's.
const reserve = wasm.MaxPages * wasm.PageSize

// hugePage is the size of the system's larger pages on amd64 and arm64.
const hugePage = 2 << 20

// spareRegions is how many unused regions wait for the next instances.
const spareRegions = 32

// regions hands out guest memories. Address space is cheap: a region takes real memory only
// where a guest has touched it, and none while it lies here.
type regions struct {
	mu   sync.Mutex
	free []*region
}

// region is the address space of one guest memory.
type region struct {
	pool   *regions
	all    []byte // as the system has given it
	b      []byte // what a guest can have of it, aligned to huge pages
	views  int    // how many parts of its image it has private views of
	shrink int    // if not 0: the size to go back to when the engine asks for more
}

// withRegion lets the next instance made with the context have its memory in a region, which is
// in the returned pointer once the instance exists. Where the system gives no address space,
// the engine's own memory serves and the pointer stays nil.
func (p *regions) withRegion(ctx context.Context) (context.Context, **region) {
	got := new(*region)
	r := p.take()
	if r == nil {
		return ctx, got
	}
	return experimental.WithMemoryAllocator(ctx, experimental.MemoryAllocatorFunc(
		func(_, _ uint64) experimental.LinearMemory {
			*got = r
			return r
		})), got
}

func (p *regions) take() *region {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.free); n > 0 {
		r := p.free[n-1]
		p.free = p.free[:n-1]
		return r
	}
	all, err := unix.Mmap(-1, 0, reserve+hugePage, unix.PROT_READ|unix.PROT_WRITE,
		unix.MAP_PRIVATE|unix.MAP_ANON|unix.MAP_NORESERVE)
	if err != nil {
		return nil
	}
	aligned := all[-uintptr(unsafe.Pointer(&all[0]))%hugePage:]
	r := &region{pool: p, all: all, b: aligned[:reserve:reserve]}
	r.choosePages()
	return r
}

// choosePages asks for huge pages where a guest has outgrown the first of them: touching memory
// takes a fifth of the time there, and a load that misses the caches half of it. Smaller guests
// have to do with little, and would pay for clearing 2 MiB in each call. It is only advice.
func (r *region) choosePages() {
	_ = unix.Madvise(r.b[:hugePage], unix.MADV_NOHUGEPAGE)
	_ = unix.Madvise(r.b[hugePage:], unix.MADV_HUGEPAGE)
}

// close gives all unused address space back.
func (p *regions) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, r := range p.free {
		_ = unix.Munmap(r.all)
	}
	p.free = nil
}

// Reallocate implements experimental.LinearMemory. Pages beyond the old size are still zero.
func (r *region) Reallocate(size uint64) []byte {
	if r.shrink != 0 {
		return r.b[:r.shrink:r.shrink]
	}
	if size > uint64(len(r.b)) {
		return nil
	}
	return r.b[:size:size]
}

// Free implements experimental.LinearMemory: it forgets the contents but not the addresses.
func (r *region) Free() {
	if !r.forget() {
		return // contents unknown: better to lose the addresses than to hand them out
	}
	r.pool.mu.Lock()
	defer r.pool.mu.Unlock()
	if len(r.pool.free) < spareRegions {
		r.pool.free = append(r.pool.free, r)
	} else {
		_ = unix.Munmap(r.all)
	}
}

// forget makes the region as new.
func (r *region) forget() bool {
	if r.views == 0 {
		return unix.Madvise(r.b, unix.MADV_DONTNEED) == nil
	}
	if r.mapFixed(0, len(r.b), -1, 0, unix.MAP_ANON|unix.MAP_NORESERVE) != nil {
		return false
	}
	r.views = 0
	r.choosePages()
	return true
}

// cut takes a memory that has grown back to a size of at least one page. The engine can only
// grow a memory; but it takes what the allocator gives it, so it is asked to grow and given
// less. The caller looks at the size afterwards, whatever it was told.
func (r *region) cut(memory api.Memory, size int) {
	if r == nil || size == 0 {
		return
	}
	r.shrink = size
	memory.Grow(1)
	r.shrink = 0
	if int(memory.Size()) == size && unix.Madvise(r.b[size:], unix.MADV_DONTNEED) != nil {
		memory.Grow(1) // the pages are not zero: make it a size that is thrown away
	}
}

// mapFixed puts another private mapping over n bytes.
func (r *region) mapFixed(at, n, fd, offset, flags int) error {
	_, err := unix.MmapPtr(fd, int64(offset), unsafe.Pointer(&r.b[at]), uintptr(n),
		unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_FIXED|flags)
	return err
}

// revert puts the memory back to the image by forgetting what was written, page by page as the
// guest has touched it. It reports false if that is not possible. It forgets whole huge pages,
// because of one that is forgotten in part the rest would stay.
func (r *region) revert(im *image) bool {
	if r == nil || im.file == nil || !r.view(im) {
		return false
	}
	size := im.size
	if size > hugePage {
		size = (size + hugePage - 1) &^ (hugePage - 1)
	}
	return unix.Madvise(r.b[:size], unix.MADV_DONTNEED) == nil
}

// view makes the parts of the image private views of its file. The rest stays as it is: a view
// of zeros would take memory twice, in the file as well.
func (r *region) view(im *image) bool {
	offset := 0
	for i, p := range im.parts {
		if i == r.views {
			if r.mapFixed(p.at, len(p.bytes), im.file.fd, offset, 0) != nil {
				return false // as where the system's pages are larger than ours
			}
			r.views++
		}
		offset += len(p.bytes)
	}
	return true
}

// file is a nameless file with the parts of an image in it, one behind the other, which
// instances map privately.
type file struct{ fd int }

// newFile returns nil where the system does not offer such files.
func newFile(parts []part) *file {
	fd, err := unix.MemfdCreate("wasm image", unix.MFD_CLOEXEC)
	if err != nil {
		return nil
	}
	f, offset := &file{fd}, int64(0)
	for _, p := range parts {
		if n, err := unix.Pwrite(fd, p.bytes, offset); err != nil || n != len(p.bytes) {
			f.close()
			return nil
		}
		offset += int64(len(p.bytes))
	}
	return f
}

func (f *file) close() {
	if f != nil {
		_ = unix.Close(f.fd)
	}
}
