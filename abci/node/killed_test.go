package node

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// What a process started by these tests is to do until it is killed.
const (
	childHome     = "PEERZ_TEST_NODE_HOME"
	childWrites   = "PEERZ_TEST_WRITES"      // to the disk that it lives for; all when empty
	childCut      = "PEERZ_TEST_CUT"         // like childWrites, and what was not synced is lost
	childRollback = "PEERZ_TEST_ROLLBACK_TO" // roll back instead of running
)

func TestMain(m *testing.M) {
	if h := os.Getenv(childHome); h != "" {
		runChild(Home(h))
		return
	}
	os.Exit(m.Run())
}

func runChild(h Home) {
	cfg, err := LoadConfig(h)
	if err != nil {
		panic(err)
	}
	cfg.History = 20 // so that heights are pruned all the time
	if writes, err := strconv.ParseInt(os.Getenv(childWrites), 10, 64); err == nil {
		cfg.disk = mortal(writes)
	}
	if writes, err := strconv.ParseInt(os.Getenv(childCut), 10, 64); err == nil {
		cfg.disk = forgetful(h, writes)
	}
	if to, err := strconv.ParseUint(os.Getenv(childRollback), 10, 64); err == nil {
		if _, err := Rollback(h, cfg, RollbackOptions{To: to}); err != nil {
			panic(err)
		}
		return
	}
	n, err := New(h, cfg, nil)
	if err != nil {
		panic(err)
	}
	go traffic(n)
	panic(n.Run(context.Background()))
}

// mortal is a disk that kills the process, as hard as can be, instead of doing
// the write after the given number: in the middle of a commit, a flush, a
// compaction, a pruning or a rollback of either store.
func mortal(writes int64) vfs.FS {
	var left atomic.Int64
	left.Store(writes)
	return errorfs.Wrap(vfs.Default, errorfs.InjectorFunc(func(op errorfs.Op) error {
		if op.Kind.ReadOrWrite() == errorfs.OpIsWrite && left.Add(-1) < 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
		return nil
	}))
}

// forgetful is a mortal disk on which nothing is safe before it is synced: both
// stores live in memory, and what a power cut would leave of them goes back to the
// home before the process dies. Whoever writes meanwhile waits, consensus too.
func forgetful(h Home, writes int64) vfs.FS {
	memory := vfs.NewCrashableMem()
	if err := errors.Join(memory.MkdirAll(h.App(), 0o700), memory.MkdirAll(h.Comet(), 0o700)); err != nil {
		panic(err)
	}
	copyStores(h, vfs.Default, memory)
	for dir := h.Data(); ; dir = filepath.Dir(dir) { // the way to them is on disk
		d, err := memory.OpenDir(dir)
		if err = errors.Join(err, d.Sync(), d.Close()); err != nil {
			panic(err)
		}
		if dir == "/" {
			break
		}
	}
	var mu sync.Mutex
	return errorfs.Wrap(memory, errorfs.InjectorFunc(func(op errorfs.Op) error {
		if op.Kind.ReadOrWrite() != errorfs.OpIsWrite {
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		if writes--; writes >= 0 {
			return nil
		}
		left := memory.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: rand.IntN(2) * rand.IntN(101), RNG: rand.New(rand.NewPCG(rand.Uint64(), 0))})
		if err := errors.Join(os.RemoveAll(h.App()), os.RemoveAll(h.Comet())); err != nil {
			panic(err)
		}
		copyStores(h, left, vfs.Default)
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}))
}

func copyStores(h Home, from, to vfs.FS) {
	for _, dir := range []string{h.App(), h.Comet()} {
		if _, err := vfs.Clone(from, to, dir, dir, vfs.CloneSync); err != nil {
			panic(err)
		}
	}
}

// traffic sends transfers to the node of this process, without an end.
func traffic(n *Node) {
	<-n.Ready()
	for {
		acc, _ := world.Read(n.state.View()).Account(key(1).Address()) // views are not closed: it ends by a kill
		for i := range uint64(20) {
			_, _ = pool{n}.Submit(pay(acc.Nonce + i))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// child starts this test program as a node of the home, or as what env says.
func child(t *testing.T, h Home, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), childHome+"="+string(h)), env...)
	must(t, cmd.Start())
	return cmd
}

// crashes is how many times a test kills: a few, or $PEERZ_CRASHES.
func crashes(t *testing.T, few int) int {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv("PEERZ_CRASHES")); err == nil {
		return n
	}
	return few
}

// A node that is killed at any moment comes back with a whole height, no lower
// than what it had told anybody, and goes on. In the end it has what a node has
// that was never killed. Some points are random, the seed is printed; some are
// the n-th write to disk, with or without what was not synced yet; and some
// CometBFT's own kill sites around the execution of a block (FAIL_TEST_INDEX).
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	h := newHome(t)
	var seen uint64
	for i := range crashes(t, 12) {
		writes := random.IntN(60) + random.IntN(2)*random.IntN(1500)
		site := []string{
			fmt.Sprint("FAIL_TEST_INDEX=", (uint64(i)+seed)%11),
			fmt.Sprint(childWrites, "=", writes), fmt.Sprint(childCut, "=", writes), "",
		}[i%4]
		cmd := child(t, h, site)
		time.AfterFunc(time.Duration(300+random.IntN(700))*time.Millisecond, func() {
			if site == "" {
				_ = cmd.Process.Kill()
			}
		})
		_ = cmd.Wait() // killed, one way or the other
		n, stop := start(t, h)
		if height := n.state.Version().Height; height < seen {
			t.Fatalf("kill %d, %q: height fell from %d to %d", i, site, seen, height)
		}
		ready(t, n)
		seen = n.state.Version().Height
		stop()
	}
	sameAsNeverKilled(t, h)
}

// sameAsNeverKilled executes all blocks of a stopped home anew, in one go, and
// compares. The books of both balance.
func sameAsNeverKilled(t *testing.T, h Home) {
	t.Helper()
	n, err := New(h, DefaultConfig(), nil)
	must(t, err)
	killed := n.state.Version()
	must(t, n.Stop())
	must(t, os.RemoveAll(h.App()))
	n, stop := start(t, h)
	if got := root(t, n, killed.Height); got != killed.Root {
		t.Errorf("height %d has %x after the kills, %x without them", killed.Height, killed.Root, got)
	}
	ready(t, n)
	view := n.state.View()
	acc, err := world.Read(view).Account(key(1).Address())
	must(t, err)
	must(t, world.Read(view).CheckBooks())
	view.Close()
	t.Logf("%d heights, %d transfers", killed.Height, acc.Nonce)
	if acc.Nonce == 0 {
		t.Error("there was no traffic")
	}
	resp, err := http.Post("http://"+n.API()+"/query/rewards", "application/json", strings.NewReader(`{"invariants":{}}`))
	must(t, err)
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(body), `"ok":true`) {
		t.Errorf("the books of rewards: %s, %v", body, err)
	}
	stop()
}

// A rollback that is killed at any of its writes is finished by running it
// again, and what it left starts even if it is not.
func TestKilledRollback(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	h, last, hash := busy(t)
	to := last - 5
	for writes := 0; ; writes += 1 + writes/4 {
		trial := tempHome(t)
		must(t, os.CopyFS(string(trial), os.DirFS(string(h))))
		err := child(t, trial, childRollback+"="+fmt.Sprint(to), childWrites+"="+fmt.Sprint(writes)).Wait()
		if writes%3 == 0 { // it may also just be started
			n, stop := start(t, trial)
			if got := root(t, n, last); got != hash {
				t.Fatalf("killed after %d writes and started: height %d has %x, not %x", writes, last, got, hash)
			}
			stop()
		} else {
			r, err := Rollback(trial, DefaultConfig(), RollbackOptions{To: to})
			must(t, err)
			if r.After != (Heights{State: to, Consensus: last - 1, Blocks: last}) {
				t.Fatalf("killed after %d writes and run again: %+v", writes, r)
			}
		}
		must(t, os.RemoveAll(filepath.Join(string(trial), "data")))
		if err == nil {
			return // it was not killed any more
		}
	}
}
