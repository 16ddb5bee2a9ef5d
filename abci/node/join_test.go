package node

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
	"github.com/peerz-ai/peerz-chain/abci/join"
)

// A node joins a running network from a snapshot: it has none of the blocks
// before, the same state after, and goes on by itself after a restart.
func TestJoinFromASnapshot(t *testing.T) {
	if testing.Short() {
		t.Skip("three nodes in one process")
	}
	homes := newNetwork(t, 2)
	nodes := make([]*Node, len(homes))
	for i, h := range homes {
		nodes[i], _ = start(t, h)
	}
	for _, n := range nodes {
		ready(t, n)
	}
	var paid receipt
	post(t, nodes[0], "/v1/txs?wait=1", pay(0), &paid)
	_, err := nodes[0].Snapshot(t.Context(), nil)
	must(t, err)
	reach(t, nodes, paid.Height+3) // it is not offered before

	h := newJoiner(t, nodes)
	killWhileJoining(t, h)
	n, stop := start(t, h)
	ready(t, n)
	var mine, theirs, old struct {
		AppHash string `json:"app_hash"`
	}
	height := n.app.Last().Height
	path := fmt.Sprintf("/v1/blocks/%d", height)
	get(t, n, path, &mine)
	get(t, nodes[0], path, &theirs)
	if mine.AppHash == "" || mine != theirs {
		t.Errorf("block %d: %+v there, %+v here", height, theirs, mine)
	}
	if code := get(t, n, "/v1/blocks/2", &old); code != 410 {
		t.Errorf("block 2 came too: %d", code)
	}
	asksContracts(t, n)
	stop()
	if _, err := os.Stat(h.Restore()); !os.IsNotExist(err) {
		t.Errorf("the record of the restore is still there: %v", err)
	}
	n, _ = start(t, h)
	ready(t, n)
	asksContracts(t, n)
}

// killWhileJoining starts the node of h as a process and kills it at some moment
// between the first chunk and the first block.
func killWhileJoining(t *testing.T, h home.Dir) {
	t.Helper()
	cmd := child(t, h)
	for range 3000 {
		if _, err := os.Stat(h.Restore()); err == nil {
			time.Sleep(time.Duration(rand.IntN(200)) * time.Millisecond)
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	must(t, cmd.Process.Kill())
	_ = cmd.Wait()
}

// Snapshots on schedule: the last two stay.
func TestSnapshotsOnSchedule(t *testing.T) {
	h := newHome(t)
	cfg, err := home.LoadConfig(h)
	must(t, err)
	cfg.SnapshotInterval = 3
	must(t, cfg.Save(h))
	n, stop := start(t, h)
	reach(t, []*Node{n}, 13)
	stop()
	list, err := h.Snapshots().List()
	must(t, err)
	if len(list) == 0 || len(list) > join.Retained || list[0].Head.Height%3 != 0 || list[0].Head.Height < 6 {
		t.Errorf("there are %+v", list)
	}
}

// newJoiner initialises a node that trusts what the nodes say of each other.
func newJoiner(t *testing.T, nodes []*Node) home.Dir {
	t.Helper()
	o := home.InitOptions{Genesis: documentOf(t, nodes[0]), PortBase: hometest.Ports(t, 1), BlockTime: 100 * time.Millisecond, Local: true}
	for _, n := range nodes {
		o.StateSync.Servers = append(o.StateSync.Servers, n.RPC())
		peer := fmt.Sprintf("%s@%s", n.consensus.node.Load().NodeInfo().ID(), trimScheme(n.consensus.settings.P2P.ListenAddress))
		o.Peers = append(o.Peers, peer)
	}
	var err error
	o.StateSync, err = join.FetchTrust(t.Context(), o.StateSync, nodes[0].ChainID())
	must(t, err)
	h := tempHome(t)
	must(t, home.Init(h, o))
	return h
}

// asksContracts calls a contract, whose code has to be there and compile.
func asksContracts(t *testing.T, n *Node) {
	t.Helper()
	var answer struct {
		Result struct {
			OK bool `json:"ok"`
		} `json:"result"`
	}
	postAs(t, n, "/v1/query/rewards", "application/json", []byte(`{"invariants":{}}`), &answer)
	var account struct{ Nonce uint64 }
	get(t, n, "/v1/accounts/"+key(1).Address().String(), &account)
	if !answer.Result.OK || account.Nonce != 1 {
		t.Errorf("rewards says %+v, the account is %+v", answer, account)
	}
}

// A start that finds a restore cut short begins anew: nothing of it is trusted.
func TestAnInterruptedRestoreIsForgotten(t *testing.T) {
	h := newHome(t)
	run(t, h)
	must(t, os.MkdirAll(h.RestoredApp(), 0o755))
	cfg, err := home.LoadConfig(h)
	must(t, err)
	n, err := New(h, cfg, nil)
	must(t, err)
	if v := n.state().Head().Height; v != 0 {
		t.Errorf("the state is at height %d", v)
	}
	must(t, n.Stop())
	if _, err := os.Stat(h.Restore()); !os.IsNotExist(err) {
		t.Errorf("the record is still there: %v", err)
	}
}

// documentOf is the whole genesis document of a node, which itself holds it without its app_state.
func documentOf(t *testing.T, n *Node) *comet.GenesisDoc {
	t.Helper()
	doc, err := home.ReadGenesis(n.dir.Genesis())
	must(t, err)
	return doc
}
