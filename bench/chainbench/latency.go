package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/client"
)

// afterRestart is how many valid transactions are offered right after a restart.
const afterRestart = 50

// latencies measures how long one call takes on a chain with nothing else to do, then restarts
// the node and offers it valid transactions before its next block.
func (b *bench) latencies(ctx context.Context) error {
	for _, s := range []struct {
		name, blocks string
		pause        time.Duration
		calls        int
	}{{"latency/100ms", "100ms", 100 * time.Millisecond, 60}, {"latency/default", "500ms", 500 * time.Millisecond, 20}} {
		home, err := os.MkdirTemp("", "chainbench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(home)
		if err := b.waitFor(ctx, home, s.name, s.blocks, s.pause, s.calls); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) waitFor(ctx context.Context, home, name, blocks string, pause time.Duration, calls int) error {
	c, err := b.start(ctx, home, "--block-time", blocks)
	if err != nil {
		return err
	}
	g, err := b.ask(ctx, c, name, pause, calls)
	if err = errors.Join(err, c.stop()); err != nil {
		return err
	}
	if c, err = b.start(ctx, home); err != nil {
		return err
	}
	return errors.Join(b.offer(ctx, c, g), c.stop())
}

// ask makes calls one after another, at random times between blocks. It leaves the accounts that
// have not called.
func (b *bench) ask(ctx context.Context, c *child, name string, pause time.Duration, calls int) (*crowd, error) {
	if _, err := c.reach(ctx, 1); err != nil {
		return nil, err
	}
	g, err := gather(ctx, c, calls+afterRestart)
	if err != nil {
		return nil, err
	}
	txs, err := g.sign(true)
	if err != nil {
		return nil, err
	}
	for _, raw := range txs[:calls] {
		if err := sleep(ctx, rand.N(pause)); err != nil {
			return nil, err
		}
		began := time.Now()
		if _, err := c.node.SubmitAndWait(ctx, raw); err != nil {
			return nil, err
		}
		b.found.add(name, float64(time.Since(began)))
	}
	g.keys, g.nonce = g.keys[calls:], 0 // those who have sent nothing yet
	return g, nil
}

// offer sends valid transactions as soon as the node answers at all, and counts those that it
// takes at once.
func (b *bench) offer(ctx context.Context, c *child, g *crowd) error {
	if _, err := c.reach(ctx, 0); err != nil {
		return err
	}
	txs, err := g.sign(false)
	if err != nil {
		return err
	}
	taken := 0
	for _, raw := range txs {
		_, err := c.node.Submit(ctx, raw)
		var refused *client.TxError
		var failed *client.Error
		switch {
		case err == nil:
			taken++
		case !errors.As(err, &refused) && !errors.As(err, &failed):
			return err
		}
	}
	b.found.add("restart/taken", float64(taken)/afterRestart)
	return nil
}
