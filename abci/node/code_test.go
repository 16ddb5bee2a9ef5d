package node

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// A node finds its compiled contracts again. What was changed or lost meanwhile, as after an upgrade
// of the program, is compiled anew before the first block, and never keeps the node from starting.
func TestCompiledContractsOutliveTheNode(t *testing.T) {
	h := newHome(t)
	n, stop := start(t, h)
	ready(t, n)
	stop()
	first := compiled(t, h)
	if len(first) < 2 {
		t.Fatalf("%d contracts are on the disk", len(first))
	}
	spoilt, gone := first[0], first[1]
	good, err := os.ReadFile(spoilt)
	must(t, err)
	must(t, os.WriteFile(spoilt, good[:len(good)/2], 0o600))
	must(t, os.Remove(gone))
	_, stop = start(t, h)
	defer stop()
	again, err := os.Stat(spoilt)
	must(t, err)
	if _, err := os.Stat(gone); err != nil || again.Size() != int64(len(good)) {
		t.Errorf("%d of %d bytes, and %v: a block would compile", again.Size(), len(good), err)
	}
}

// Another node's files are not this one's, and a node may keep none.
func TestCompiledContractsAreSealed(t *testing.T) {
	one, other := newHome(t), tempHome(t)
	must(t, os.MkdirAll(other.Config(), 0o755))
	must(t, os.MkdirAll(other.Data(), 0o755))
	must(t, home.NewKeys().Save(other))
	if a, b := compiledCode(one, 1), compiledCode(other, 1); a.Key == b.Key || a.Key == [32]byte{} || b.Key == [32]byte{} {
		t.Errorf("keys %x and %x", a.Key, b.Key)
	}
	must(t, os.Remove(other.NodeKey()))
	if a, b := compiledCode(one, 0), compiledCode(other, 1); a.Dir != "" || b.Dir != "" {
		t.Errorf("cached in %q and %q", a.Dir, b.Dir)
	}
}

func compiled(t *testing.T, h home.Dir) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(h.Code(), "[0-9a-f]*"))
	must(t, err)
	return files
}
