package node

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// smallDisk mounts a small disk on a folder, whose content stays.
func smallDisk(t *testing.T, dir, size string) {
	t.Helper()
	must(t, os.MkdirAll(dir, 0o700))
	content := t.TempDir()
	must(t, os.CopyFS(content, os.DirFS(dir)))
	if err := syscall.Mount("none", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skip("no right to mount a small disk: ", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	must(t, os.CopyFS(dir, os.DirFS(content)))
}

// ballast takes all the space of a folder's disk but some bytes, at once. Others may
// be quicker to take the last of it.
func ballast(t *testing.T, dir string, left int64) (path string) {
	t.Helper()
	var disk syscall.Statfs_t
	must(t, syscall.Statfs(dir, &disk))
	path = filepath.Join(dir, "ballast")
	err := os.WriteFile(path, make([]byte, int64(disk.Bavail)*disk.Bsize-left), 0o600)
	if !errors.Is(err, syscall.ENOSPC) {
		must(t, err)
	}
	return path
}

func wantFull(t *testing.T, ended <-chan error, where string) {
	t.Helper()
	select {
	case err := <-ended:
		if !errors.Is(err, home.ErrDiskFull) || !strings.Contains(err.Error(), where) || strings.Contains(err.Error(), "goroutine") {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the node goes on")
	}
}

// On a small disk that something else fills, the node stops while there is still
// space to stop in, does not start without, and goes on when there is.
func TestDiskFillsUp(t *testing.T) {
	disk := t.TempDir()
	smallDisk(t, disk, "96m")
	h := home.Dir(filepath.Join(disk, "home"))
	must(t, os.CopyFS(string(h), os.DirFS(string(newHome(t)))))
	n, ended := background(t, h, nil)
	height := n.state().Head().Height
	made := ballast(t, disk, 20<<20)
	wantFull(t, ended, h.Data())
	if _, err := New(h, n.cfg, nil); !errors.Is(err, home.ErrDiskFull) {
		t.Errorf("a start without space: %v", err)
	}
	must(t, os.Remove(made))
	n, stop := start(t, h)
	ready(t, n)
	if now := n.state().Head().Height; now <= height {
		t.Errorf("at height %d, it was at %d before", now, height)
	}
	stop()
}

// Without any warning, and whichever folder it is that has no space left, the node
// stops with the folder's name, and goes on when there is space. The state takes its
// space far in advance: TestDiskFailsUnderANode does not wait until it needs more.
func TestFolderFillsUp(t *testing.T) {
	if testing.Short() {
		t.Skip("starts many nodes")
	}
	for name, folder := range map[string]func(home.Dir) string{"blocks": home.Dir.Comet, "consensus log": home.Dir.ConsensusWAL} {
		t.Run(name, func(t *testing.T) {
			h := newHome(t)
			smallDisk(t, folder(h), "24m")
			_, ended := background(t, h, nil)
			ballast(t, folder(h), 0)
			wantFull(t, ended, folder(h))
			run(t, copyHome(t, h))
		})
	}
}

// A snapshot ends before it takes the space that blocks need.
func TestSnapshotsLeaveRoom(t *testing.T) {
	disk := t.TempDir()
	smallDisk(t, disk, "128m")
	h := home.Dir(filepath.Join(disk, "home"))
	must(t, os.CopyFS(string(h), os.DirFS(string(newHome(t)))))
	n, stop := start(t, h)
	ready(t, n)
	ballast(t, disk, 48<<20)
	if _, err := n.Snapshot(t.Context(), nil); !errors.Is(err, home.ErrDiskFull) {
		t.Errorf("it took the last of the space: %v", err)
	}
	if left, err := os.ReadDir(string(h.Snapshots())); err != nil || len(left) > 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
	stop()
}

// A snapshot that finds no space is not taken, and nothing else happens.
func TestSnapshotsFillUp(t *testing.T) {
	h := newHome(t)
	smallDisk(t, string(h.Snapshots()), "1m")
	n, stop := start(t, h)
	ready(t, n)
	ballast(t, string(h.Snapshots()), 8<<10)
	if _, err := n.Snapshot(t.Context(), nil); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("without space: %v", err)
	}
	list, err := h.Snapshots().List()
	if len(list) != 0 || err != nil {
		t.Errorf("there is %v, %v", list, err)
	}
	reach(t, []*Node{n}, n.state().Head().Height+3)
	stop()
}
