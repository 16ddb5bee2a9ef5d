package cometdb

import "sync"

// gate lets operations into an open store and keeps them out of a closed one.
//
// CometBFT's gossip routines may outlive its Stop by a moment, and they panic at any error of
// a database. So who comes after the end neither fails nor is told that a key is absent, which
// would be a lie about a block: it waits, for as long as the process takes to end.
type gate struct {
	mu     sync.RWMutex
	closed bool
}

// enter waits for ever once the gate is closed; else the caller must leave soon, without
// entering a second time meanwhile.
func (g *gate) enter() {
	g.mu.RLock()
	if g.closed {
		g.mu.RUnlock()
		select {}
	}
}

func (g *gate) leave() { g.mu.RUnlock() }

// close returns when everybody has left; false when it was closed already.
func (g *gate) close() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	was := g.closed
	g.closed = true
	return !was
}
