package node

import (
	"testing"

	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/p2p/conn"
)

// fakePeer answers what it is asked, unless it is silent.
type fakePeer struct {
	id     p2p.ID
	silent bool
	bytes  int64
	asked  int
}

func (f *fakePeer) ID() p2p.ID { return f.id }

func (f *fakePeer) Status() (s conn.ConnectionStatus) {
	s.RecvMonitor.Bytes = f.bytes
	return s
}

func (f *fakePeer) TrySend(p2p.Envelope) bool {
	if f.asked++; !f.silent {
		f.bytes++
	}
	return true
}

// A peer with nothing to say stays, since it answers; one that does not answer is given up, and a new
// connection of the same peer begins anew.
func TestSilentPeersAreDropped(t *testing.T) {
	idle, busy := &fakePeer{id: "idle"}, &fakePeer{id: "busy"}
	gone := &fakePeer{id: "gone", silent: true, bytes: 1000}
	s := silences{}
	look := func() (silent []connection) {
		busy.bytes += 10
		return s.look([]connection{idle, busy, gone})
	}
	for i := range silentLooks + 1 {
		if silent := look(); len(silent) > 0 {
			t.Fatalf("look %d drops %s", i, silent[0].ID())
		}
	}
	if silent := look(); len(silent) != 1 || silent[0].ID() != "gone" {
		t.Fatalf("silent are %v", silent)
	}
	gone.bytes = 7 // connected again
	for range silentLooks + 1 {
		if silent := look(); len(silent) > 0 {
			t.Fatal("a new connection is dropped for the silence of the old one")
		}
	}
	if busy.asked > 0 || idle.asked == 0 {
		t.Errorf("asked %d and %d times", busy.asked, idle.asked)
	}
}
