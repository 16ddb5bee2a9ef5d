package node

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
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
		told.Go(func() { saysWhy(t, name, c.home, c.want) })
	}
	told.Wait()
}

// saysWhy runs a node until it says why no block comes, and fails the test unless it begins within ten seconds
// by its own clock. On a slow machine a reason may pass before the one that stays: a peer starts later.
func saysWhy(t *testing.T, name string, h home.Dir, want string) {
	cfg, err := home.LoadConfig(h)
	if err != nil {
		t.Error(err)
		return
	}
	log := &lines{}
	n, err := New(h, cfg, slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Error(err)
		return
	}
	t.Cleanup(func() { _ = n.Stop() })
	if err := n.Start(context.Background()); err != nil {
		t.Error(err)
		return
	}
	var said [][]string
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		said = reasonLine.FindAllStringSubmatch(log.String(), -1)
		if len(said) > 0 && strings.Contains(said[len(said)-1][2], want) {
			break
		}
	}
	switch {
	case len(said) == 0 || !strings.Contains(said[len(said)-1][2], want):
		t.Errorf("%s: it says %q, not %q", name, said, want)
	case len(said) > 1:
		t.Logf("%s: it says %q first", name, said[0])
	}
	if len(said) > 0 {
		if after, err := time.ParseDuration(said[0][1]); err != nil || after > 10*time.Second {
			t.Errorf("%s: it says why after %s, %v", name, after, err)
		}
	}
}

var reasonLine = regexp.MustCompile(`msg="no block comes".* for=(\S+) reason="?(.*)`)

// What is said of votes is what the next block waits for.
func TestBallots(t *testing.T) {
	const none = "BA{4:____} 0/40 = 0.00"
	round := func(prevotes, precommits string) string {
		return fmt.Sprintf(`{"prevotes_bit_array": %q, "precommits_bit_array": %q}`, prevotes, precommits)
	}
	for name, c := range map[string]struct {
		rounds []string
		want   string
		enough bool
	}{
		"two of four prevote":                        {[]string{round("BA{4:xx__} 20/40 = 0.50", none), round(none, none)}, "20/40 in 1", false},
		"three prevoted, and one of them precommits": {[]string{round("BA{4:xxx_} 30/40 = 0.75", "BA{4:x___} 10/40 = 0.25"), round(none, none)}, "10/40 in 1", false},
		"all vote, for nothing": {[]string{round("BA{4:xxxx} 40/40 = 1.00", "BA{4:xxx_} 30/40 = 0.75"),
			round("BA{4:xxx_} 30/40 = 0.75", "BA{4:xxx_} 30/40 = 0.75"), round(none, none)}, "30/40 in 2", true},
		"nobody votes":                    {[]string{round(none, none), round(none, none)}, "0/40 in 1", false},
		"exactly two thirds are not more": {[]string{round("BA{3:xx_} 20/30 = 0.67", none)}, "20/30 in 1", false},
	} {
		b, known := readBallot([]byte(`{"height_vote_set": [` + strings.Join(c.rounds, ",") + `]}`))
		if got := fmt.Sprintf("%s in %d", b, b.rounds); !known || got != c.want || b.enough() != c.enough {
			t.Errorf("%s: %s, %t, %t", name, got, b.enough(), known)
		}
	}
	for _, text := range []string{"", "{}", `{"height_vote_set": [{"prevotes_bit_array": "nil-VoteSet"}]}`} {
		if b, known := readBallot([]byte(text)); known {
			t.Errorf("of %q it makes %s", text, b)
		}
	}
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
