package node

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/join"
	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/state"
)

// A snapshot file and the headers of two nodes make a home that goes on from
// there, though it is stopped before its first block. Files and headers that do
// not fit each other leave it without data.
func TestRestoreFromAFile(t *testing.T) {
	if testing.Short() {
		t.Skip("three nodes in one process")
	}
	nodes, file := snapshotOfTwo(t)
	h, o := newJoiner(t, nodes), join.RestoreOptions{File: file}
	o.Trust = trustIn(t, nodes)
	cfg, err := home.LoadConfig(h)
	must(t, err)
	refusals(t, h, cfg, o)
	steps := 0
	o.Progress = func(done, total int) { steps++ }
	info, err := join.RestoreFile(t.Context(), h, cfg, o)
	must(t, err)
	if steps != info.Chunks {
		t.Errorf("told of %d chunks of %d", steps, info.Chunks)
	}
	if _, err := join.RestoreFile(t.Context(), h, cfg, o); !errors.Is(err, join.ErrHasData) {
		t.Errorf("restored twice: %v", err)
	}
	for range 2 { // stopped at once: the next start must know where blocks begin, too
		n, err := New(h, cfg, nil)
		must(t, err)
		err = n.assemble(t.Context())
		must(t, errors.Join(err, n.Stop()))
	}
	n, stop := start(t, h)
	ready(t, n)
	var block map[string]any
	if code := get(t, n, "/v1/blocks/2", &block); code != 410 {
		t.Errorf("block 2 came too: %d", code)
	}
	asksContracts(t, n)
	for n.consensus.CatchingUp() { // CometBFT may throw when it is stopped before
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	n, _ = start(t, h)
	ready(t, n)
	asksContracts(t, n)
}

// snapshotOfTwo runs two validators and exports a snapshot of one of them.
func snapshotOfTwo(t *testing.T) (nodes []*Node, file string) {
	t.Helper()
	for _, h := range newNetwork(t, 2) {
		n, _ := start(t, h)
		nodes = append(nodes, n)
	}
	for _, n := range nodes {
		ready(t, n)
	}
	var paid receipt
	post(t, nodes[0], "/v1/txs?wait=1", pay(0), &paid)
	info, err := nodes[0].Snapshot(t.Context(), nil)
	must(t, err)
	file = filepath.Join(t.TempDir(), "file")
	_, err = nodes[0].dir.Snapshots().Export(t.Context(), info.Head.Height, file, nil)
	must(t, err)
	reach(t, nodes, info.Head.Height+3)
	return nodes, file
}

func trustIn(t *testing.T, nodes []*Node) home.StateSync {
	t.Helper()
	s := home.StateSync{}
	for _, n := range nodes {
		s.Servers = append(s.Servers, n.RPC())
	}
	s, err := join.FetchTrust(t.Context(), s, nodes[0].ChainID())
	must(t, err)
	return s
}

// refusals tries what must not work.
func refusals(t *testing.T, h home.Dir, cfg home.Config, good join.RestoreOptions) {
	t.Helper()
	whole, err := os.ReadFile(good.File)
	must(t, err)
	bad := func(at int, to byte) string {
		b := bytes.Clone(whole)
		b[at] = to
		path := filepath.Join(t.TempDir(), "bad")
		must(t, os.WriteFile(path, b, 0o600))
		return path
	}
	f, err := snapshot.Open(good.File)
	must(t, err)
	height := strings.Index(string(whole), string(f.Info().Manifest)) + 8 // its last byte
	must(t, f.Close())
	for name, c := range map[string]struct {
		change func(*join.RestoreOptions)
		is     error
		says   string
	}{
		"a bad chunk":       {func(o *join.RestoreOptions) { o.File = bad(100, ^whole[100]) }, state.ErrSnapshot, "chunk 0"},
		"a bad end":         {func(o *join.RestoreOptions) { o.File = bad(len(whole)-1, 99) }, snapshot.ErrDamaged, ""},
		"another height":    {func(o *join.RestoreOptions) { o.File = bad(height, 1) }, state.ErrSnapshot, "but the chain has"},
		"another header":    {func(o *join.RestoreOptions) { o.Trust.Hash = strings.Repeat("ab", 32) }, nil, "to trust"},
		"nobody to ask":     {func(o *join.RestoreOptions) { o.Trust.Servers = []string{"127.0.0.1:1", "127.0.0.1:1"} }, nil, "127.0.0.1:1"},
		"no file":           {func(o *join.RestoreOptions) { o.File = "nowhere" }, os.ErrNotExist, ""},
		"a hash not in hex": {func(o *join.RestoreOptions) { o.Trust.Hash = "?" }, nil, "not hex"},
	} {
		o := good
		c.change(&o)
		_, err := join.RestoreFile(t.Context(), h, cfg, o)
		if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		for _, dir := range []string{h.App(), h.Comet(), h.Restore()} {
			if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s leaves %s", name, dir)
			}
		}
	}
}
