package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cometbft/cometbft/p2p"

	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// lines is a log that tests read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// A node that does not move says within ten seconds why, and what to do, at the level that
// nodes log at by default.
func TestIdleNodesSayWhy(t *testing.T) {
	if testing.Short() {
		t.Skip("eight nodes in one process")
	}
	homes := newNetwork(t, 2)
	nodes := make([]*Node, len(homes))
	for i, h := range homes {
		nodes[i], _ = start(t, h)
	}
	reach(t, nodes, 3)
	other := func(chainID string) *home.InitOptions {
		doc, err := genesis.Document(genesis.Options{ChainID: chainID, Time: time.Now(), Epoch: time.Second, Users: []abi.Address{key(1).Address()},
			Validators: []genesis.Validator{{Account: key(9).Address(), PubKey: home.NewKeys().ValidatorPub()}}})
		must(t, err)
		return &home.InitOptions{Genesis: doc, Peers: peersOf(nodes)}
	}
	quorum := newNetwork(t, 4)
	var told sync.WaitGroup
	for name, c := range map[string]struct {
		home home.Dir
		want string
	}{
		"no peers":           {joiner(t, nodes, home.InitOptions{}), "none is named: set persistent_peers"},
		"no peer there":      {joiner(t, nodes, home.InitOptions{Peers: []string{strings.Repeat("0a", 20) + "@127.0.0.1:9"}}), "connection refused"},
		"another chain":      {joiner(t, nodes, *other("other-1")), "different network"},
		"another genesis":    {joiner(t, nodes, *other("test-1")), "compare config/genesis.json"},
		"no snapshot":        {newJoiner(t, nodes), "peerz snapshot create"},
		"half of the power":  {quorum[0], "200000/400000 of the power"},
		"and the other half": {quorum[1], "200000/400000 of the power"},
	} {
		told.Go(func() {
			if text := firstReason(t, c.home); !strings.Contains(text, c.want) {
				t.Errorf("%s: it says %q, not %q", name, text, c.want)
			}
		})
	}
	told.Wait()
}

// firstReason runs a node and returns what it has logged ten seconds later.
func firstReason(t *testing.T, h home.Dir) string {
	cfg, err := home.LoadConfig(h)
	if err != nil {
		t.Error(err)
		return ""
	}
	log := &lines{}
	n, err := New(h, cfg, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Error(err)
		return ""
	}
	t.Cleanup(func() { _ = n.Stop() })
	if err := n.Start(context.Background()); err != nil {
		t.Error(err)
		return ""
	}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end) && !strings.Contains(log.String(), "no block comes"); {
		time.Sleep(50 * time.Millisecond)
	}
	return log.String()
}

// joiner initialises a node of the network's chain, unless o says otherwise.
func joiner(t *testing.T, nodes []*Node, o home.InitOptions) home.Dir {
	t.Helper()
	if o.Genesis == nil {
		o.Genesis = documentOf(t, nodes[0])
	}
	o.PortBase, o.Local = hometest.Ports(t, 1), true
	h := tempHome(t)
	must(t, home.Init(h, o))
	return h
}

func peersOf(nodes []*Node) []string {
	var peers []string
	for _, n := range nodes {
		peers = append(peers, fmt.Sprintf("%s@%s", n.consensus.node.Load().NodeInfo().ID(), trimScheme(n.consensus.settings.P2P.ListenAddress)))
	}
	return peers
}

// A node that is to join from a snapshot does not start with servers that do not answer, or say
// something else than it is told to trust.
func TestJoiningNeedsServersThatAgree(t *testing.T) {
	homes := newNetwork(t, 1)
	n, _ := start(t, homes[0])
	ready(t, n)
	for want, change := range map[string]func(*home.StateSync){
		"do not trust it before you know why": func(s *home.StateSync) { s.Hash = strings.Repeat("ab", 32) },
		"connection refused":                  func(s *home.StateSync) { s.Servers = []string{"127.0.0.1:9", "127.0.0.1:9"} },
	} {
		s := home.StateSync{Servers: []string{n.RPC(), n.RPC()}, Height: 1, Hash: strings.Repeat("00", 32)}
		change(&s)
		h := joiner(t, []*Node{n}, home.InitOptions{Peers: peersOf([]*Node{n}), StateSync: s})
		cfg, err := home.LoadConfig(h)
		must(t, err)
		j, err := New(h, cfg, nil)
		must(t, err)
		begin := time.Now()
		err = j.Start(t.Context())
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "[statesync]") || time.Since(begin) > 10*time.Second {
			t.Errorf("after %s: %v, want %q", time.Since(begin), err, want)
		}
		must(t, j.Stop())
	}
}

// fakeNetwork reaches its peers from the given attempt on.
type fakeNetwork struct {
	mu       sync.Mutex
	attempts map[string]int
	from     int
}

// Connected implements network.
func (f *fakeNetwork) Connected(id p2p.ID) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.attempts[string(id)+"@there"] >= f.from
}

// Dial implements network.
func (f *fakeNetwork) Dial(address string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.attempts[address]++
	if f.attempts[address] < f.from {
		return errors.New("nobody there")
	}
	return nil
}

// Peers that were away for long are dialled as often as those that have just gone.
func TestPersistentPeersAreDialledForEver(t *testing.T) {
	f := &fakeNetwork{attempts: map[string]int{}, from: 100}
	r := &redialer{network: f, interval: time.Millisecond, log: slog.New(slog.DiscardHandler)}
	peers := []string{"a@there", "b@there"}
	r.run(t.Context(), peers)
	for end := time.Now().Add(20 * time.Second); !f.Connected("a") || !f.Connected("b"); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("attempts: %v", f.attempts)
		}
	}
	time.Sleep(20 * time.Millisecond)
	if f.attempts["a@there"] != f.from || r.failure(peers) != "" {
		t.Errorf("connected, it dialled on: %v, %s", f.attempts, r.failure(peers))
	}
}
