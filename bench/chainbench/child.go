package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/client"
)

// child is a devnet in a process of its own.
type child struct {
	program string
	args    []string
	home    string
	base    int // port of the API
	node    *client.Client

	cmd   *exec.Cmd
	said  bytes.Buffer // its output, for when it fails
	since time.Time    // when it was started
}

// start runs `peerz devnet` with these flags in a home, new or not. It returns at once.
func (b *bench) start(ctx context.Context, home string, flags ...string) (*child, error) {
	c := &child{program: b.program, home: home, base: b.port}
	c.args = append([]string{"devnet", "--home", home, "--port-base", strconv.Itoa(b.port)}, flags...)
	var err error
	if c.node, err = client.New(c.url(0)); err != nil {
		return nil, err
	}
	return c, c.run(ctx)
}

// run starts the process.
func (c *child) run(ctx context.Context) error {
	c.cmd = exec.CommandContext(ctx, c.program, c.args...)
	c.cmd.Cancel = func() error { return c.cmd.Process.Signal(os.Interrupt) }
	c.cmd.WaitDelay = 30 * time.Second
	c.cmd.Stdout, c.cmd.Stderr = &c.said, &c.said
	c.since = time.Now()
	return c.cmd.Start()
}

// url is an address of the devnet: 0 the API, 1 CometBFT's RPC, 3 the debug server.
func (c *child) url(offset int) string { return fmt.Sprintf("http://127.0.0.1:%d", c.base+offset) }

// with runs f while a devnet runs, in a home that is removed afterwards.
func (b *bench) with(ctx context.Context, f func(*child) error, flags ...string) error {
	home, err := os.MkdirTemp("", "chainbench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	c, err := b.start(ctx, home, flags...)
	if err != nil {
		return err
	}
	err = f(c)
	return errors.Join(err, c.stop())
}

// stop ends the devnet in order.
func (c *child) stop() error {
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil {
		return fmt.Errorf("the devnet is gone: %w\n%s", err, c.said.Bytes())
	}
	if err := c.cmd.Wait(); err != nil {
		return fmt.Errorf("stop the devnet: %w\n%s", err, c.said.Bytes())
	}
	return nil
}

// patience is how long a devnet may take to get anywhere.
const patience = 10 * time.Minute

// reach waits until a block is committed, 0 for any answer at all, and returns the time since
// the start.
func (c *child) reach(ctx context.Context, height uint64) (time.Duration, error) {
	for time.Since(c.since) < patience {
		if s, err := c.node.Status(ctx); err == nil && s.Height >= height {
			return time.Since(c.since), nil
		}
		if err := sleep(ctx, 5*time.Millisecond); err != nil {
			return 0, err
		}
	}
	return 0, fmt.Errorf("no block %d within %s", height, patience)
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// disk is the sum of the sizes of the files in the home, in bytes.
func (c *child) disk() (sum int64, err error) {
	err = filepath.Walk(c.home, func(_ string, info os.FileInfo, err error) error {
		if errors.Is(err, os.ErrNotExist) { // removed by a compaction meanwhile
			return nil
		}
		if err == nil && info.Mode().IsRegular() {
			sum += info.Size()
		}
		return err
	})
	return sum, err
}
