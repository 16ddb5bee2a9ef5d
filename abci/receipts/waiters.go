package receipts

import "sync"

// Waiters tells callers when their transaction is in a committed block. The zero
// value works. It is safe for concurrent use.
type Waiters struct {
	mu  sync.Mutex
	set map[Hash]map[chan Location]struct{}
}

// Wait returns a channel that gets the location of the transaction, once, or is closed by GiveUp, and a
// function that gives up the wait, which the caller must call.
func (w *Waiters) Wait(h Hash) (found <-chan Location, cancel func()) {
	ch := make(chan Location, 1) // never blocks the one who tells
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.set == nil {
		w.set = map[Hash]map[chan Location]struct{}{}
	}
	if w.set[h] == nil {
		w.set[h] = map[chan Location]struct{}{}
	}
	w.set[h][ch] = struct{}{}
	return ch, func() { w.forget(h, ch) }
}

func (w *Waiters) forget(h Hash, ch chan Location) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.set[h], ch)
	if len(w.set[h]) == 0 {
		delete(w.set, h)
	}
}

// Tell wakes those who wait for the transactions of a block.
func (w *Waiters) Tell(height uint64, hashes []Hash) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, h := range hashes {
		for ch := range w.set[h] {
			ch <- Location{Height: height, Index: i}
		}
		delete(w.set, h)
	}
}

// GiveUp ends the waits for a transaction that is not expected any more.
func (w *Waiters) GiveUp(h Hash) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for ch := range w.set[h] {
		close(ch)
	}
	delete(w.set, h)
}
