package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// Blocks of the chain whose index is made anew, and calls in each of them.
const (
	pastBlocks = 1000 // three times as many with -full
	pastCalls  = 100
	pastPause  = 100 * time.Millisecond
)

// history measures how long the index of history takes to be made anew from a chain's blocks, whatever the
// command does included, and sets it against the time that these blocks took to make at 100 ms.
func (b *bench) history(ctx context.Context) error {
	home, err := os.MkdirTemp("", "chainbench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	c, err := b.start(ctx, home, "--block-time", pastPause.String(), "--epoch", "1h")
	if err != nil {
		return err
	}
	blocks, err := b.past(ctx, c)
	if err = errors.Join(err, c.stop()); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, b.program, "node", "index", "rebuild", "--home", home)
	began := time.Now()
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("make the index anew: %w\n%s", err, said)
	}
	took, state := time.Since(began), cmd.ProcessState
	made := float64(blocks) * float64(pastPause)
	b.found.add("history/wall", made/float64(took))
	b.found.add("history/cpu", made/float64(state.UserTime()+state.SystemTime()))
	fmt.Fprintf(os.Stderr, "  %d blocks in %.2f s, processor %.2f s\n", blocks, took.Seconds(), (state.UserTime() + state.SystemTime()).Seconds())
	return nil
}

// past makes blocks with calls in them, and returns how many blocks the chain has.
func (b *bench) past(ctx context.Context, c *child) (int64, error) {
	if _, err := c.reach(ctx, 1); err != nil {
		return 0, err
	}
	g, err := gather(ctx, c, pastCalls)
	if err != nil {
		return 0, err
	}
	done := b.watch(ctx, c, "history")
	chain, w, all := &watcher{rpc: c.url(1)}, ways[2], 0
	if chain.height, err = chain.executed(ctx); err != nil {
		return 0, err
	}
	for range pastBlocks * b.rounds() {
		txs, err := g.sign(true)
		if err != nil {
			return 0, err
		}
		taken, err := w.fire(ctx, c.url(0), w.bodies(txs))
		if err == nil && taken < len(txs) {
			err = fmt.Errorf("only %d of %d transactions were taken", taken, len(txs))
		}
		if err == nil {
			err = chain.quiet(ctx, taken)
		}
		if err != nil {
			return 0, err
		}
		all += taken
	}
	if err := errors.Join(done(), g.check(ctx, all+1)); err != nil {
		return 0, err
	}
	return chain.executed(ctx)
}
