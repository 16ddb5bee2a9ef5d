package node

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

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
		if height := n.state().Head().Height; height < seen {
			t.Fatalf("kill %d, %q: height fell from %d to %d", i, site, seen, height)
		}
		ready(t, n)
		seen = n.state().Head().Height
		stop()
	}
	sameAsNeverKilled(t, h)
}

// sameAsNeverKilled executes all blocks of a stopped home anew, in one go, and
// compares. The books of both balance.
func sameAsNeverKilled(t *testing.T, h home.Dir) {
	t.Helper()
	n, err := New(h, home.DefaultConfig(), nil)
	must(t, err)
	killed := n.state().Head()
	must(t, n.Stop())
	must(t, os.RemoveAll(h.App()))
	n, stop := start(t, h)
	if got := root(t, n, killed.Height); got != killed.Root {
		t.Errorf("height %d has %x after the kills, %x without them", killed.Height, killed.Root, got)
	}
	ready(t, n)
	view := n.state().View()
	acc, err := world.Read(view).Account(key(1).Address())
	must(t, err)
	must(t, world.Read(view).CheckBooks())
	view.Close()
	t.Logf("%d heights, %d transfers", killed.Height, acc.Nonce)
	if acc.Nonce == 0 {
		t.Error("there was no traffic")
	}
	resp, err := http.Post("http://"+n.API()+"/v1/query/rewards", "application/json", strings.NewReader(`{"invariants":{}}`))
	must(t, err)
	defer resp.Body.Close()
	if body, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(body), `"ok":true`) {
		t.Errorf("the books of rewards: %s, %v", body, err)
	}
	stop()
}

// A rollback that is killed at any of its writes, to the state or to CometBFT's
// stores, is finished by running it again, and what it left starts even if it is
// not.
func TestKilledRollback(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	h, last, hash := busy(t)
	to := last - 5
	for writes := 0; killedRollback(t, h, to, writes); writes += 1 + writes/4 {
		t.Logf("killed after %d writes", writes)
	}
	t.Run("forgetting blocks", func(t *testing.T) {
		must(t, os.Remove(h.ValidatorKey()))
		must(t, keysFromSeed([]byte("follower")).Save(h)) // a validator alone may not
		for writes := 0; killedRollback(t, h, to, writes, childForget+"=1"); writes += 2 + writes/3 {
			t.Logf("killed after %d writes", writes)
		}
	})
	if n, _ := start(t, h); root(t, n, last) != hash {
		t.Error("the home that was copied has changed")
	}
}

// killedRollback kills the rollback of a copy of a home; false when it was not
// killed any more.
func killedRollback(t *testing.T, h home.Dir, to uint64, writes int, how ...string) bool {
	t.Helper()
	trial := copyHome(t, h)
	before, err := New(trial, home.DefaultConfig(), nil)
	must(t, err)
	last, hash := before.state().Head().Height, before.state().Head().Root
	must(t, before.Stop())
	killed := child(t, trial, append(how, childRollback+"="+fmt.Sprint(to), childWrites+"="+fmt.Sprint(writes))...).Wait() != nil
	if writes%3 == 0 { // it may also just be started
		n, stop := start(t, trial)
		if now := n.state().Head(); len(how) == 0 && (now.Height < last || root(t, n, last) != hash) || now.Height < to {
			t.Fatalf("killed after %d writes and started: height %d", writes, now.Height)
		}
		stop()
	}
	want := maintenance.Heights{State: to, Consensus: last - 1, Blocks: last}
	if len(how) > 0 {
		want = maintenance.Heights{State: to, Consensus: to, Blocks: to}
	}
	if writes%3 != 0 && killed {
		r, err := maintenance.Rollback(trial, home.DefaultConfig(), maintenance.RollbackOptions{To: to, Forget: len(how) > 0})
		done := err != nil && strings.Contains(err.Error(), fmt.Sprint("the last block is ", to))
		if !done && (err != nil || r.After != want) {
			t.Fatalf("killed after %d writes and run again: %+v, %v", writes, r, err)
		}
	}
	_ = errors.Join(os.RemoveAll(trial.App()), os.RemoveAll(trial.Comet())) // there are many
	return killed
}

// A backup or a snapshot that is killed leaves nothing that has the name of a whole
// one, and does not harm the home.
func TestKilledCopies(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	h, last, hash := busy(t)
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 5))
	whole := 0
	for i := range crashes(t, 4) {
		cmd := child(t, h, childCopies+"="+[]string{"backup", "snapshot"}[i%2])
		time.Sleep(time.Duration(100+random.IntN(400)) * time.Millisecond)
		must(t, cmd.Process.Kill())
		_ = cmd.Wait()
		list, err := h.Snapshots().List()
		must(t, err)
		for _, info := range list {
			_, err := tempHome(t).Snapshots().Import(t.Context(), filepath.Join(string(h.Snapshots()), fmt.Sprint(info.Head.Height, ".snapshot")), fmt.Sprintf("%x", hash), nil)
			must(t, err)
			must(t, h.Snapshots().Delete(info.Head.Height))
			whole++
		}
		made, err := filepath.Glob(filepath.Join(string(h), "backup*"))
		must(t, err)
		for _, dir := range made {
			if !strings.HasSuffix(dir, ".unfinished") {
				s, err := maintenance.Open(home.Dir(dir), home.DefaultConfig())
				must(t, err)
				if v := s.State().Head(); v.Height != last || v.Root != hash {
					t.Errorf("%s is of %v", dir, v)
				}
				must(t, s.Close())
				whole++
			}
			must(t, os.RemoveAll(dir))
		}
	}
	t.Logf("%d whole ones", whole)
	run(t, h)
}
