package runtime

import (
	"sync/atomic"
	"testing"
)

// Codes are compiled in order, one at a time, by a worker that ends when none is left.
func TestCodesAreCompiledOneAtATime(t *testing.T) {
	var p preparation
	var order []byte // only one compilation at a time may touch it: the race detector sees to that
	var under atomic.Int32
	for i := range 50 {
		p.add([]byte{byte(i)}, func(code []byte) {
			if under.Add(1) != 1 {
				t.Error("two compilations at once")
			}
			order = append(order, code[0])
			under.Add(-1)
		})
	}
	p.done.Wait()
	for i, got := range order {
		if int(got) != i {
			t.Fatalf("code %d was compiled as number %d", got, i)
		}
	}
	if len(order) != 50 || p.bytes != 0 || p.running {
		t.Errorf("%d of 50 codes are compiled, %d bytes wait", len(order), p.bytes)
	}
}

// What waits is bounded in bytes; adding never waits, whatever the worker does. Closing waits for
// the compilation under way and for no other.
func TestTheQueueOfCompilationsIsBounded(t *testing.T) {
	var p preparation
	began, release := make(chan bool), make(chan bool)
	compiled := 0
	compile := func([]byte) { began <- true; <-release; compiled++ }
	code := make([]byte, maxPreparing/4)
	p.add(code, compile)
	<-began
	for range 10 {
		p.add(code, compile)
	}
	if len(p.queue) != 4 || p.bytes != maxPreparing {
		t.Errorf("%d codes of %d bytes wait", len(p.queue), p.bytes)
	}
	closed := make(chan bool)
	go func() { p.close(); close(closed) }()
	for p.waiting() { // until close has emptied the queue
	}
	close(release)
	<-closed
	p.add(code, compile)
	if compiled != 1 || p.waiting() {
		t.Errorf("%d compilations after closing", compiled)
	}
}

func (p *preparation) waiting() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.queue) > 0
}
