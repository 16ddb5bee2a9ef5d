package node

import (
	"context"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"
)

// childHome tells a process started by TestKilled which home to run until it is
// killed.
const childHome = "PEERZ_TEST_NODE_HOME"

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
	n, err := New(h, cfg, nil)
	if err != nil {
		panic(err)
	}
	panic(n.Run(context.Background()))
}

// A node that is killed at any moment comes back with a whole height, no lower
// than what it had told anybody, and goes on. Some points are random, the seed is
// printed; some are CometBFT's own kill sites between the
// execution of a block and the record of it (FAIL_TEST_INDEX).
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for some seconds")
	}
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	h := newHome(t)
	var seen uint64
	for _, site := range []string{"", "3", "6", "7", "8", ""} {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childHome+"="+string(h), "FAIL_TEST_INDEX="+site)
		must(t, cmd.Start())
		if site == "" {
			time.Sleep(time.Duration(300+random.IntN(700)) * time.Millisecond)
			must(t, cmd.Process.Kill())
		}
		_ = cmd.Wait() // killed, one way or the other

		n, stop := start(t, h)
		height := n.state.Version().Height
		if height < seen {
			t.Fatalf("site %q: height fell from %d to %d", site, seen, height)
		}
		ready(t, n)
		seen = n.state.Version().Height
		stop()
	}
}
