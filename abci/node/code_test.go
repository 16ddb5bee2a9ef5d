package node

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A node finds its compiled contracts again. What was changed or lost meanwhile is compiled anew
// when it is called, and never keeps the node from starting.
func TestCompiledContractsOutliveTheNode(t *testing.T) {
	h := newHome(t)
	live := func(until func() bool) {
		n, stop := start(t, h)
		ready(t, n)
		for deadline := time.Now().Add(2 * time.Minute); !until(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("%d contracts are kept, but not the right ones", len(compiled(t, h)))
			}
		}
		stop()
	}
	live(func() bool { return len(compiled(t, h)) >= 2 })
	first := compiled(t, h)
	spoilt, gone := first[0], first[1]
	good, err := os.ReadFile(spoilt)
	must(t, err)
	must(t, os.WriteFile(spoilt, good[:len(good)/2], 0o600))
	must(t, os.Remove(gone))
	live(func() bool {
		again, err := os.Stat(spoilt)
		_, back := os.Stat(gone)
		return err == nil && back == nil && again.Size() == int64(len(good))
	})
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
	files, err := filepath.Glob(filepath.Join(h.Code(), "[0-9a-f]*"))
	must(t, err)
	return files
}
