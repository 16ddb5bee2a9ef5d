package node

import (
	"cmp"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cockroachdb/pebble/v2/vfs/errorfs"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/logging"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// What a process started by these tests is to do until it is killed.
const (
	childHome     = "PEERZ_TEST_NODE_HOME"
	childWrites   = "PEERZ_TEST_WRITES"      // to the disk that it lives for; all when empty
	childCut      = "PEERZ_TEST_CUT"         // like childWrites, and what was not synced is lost
	childRollback = "PEERZ_TEST_ROLLBACK_TO" // roll back instead of running
	childForget   = "PEERZ_TEST_FORGET"      // and forget the blocks above
	childCopies   = "PEERZ_TEST_COPIES"      // make copies for ever: backup or snapshot
	childQuiet    = "PEERZ_TEST_QUIET"       // run as the home says, and log; send nothing
	childClock    = "PEERZ_TEST_CLOCK"       // have a clock that is wrong by what this file says
	childLevels   = "PEERZ_TEST_LOG"         // have these levels in the log, such as info,consensus=debug
	childSteps    = "PEERZ_TEST_STEPS"       // send nothing, and die at each step of an upgrade that this file does not have yet
	childTreason  = "PEERZ_TEST_TREASON"     // and harm the chain in these ways
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childSigner); dir != "" {
		runSigner(dir)
		return
	}
	if h := os.Getenv(childHome); h != "" {
		runChild(home.Dir(h))
		return
	}
	var err error
	if homes, err = os.MkdirTemp("", "nodes"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(homes)
	os.Exit(code)
}

func runChild(h home.Dir) {
	cfg, err := home.LoadConfig(h)
	if err != nil {
		panic(err)
	}
	if os.Getenv(childQuiet) != "" {
		runQuiet(h, cfg)
		return
	}
	if os.Getenv(childSteps) == "" {
		cfg.History = 20 // so that heights are pruned all the time
	}
	if writes, err := strconv.ParseInt(os.Getenv(childWrites), 10, 64); err == nil {
		cfg.FS = mortal(writes)
	}
	if writes, err := strconv.ParseInt(os.Getenv(childCut), 10, 64); err == nil {
		cfg.FS = forgetful(h, writes)
	}
	if to, err := strconv.ParseUint(os.Getenv(childRollback), 10, 64); err == nil {
		if _, err := maintenance.Rollback(h, cfg, maintenance.RollbackOptions{To: to, Forget: os.Getenv(childForget) != ""}); err != nil {
			panic(err)
		}
		return
	}
	if what := os.Getenv(childCopies); what != "" {
		panic(makeCopies(h, cfg, what))
	}
	n, err := New(h, cfg, nil)
	if err != nil {
		panic(err)
	}
	if path := os.Getenv(childSteps); path != "" {
		dieAtSteps(n.machine, path)
		panic(n.Run(context.Background()))
	}
	go traffic(n)
	panic(n.Run(context.Background()))
}

// runQuiet runs a node of a fleet until a signal or a failure ends it.
func runQuiet(h home.Dir, cfg home.Config) {
	levels, err := logging.NewLevels(cmp.Or(os.Getenv(childLevels), "info"))
	if err != nil {
		panic(err)
	}
	log := logging.New(os.Stderr, levels, false)
	if path := os.Getenv(childClock); path != "" {
		err = followClock(path)
	}
	var n *Node
	if err == nil {
		n, err = New(h, cfg, log)
	}
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		if how := os.Getenv(childTreason); how != "" {
			if err = betray(n, how); err == nil {
				err = n.Wait()
			}
		} else {
			err = n.Run(ctx)
		}
	}
	if err != nil {
		log.Error("the node ended", "err", err)
		os.Exit(1)
	}
}

// makeCopies backs a stopped home up, or takes its snapshot, over and over.
func makeCopies(h home.Dir, cfg home.Config, what string) error {
	for i := 0; ; i++ {
		s, err := maintenance.Open(h, cfg)
		if err != nil {
			return err
		}
		if what == "backup" {
			_, err = s.Backup(context.Background(), filepath.Join(string(h), "backup"+strconv.Itoa(i)), true)
		} else if _, err = s.Snapshot(context.Background(), nil); err == nil {
			err = h.Snapshots().Delete(s.State().Head().Height)
		}
		if err = errors.Join(err, s.Close()); err != nil {
			return err
		}
	}
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
func forgetful(h home.Dir, writes int64) vfs.FS {
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

func copyStores(h home.Dir, from, to vfs.FS) {
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
		acc, _ := world.Read(n.state().View()).Account(key(1).Address()) // views are not closed: it ends by a kill
		for i := range uint64(20) {
			_, _ = n.pool().Submit(pay(acc.Nonce + i))
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// child starts this test program as a node of the home, or as what env says.
func child(t *testing.T, h home.Dir, env ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), childHome+"="+string(h)), env...)
	must(t, cmd.Start())
	return cmd
}
