package vm

import (
	"bytes"
	"slices"

	"github.com/tetratelabs/wazero/api"

	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/vm/internal/meter"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// image is the state that every call of a module starts from.
type image struct {
	size        int    // bytes of memory
	parts       []part // of the memory, in its order; the rest is zero
	file        *file  // the parts to be mapped, if the memory is large and the system can
	globals     []uint64
	initialized bool // a fresh instance differs from it
}

// part is a sequence of the system's pages that are not all zeros.
type part struct {
	at    int
	bytes []byte
}

const (
	osPage        = 4096      // unit of comparison, and of what an image holds
	copyAll       = 256 << 10 // up to here copying beats comparing
	instanceBytes = 64 << 10  // rough cost of an instance beside its memory
)

var zeroPage [osPage]byte

// capture remembers an instance's state.
func (im *image) capture(in *instance) {
	b := in.memory()
	im.size = len(b)
	im.parts = partsOf(b)
	for _, g := range in.globals {
		im.globals = append(im.globals, g.Get())
	}
}

// held is what the parts take, in bytes. It is the same on all nodes.
func (im *image) held() (n int) {
	for _, p := range im.parts {
		n += len(p.bytes)
	}
	return n
}

// share makes the file that instances with a large memory map.
func (im *image) share() {
	if im.size > copyAll {
		im.file = newFile(im.parts)
	}
}

// partsOf copies what is not zero.
func partsOf(b []byte) (parts []part) {
	from := -1 // of the open part
	for at := 0; at <= len(b); at += osPage {
		zero := at == len(b) || bytes.Equal(b[at:at+osPage], zeroPage[:])
		if zero && from >= 0 {
			parts, from = append(parts, part{from, bytes.Clone(b[from:at])}), -1
		} else if !zero && from < 0 {
			from = at
		}
	}
	return parts
}

// restore puts an instance back to the image. It reports false if that is not possible, because
// memory has grown and cannot shrink.
func (im *image) restore(in *instance) bool {
	if in.size() > im.size {
		in.region.cut(in.context.caller.memory, im.size)
	}
	if in.size() != im.size {
		return false
	}
	if b := in.memory(); len(b) <= copyAll {
		im.copy(b)
	} else if !in.region.revert(im) {
		im.compare(b)
	}
	for i, g := range in.globals {
		g.Set(im.globals[i])
	}
	if invariant.Enabled() {
		invariant.Assert(im.restored(in), "I8", "an instance of %d bytes is not as its image", im.size)
	}
	return true
}

// restored looks whether an instance is as the image says. It does not look into memory beyond
// copyAll, where looking at a page would make it take real memory.
func (im *image) restored(in *instance) bool {
	for i, g := range in.globals {
		if g.Get() != im.globals[i] {
			return false
		}
	}
	b := in.memory()
	if len(b) != im.size || len(b) > copyAll {
		return len(b) == im.size
	}
	return slices.EqualFunc(partsOf(b), im.parts, func(p, q part) bool {
		return p.at == q.at && bytes.Equal(p.bytes, q.bytes)
	}) && int64(in.stopped.Get()) == meter.NotStopped
}

// copy rewrites the whole memory.
func (im *image) copy(b []byte) {
	at := 0
	for _, p := range im.parts {
		clear(b[at:p.at])
		at = p.at + copy(b[p.at:], p.bytes)
	}
	clear(b[at:])
}

// compare rewrites the pages that differ, which are few after most calls.
func (im *image) compare(b []byte) {
	at := 0
	for _, p := range im.parts {
		comparePages(b[at:p.at], nil)
		at = p.at + len(p.bytes)
		comparePages(b[p.at:at], p.bytes)
	}
	comparePages(b[at:], nil)
}

// comparePages rewrites what differs in whole pages; no pages are wanted where they are zero.
func comparePages(b, wanted []byte) {
	want := zeroPage[:]
	for at := 0; at < len(b); at += osPage {
		if wanted != nil {
			want = wanted[at : at+osPage]
		}
		if page := b[at : at+osPage]; !bytes.Equal(page, want) {
			copy(page, want)
		}
	}
}

// take gives a clean instance: nobody else has it, and it is as the image says (I8).
func (m *Module) take() (*instance, error) {
	m.mu.Lock()
	if n := len(m.idle); n > 0 {
		in := m.idle[n-1]
		m.idle = m.idle[:n-1]
		m.mu.Unlock()
		m.engine.idle.Add(-m.weight())
		return in, nil
	}
	m.mu.Unlock()
	in, err := m.instantiate()
	if err != nil || !m.image.initialized {
		return in, err
	}
	if more := m.image.size - in.size(); more > 0 {
		growTo(in.context.caller.memory, m.image.size)
	}
	m.image.restore(in)
	return in, nil
}

// growTo gives a fresh instance the pages that `_initialize` had added.
func growTo(memory api.Memory, size int) {
	memory.Grow((uint32(size) - memory.Size()) / wasm.PageSize)
}

// give takes an instance back. After a trap it is thrown away: the engine promises nothing
// about its state. So is one whose memory has grown, and one beyond what may lie idle.
func (m *Module) give(in *instance, healthy bool) {
	if !healthy || !m.image.restore(in) {
		in.close()
		return
	}
	if m.engine.idle.Add(m.weight()) <= m.engine.cfg.IdleBytes || m.engine.reclaim(m) {
		m.mu.Lock()
		if !m.retired {
			m.idle = append(m.idle, in)
			m.mu.Unlock()
			return
		}
		m.mu.Unlock()
	}
	m.engine.idle.Add(-m.weight())
	in.close()
}

// reclaim closes idle instances of other modules than m, those whose last use is oldest first, until
// what lies idle is within bounds; false if that is not enough. Without it, modules that nobody
// calls any more would leave no instance to those that are called.
func (e *Engine) reclaim(m *Module) bool {
	for e.idle.Load() > e.cfg.IdleBytes {
		e.mu.Lock()
		var oldest *slot
		for _, s := range e.slots { // order does not matter: used is unique
			if s.m != nil && s.m != m && s.m.waits() && (oldest == nil || s.used < oldest.used) {
				oldest = s
			}
		}
		e.mu.Unlock()
		if oldest == nil {
			return false
		}
		oldest.m.drain(false)
	}
	return true
}

// waits reports whether the module has idle instances.
func (m *Module) waits() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.idle) > 0
}

// weight is what an idle instance counts, in bytes.
func (m *Module) weight() int64 { return int64(m.image.size + instanceBytes) }

// drain closes the idle instances. With forgotten, which says that the engine has forgotten the
// module, there will be none any more.
func (m *Module) drain(forgotten bool) {
	m.mu.Lock()
	idle := m.idle
	m.idle, m.retired = nil, m.retired || forgotten
	m.mu.Unlock()
	for _, in := range idle {
		m.engine.idle.Add(-m.weight())
		in.close()
	}
}
