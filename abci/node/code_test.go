package node

import (
	"os"
	"path/filepath"
	"testing"
)

// A node finds its compiled contracts again. What was changed or lost meanwhile is compiled anew,
// and never keeps it from starting.
func TestCompiledContractsOutliveTheNode(t *testing.T) {
	h := newHome(t)
	live := func() {
		n, stop := start(t, h)
		ready(t, n)
		stop()
	}
	live()
	first := compiled(t, h)
	if len(first) == 0 {
		t.Fatal("nothing is kept")
	}
	spoilt, gone := first[0], first[1]
	good, err := os.ReadFile(spoilt)
	must(t, err)
	must(t, os.WriteFile(spoilt, good[:len(good)/2], 0o600))
	must(t, os.Remove(gone))
	live()
	if second := compiled(t, h); len(second) != len(first) {
		t.Errorf("%d files, then %d", len(first), len(second))
	}
	again, err := os.ReadFile(spoilt)
	must(t, err)
	if len(again) != len(good) {
		t.Errorf("the spoilt file has %d bytes, want %d", len(again), len(good))
	}
}

// Another node's files are not this one's, and a node may keep none.
func TestCompiledContractsAreSealed(t *testing.T) {
	one := &Node{home: newHome(t), cfg: DefaultConfig()}
	other := &Node{home: tempHome(t), cfg: DefaultConfig()}
	must(t, os.MkdirAll(other.home.Config(), 0o755))
	must(t, os.MkdirAll(other.home.Data(), 0o755))
	must(t, NewKeys().save(other.home))
	if a, b := one.compiledCode(), other.compiledCode(); a.Key == b.Key || a.Key == [32]byte{} || b.Key == [32]byte{} {
		t.Errorf("keys %x and %x", a.Key, b.Key)
	}
	one.cfg.CodeCacheMB = 0
	must(t, os.Remove(other.home.NodeKey()))
	if a, b := one.compiledCode(), other.compiledCode(); a.Dir != "" || b.Dir != "" {
		t.Errorf("kept in %q and %q", a.Dir, b.Dir)
	}
}

func compiled(t *testing.T, h Home) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(h.Code(), "*"))
	must(t, err)
	return files
}
