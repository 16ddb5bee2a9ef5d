package node

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// On a small disk that something else fills, the node stops while there is still
// room to stop in, does not start without, and goes on when there is.
func TestDiskFillsUp(t *testing.T) {
	disk := t.TempDir()
	if err := syscall.Mount("none", disk, "tmpfs", 0, "size=96m"); err != nil {
		t.Skip("no right to mount a small disk: ", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(disk, syscall.MNT_DETACH) })
	h := Home(filepath.Join(disk, "home"))
	must(t, os.CopyFS(string(h), os.DirFS(string(newHome(t)))))
	cfg, err := LoadConfig(h)
	must(t, err)
	n, err := New(h, cfg, nil)
	must(t, err)
	done := make(chan error, 1)
	go func() { done <- n.Run(t.Context()) }()
	ready(t, n)
	height := n.state.Version().Height
	ballast := filepath.Join(disk, "ballast")
	must(t, os.WriteFile(ballast, make([]byte, 60<<20), 0o600))
	select {
	case err := <-done:
		if !errors.Is(err, ErrDiskFull) {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the node goes on")
	}
	if _, err := New(h, cfg, nil); !errors.Is(err, ErrDiskFull) {
		t.Errorf("a start without room: %v", err)
	}
	must(t, os.Remove(ballast))
	n, stop := start(t, h)
	ready(t, n)
	if now := n.state.Version().Height; now <= height {
		t.Errorf("at height %d, it was at %d before", now, height)
	}
	stop()
}
