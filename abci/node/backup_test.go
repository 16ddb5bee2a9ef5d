package node

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
)

// The backup of a running node is a home that goes on from where it was made.
func TestBackupOfARunningNode(t *testing.T) {
	h := newHome(t)
	n, stop := start(t, h)
	ready(t, n)
	var r receipt
	post(t, n, "/v1/txs?wait=1", pay(0), &r)
	copied := filepath.Join(t.TempDir(), "copy")
	c := control.NewClient(h.Socket())
	made, err := c.Backup(t.Context(), copied, true)
	must(t, err)
	if made.Height < r.Height {
		t.Errorf("the backup is of height %d", made.Height)
	}
	if _, err := c.Backup(t.Context(), copied, true); err == nil {
		t.Error("a backup over a folder")
	}
	if _, err := c.Backup(t.Context(), "here", false); err == nil {
		t.Error("a backup to a relative path, relative to whom?")
	}
	stop() // two nodes with the same keys must not run at once
	n, stop = start(t, home.Dir(copied))
	ready(t, n)
	asksContracts(t, n)
	stop()
	if _, err := os.Stat(h.Socket()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the socket stays: %v", err)
	}
}

// Without the keys, the copy is another node that follows the same chain.
func TestBackupWithoutKeys(t *testing.T) {
	h := newHome(t)
	run(t, h)
	s, err := maintenance.Open(h, home.DefaultConfig())
	must(t, err)
	copied := home.Dir(filepath.Join(t.TempDir(), "copy"))
	v, err := s.Backup(t.Context(), string(copied), false)
	must(t, err)
	must(t, s.Close())
	same := func(path func(home.Dir) string) bool {
		a, err := os.ReadFile(path(h))
		must(t, err)
		b, err := os.ReadFile(path(copied))
		must(t, err)
		return string(a) == string(b)
	}
	if same(home.Dir.ValidatorKey) || same(home.Dir.NodeKey) || !same(home.Dir.Genesis) || !same(home.Dir.Settings) {
		t.Error("the keys went along, or the settings did not")
	}
	n, err := New(copied, home.DefaultConfig(), nil)
	must(t, err)
	if n.state().Head() != v {
		t.Errorf("the copy is at %v, the backup said %v", n.state().Head(), v)
	}
	must(t, n.Stop())
}
