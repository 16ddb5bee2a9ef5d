package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
)

// crashing is a devnet that is killed over and over while epochs are paid.
type crashing struct {
	t    *testing.T
	home string
	port int
}

// peerz runs one command to its end.
func (c crashing) peerz(args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(c.t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "peerz", append(args, "--home", c.home)...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// start runs the devnet until something kills it, and returns when it makes blocks.
func (c crashing) start(flags ...string) *exec.Cmd {
	c.t.Helper()
	flags = append([]string{"devnet", "--home", c.home, "--epoch", "2s", "--block-time", "100ms", "--port-base", strconv.Itoa(c.port)}, flags...)
	cmd := exec.Command("peerz", flags...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		if _, err := c.peerz("status"); err == nil {
			return cmd
		}
		if time.Now().After(deadline) {
			c.t.Fatalf("no devnet:\n%s", said.String())
		}
	}
}

// A devnet that is killed while contributions are reported, epochs closed and rewards paid
// loses nothing and pays nothing twice: the books of rewards and of the ledger balance, and
// the state is what an execution of all blocks without a kill arrives at.
func TestKilledWhilePaying(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes for half a minute")
	}
	kills := 3
	if n, err := strconv.Atoi(os.Getenv("PEERZ_CRASHES")); err == nil {
		kills = n
	}
	port := hometest.Ports(t, 1)
	c := crashing{t, filepath.Join(t.TempDir(), "home"), port}
	seed := uint64(time.Now().UnixNano())
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for i := range kills {
		node := c.start()
		for _, args := range [][]string{
			{"contribution", "submit", "--role", "developers", "--id", fmt.Sprint("dev", i%4), "--measure", "merged_changes=3"},
			{"tx", "send", "bob", "1tokens", "--from", "alice"},
		} {
			go func() { _, _ = c.peerz(args...) }() // the kill may come in between
		}
		time.Sleep(time.Duration(500+random.IntN(4000)) * time.Millisecond)
		if err := node.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = node.Wait()
	}
	c.balanced(kills)
}

// booksBalance asks the rewards contract whether it paid what it should, and that once.
func (c crashing) booksBalance() {
	c.t.Helper()
	out, err := c.peerz("contract", "query", "rewards", "invariants", "--output", "json")
	if err != nil || !strings.Contains(out, `"ok": true`) {
		c.t.Errorf("the books of rewards: %v\n%s", err, out)
	}
}

// balanced lets one more epoch be paid and looks at everything.
func (c crashing) balanced(kills int) {
	c.t.Helper()
	node := c.start()
	if out, err := c.peerz("contribution", "submit", "--role", "developers", "--id", "last", "--measure", "merged_changes=5"); err != nil {
		c.t.Fatalf("after %d kills: %v\n%s", kills, err, out)
	}
	time.Sleep(6 * time.Second) // the epoch closes and its rewards are swept
	c.booksBalance()
	if err := node.Process.Signal(os.Interrupt); err != nil {
		c.t.Fatal(err)
	}
	if err := node.Wait(); err != nil {
		c.t.Errorf("stop: %v", err)
	}
	checked, err := c.peerz("state", "check")
	if err != nil {
		c.t.Fatalf("after %d kills: %v\n%s", kills, err, checked)
	}
	c.t.Log(checked)
	again := crashing{c.t, filepath.Join(c.t.TempDir(), "again"), c.port}
	if err := os.CopyFS(again.home, os.DirFS(c.home)); err != nil {
		c.t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(again.home, "data", "app")); err != nil {
		c.t.Fatal(err)
	}
	node = again.start() // executes all blocks anew, and goes on
	_ = node.Process.Kill()
	_ = node.Wait()
	if out, err := again.peerz("state", "diff", c.home, again.home); err != nil {
		c.t.Errorf("executed without a kill: %v\n%s", err, out)
	}
}
