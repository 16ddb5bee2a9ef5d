package node

import (
	"errors"
	"strings"
	"testing"

	sm "github.com/cometbft/cometbft/state"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
	"github.com/peerz-ai/peerz-chain/state"
)

// root is the app hash after a height of the history.
func root(t *testing.T, n *Node, height uint64) [32]byte {
	t.Helper()
	v, err := n.state().ViewAt(height)
	must(t, err)
	defer v.Close()
	return v.Root()
}

// busy makes a chain with a transaction and some blocks after it, and stops it.
func busy(t *testing.T) (h home.Dir, last uint64, hash [32]byte) {
	t.Helper()
	h = newHome(t)
	n, stop := start(t, h)
	ready(t, n)
	var r receipt
	post(t, n, "/v1/txs?wait=1", pay(0), &r)
	reach(t, []*Node{n}, r.Height+8)
	must(t, n.consensus.stop())
	v := n.state().Head()
	stop()
	return h, v.Height, v.Root
}

// Whatever height a node goes back to, it executes the kept blocks again and
// arrives at the same hash.
func TestRollback(t *testing.T) {
	h, last, hash := busy(t)
	for _, to := range []uint64{0, 0, last - 1, last - 4, 1} {
		r, err := maintenance.Rollback(h, home.DefaultConfig(), maintenance.RollbackOptions{To: to})
		must(t, err)
		want := to
		if to == 0 { // one back, and no further however often it is said
			want = last - 1
		}
		if r.After != (maintenance.Heights{State: want, Consensus: last - 1, Blocks: last}) {
			t.Fatalf("rollback to %d: %+v", to, r)
		}
	}
	behind, err := New(h, home.DefaultConfig(), nil)
	must(t, err)
	if _, newest := behind.past.Covered(); newest != 1 {
		t.Errorf("the index has blocks up to %d, the state up to 1", newest)
	}
	must(t, behind.Stop())
	n, stop := start(t, h)
	if got := root(t, n, last); got != hash {
		t.Errorf("executed again, height %d has %x, it was %x", last, got, hash)
	}
	ready(t, n)
	stop()
}

func TestRollbackRefusals(t *testing.T) {
	h, last, _ := busy(t)
	short := home.DefaultConfig()
	short.History = 1
	for _, c := range []struct {
		cfg  home.Config
		o    maintenance.RollbackOptions
		want string
	}{
		{home.DefaultConfig(), maintenance.RollbackOptions{To: last}, "the last block is"},
		{home.DefaultConfig(), maintenance.RollbackOptions{To: last - 2, Forget: true}, "only validator"},
	} {
		if _, err := maintenance.Rollback(h, c.cfg, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v", c.o, err)
		}
	}
	n, stop := start(t, h)
	if _, err := maintenance.Rollback(h, short, maintenance.RollbackOptions{}); !errors.Is(err, home.ErrInUse) {
		t.Errorf("while it runs: %v", err)
	}
	stop()
	if n.state().Head().Height != 0 { // closed
		t.Error("the node still runs")
	}
	if _, err := maintenance.Rollback(newHome(t), home.DefaultConfig(), maintenance.RollbackOptions{}); err == nil {
		t.Error("a chain without blocks was rolled back")
	}
}

// A state that is ahead of the blocks, as after a restore of one of the two, does
// not start; a rollback to the last block repairs it.
func TestRollbackOfAStateAhead(t *testing.T) {
	h, last, _ := busy(t)
	s, err := maintenance.Open(h, home.DefaultConfig())
	must(t, err)
	stores, err := s.Comet()
	must(t, err)
	blocks, err := stores.Blocks()
	must(t, err)
	for uint64(blocks.Height()) > last-2 { // the state stays
		_, _, err := sm.Rollback(blocks, stores.Outcomes(), true)
		must(t, err)
	}
	must(t, s.Close())
	if _, err := New(h, home.DefaultConfig(), nil); err == nil || !strings.Contains(err.Error(), "peerz rollback") {
		t.Fatalf("a state ahead of its blocks: %v", err)
	}
	r, err := maintenance.Rollback(h, home.DefaultConfig(), maintenance.RollbackOptions{To: last - 2})
	must(t, err)
	if r.After != (maintenance.Heights{State: last - 2, Consensus: last - 2, Blocks: last - 2}) {
		t.Fatalf("%+v", r)
	}
	n, err := New(h, home.DefaultConfig(), nil)
	must(t, err)
	must(t, n.Stop())
}

// In a network a node may forget blocks: it fetches them from its peers, and
// arrives at the same hash.
func TestRollbackForgetsBlocks(t *testing.T) {
	if testing.Short() {
		t.Skip("four nodes in one process")
	}
	homes := newNetwork(t, 4)
	nodes := make([]*Node, len(homes))
	for i, h := range homes {
		nodes[i], _ = start(t, h)
	}
	reach(t, nodes, 5)
	must(t, nodes[3].Stop())
	r, err := maintenance.Rollback(homes[3], home.DefaultConfig(), maintenance.RollbackOptions{To: 2, Forget: true})
	must(t, err)
	if r.Before.State < 5 || r.After != (maintenance.Heights{State: 2, Consensus: 2, Blocks: 2}) {
		t.Fatalf("%+v", r)
	}
	nodes[3], _ = start(t, homes[3])
	reach(t, nodes, r.Before.State+2)
	for _, height := range []uint64{3, r.Before.State, r.Before.State + 1} {
		if root(t, nodes[3], height) != root(t, nodes[0], height) {
			t.Errorf("height %d differs", height)
		}
	}
}

func TestRollbackBelowTheHistory(t *testing.T) {
	h := newHome(t)
	cfg, err := home.LoadConfig(h)
	must(t, err)
	cfg.History = 2
	n, err := New(h, cfg, nil)
	must(t, err)
	must(t, n.Start(t.Context()))
	reach(t, []*Node{n}, 8)
	must(t, n.Stop())
	r, err := maintenance.Rollback(h, cfg, maintenance.RollbackOptions{To: 1})
	if !errors.Is(err, state.ErrPruned) {
		t.Fatalf("below the history: %v, %+v", err, r)
	}
	run(t, h) // nothing has moved
}
