package turns

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"
)

// Gas is what one request may burn unless an operator says otherwise: as much as a transaction may,
// about 20 ms.
const Gas = 100_000_000

// What may wait, running requests included.
const (
	maxAll    = 256
	maxClient = 16 // of one client
)

// ErrBusy says that a request waits for its turn too long, or that too many wait already.
var ErrBusy = errors.New("too many queries at once; try again")

// Turns gives turns. Its methods are safe for concurrent use.
type Turns struct {
	mu      sync.Mutex
	free    int               // workers
	all     int               // requests, running and waiting
	clients map[string]int    // the same, by client
	queue   []*request        // waiting, in order
	begun   uint64            // turns so far
	last    map[string]uint64 // of each client that is inside: begun at its last turn, or when it came
}

type request struct {
	client string
	begin  chan struct{} // closed when it is its turn
}

// New gives turns on half the processors of this machine, at least on one.
func New() *Turns {
	return of(max(1, runtime.GOMAXPROCS(0)/2))
}

func of(workers int) *Turns {
	return &Turns{free: workers, clients: map[string]int{}, last: map[string]uint64{}}
}

// Take waits for a turn until ctx ends, and fails with ErrBusy. Call done when the work is done: the
// turn then rests for as long as the work took, which halves what the workers take of the machine.
func (t *Turns) Take(ctx context.Context, client string) (done func(), err error) {
	r, err := t.enter(client)
	if err != nil {
		return nil, err
	}
	select {
	case <-r.begin:
	case <-ctx.Done():
		if t.withdraw(r) {
			return nil, ErrBusy
		}
	}
	began := time.Now()
	return func() {
		t.leave(client)
		time.AfterFunc(time.Since(began), t.release)
	}, nil
}

// enter begins at once if a worker is free, and else queues up.
func (t *Turns) enter(client string) (*request, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all >= maxAll || t.clients[client] >= maxClient {
		return nil, ErrBusy
	}
	t.all++
	if t.clients[client]++; t.clients[client] == 1 {
		t.last[client] = t.begun
	}
	r := &request{client, make(chan struct{})}
	if t.free > 0 {
		t.free--
		t.start(r)
	} else {
		t.queue = append(t.queue, r)
	}
	return r, nil
}

// withdraw takes a request out of the queue; false if it has begun meanwhile.
func (t *Turns) withdraw(r *request) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.Index(t.queue, r)
	if i < 0 {
		return false
	}
	t.queue = slices.Delete(t.queue, i, i+1)
	t.forget(r.client)
	return true
}

func (t *Turns) leave(client string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.forget(client)
}

func (t *Turns) forget(client string) {
	t.all--
	if t.clients[client]--; t.clients[client] == 0 {
		delete(t.clients, client)
		delete(t.last, client)
	}
}

// start begins a request.
func (t *Turns) start(r *request) {
	t.begun++
	t.last[r.client] = t.begun
	close(r.begin)
}

// release gives a worker to the first request of the client whose last turn is longest ago: who asks for much at once
// waits behind itself, not before others.
func (t *Turns) release() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.queue) == 0 {
		t.free++
		return
	}
	next := 0
	for i, r := range t.queue {
		if t.last[r.client] < t.last[t.queue[next].client] {
			next = i
		}
	}
	r := t.queue[next]
	t.queue = slices.Delete(t.queue, next, next+1)
	t.start(r)
}
