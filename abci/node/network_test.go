package node

import (
	"fmt"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Four validators agree on every block; three go on without the fourth, which
// catches up when it comes back.
func TestFourValidators(t *testing.T) {
	if testing.Short() {
		t.Skip("four nodes in one process")
	}
	homes := newNetwork(t, 4)
	nodes := make([]*Node, len(homes))
	for i, h := range homes {
		nodes[i], _ = start(t, h)
	}
	for _, n := range nodes {
		ready(t, n)
	}
	must(t, nodes[3].Stop())
	var r receipt
	post(t, nodes[0], "/v1/txs?wait=1", pay(0), &r)
	if r.Code != 0 || r.Height == 0 {
		t.Fatalf("without the fourth: %+v", r)
	}
	nodes[3], _ = start(t, homes[3])
	ready(t, nodes[3])
	reach(t, nodes, r.Height+2)
	for _, n := range nodes[1:] {
		var a, b struct {
			Hash    string `json:"hash"`
			AppHash string `json:"app_hash"`
		}
		path := fmt.Sprintf("/v1/blocks/%d", r.Height)
		get(t, nodes[0], path, &a)
		get(t, n, path, &b)
		if a.AppHash == "" || a != b {
			t.Errorf("block %d: %+v and %+v", r.Height, a, b)
		}
	}
}

// newNetwork initialises n validators on loopback that know each other.
func newNetwork(t *testing.T, n int) []home.Dir {
	t.Helper()
	return newNetworkOf(t, n, func(int) home.InitOptions {
		return home.InitOptions{Host: "127.0.0.1", PortBase: hometest.Ports(t, 1), BlockTime: 100 * time.Millisecond}
	})
}

// newNetworkOf initialises n validators with the host, the ports and the block time that at gives to
// each. Each dials those before it, so that no two dial each other at the same moment.
func newNetworkOf(t *testing.T, n int, at func(i int) home.InitOptions) []home.Dir {
	t.Helper()
	options := genesis.Options{
		ChainID: "test-1", Time: time.Now(), Epoch: 2 * time.Second,
		Users: []abi.Address{key(1).Address(), key(2).Address(), key(3).Address()},
	}
	nodes := make([]home.InitOptions, n)
	peers := make([]string, n)
	for i := range n {
		o := at(i)
		o.Local, o.Peers, o.Keys = true, peers[:i], keysFromSeed([]byte{byte(i)})
		peers[i] = fmt.Sprintf("%s@%s:%d", o.Keys.PeerID(), o.Host, o.PortBase+2)
		nodes[i] = o
		options.Validators = append(options.Validators,
			genesis.Validator{Account: key(byte(100 + i)).Address(), PubKey: o.Keys.ValidatorPub()})
	}
	doc, err := genesis.Document(options)
	must(t, err)
	homes := make([]home.Dir, n)
	for i, o := range nodes {
		o.Genesis, homes[i] = doc, tempHome(t)
		must(t, home.Init(homes[i], o))
	}
	return homes
}

// reach waits until every node has committed the height.
func reach(t *testing.T, nodes []*Node, height uint64) {
	t.Helper()
	deadline := time.Now().Add(time.Minute)
	for _, n := range nodes {
		for n.state().Head().Height < height {
			if time.Now().After(deadline) {
				t.Fatalf("%s stays at %d", n.API(), n.state().Head().Height)
			}
			time.Sleep(10 * time.Millisecond)
		}
	}
}
