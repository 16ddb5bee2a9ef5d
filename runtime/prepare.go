package runtime

import (
	"sync"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// maxPreparing is how many bytes of code may wait for their compilation: what several full blocks
// can upload.
const maxPreparing = 16 << 20

// preparation compiles code in the background, one module at a time: compiling takes much memory,
// and blocks and queries need the processor.
type preparation struct {
	mu      sync.Mutex
	queue   [][]byte
	bytes   int // in the queue
	running bool
	closed  bool
	done    sync.WaitGroup
}

// Prepare compiles a stored code in the background, so that the block that first calls it need
// not wait. Call it after the block that stored the code is committed. It never waits itself: a
// code that the queue cannot take is compiled when it is called.
func (m *Machine) Prepare(v *state.View, hash abi.Hash) error {
	code, ok, err := world.Read(v).Code(hash)
	if err != nil || !ok {
		return err
	}
	m.preparing.add(code, func(code []byte) {
		_, _ = m.eng.Compile(code) // an error shows again, and is handled, when the code is called
	})
	return nil
}

// Close forgets the compilations that wait and ends when none is under way. Call it before
// closing the engine.
func (m *Machine) Close() { m.preparing.close() }

func (p *preparation) add(code []byte, compile func([]byte)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || p.bytes+len(code) > maxPreparing {
		return
	}
	p.queue = append(p.queue, code)
	p.bytes += len(code)
	if !p.running {
		p.running = true
		p.done.Go(func() { p.work(compile) })
	}
}

// work goes on until the queue is empty.
func (p *preparation) work(compile func([]byte)) {
	for {
		code := p.next()
		if code == nil {
			return
		}
		compile(code)
	}
}

// next takes a code from the queue; nil ends the work.
func (p *preparation) next() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 {
		p.running = false
		return nil
	}
	code := p.queue[0]
	p.queue = p.queue[1:]
	p.bytes -= len(code)
	return code
}

func (p *preparation) close() {
	p.mu.Lock()
	p.closed, p.queue, p.bytes = true, nil, 0
	p.mu.Unlock()
	p.done.Wait()
}
