package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// loads are the two kinds of transactions.
var loads = []struct {
	name  string
	calls bool
}{{"transfer", false}, {"call", true}}

// load measures what a transaction costs under load, in the setting of the peer: blocks
// 100 ms apart, everybody sends one transaction a round, as fast as the node takes them.
func (b *bench) load(ctx context.Context) error {
	return b.with(ctx, func(c *child) error {
		if _, err := c.reach(ctx, 1); err != nil {
			return err
		}
		g, err := gather(ctx, c, b.txs)
		if err != nil {
			return err
		}
		before, err := c.disk()
		if err != nil {
			return err
		}
		for range b.rounds() {
			if err := b.kinds(ctx, c, g); err != nil {
				return err
			}
		}
		after, err := c.disk()
		if err != nil {
			return err
		}
		b.found.add("load/disk", float64(after-before)/float64(b.rounds()*len(loads)*len(ways)*b.txs))
		if err := g.check(ctx, b.rounds()*len(ways)*b.txs+1); err != nil {
			return err
		}
		resident, err := c.resident()
		b.found.add("load/resident", resident)
		return err
	}, "--block-time", "100ms")
}

// kinds sends each kind of transaction each way.
func (b *bench) kinds(ctx context.Context, c *child, g *crowd) error {
	for _, l := range loads {
		for _, w := range ways {
			txs, err := g.sign(l.calls)
			if err != nil {
				return err
			}
			done := b.watch(ctx, c, l.name+", "+w.name)
			err = errors.Join(b.round(ctx, c, txs, w, l.name), done())
			if err != nil {
				return fmt.Errorf("%s, %s: %w", l.name, w.name, err)
			}
		}
	}
	return nil
}

// round sends transactions one way, and waits until all are executed.
func (b *bench) round(ctx context.Context, c *child, txs [][]byte, w way, name string) error {
	bodies, chain, base := w.bodies(txs), &watcher{rpc: c.url(1)}, c.url(0)
	if w.rpc {
		base = c.url(1)
	}
	first, err := chain.executed(ctx)
	if err != nil {
		return err
	}
	chain.height = first
	before, err := c.cpu()
	if err != nil {
		return err
	}
	began := time.Now()
	taken, err := w.fire(ctx, base, bodies)
	if err == nil && taken < len(txs) {
		err = fmt.Errorf("only %d of %d transactions were taken", taken, len(txs))
	}
	if err != nil {
		return err
	}
	if err := chain.quiet(ctx, taken); err != nil {
		return err
	}
	rate := float64(taken) / time.Since(began).Seconds()
	after, err := c.cpu()
	if err != nil {
		return err
	}
	cost := float64(after-before) / float64(taken)
	b.found.add(name+"/"+w.name+"/cpu", cost)
	b.found.add(name+"/"+w.name+"/rate", rate)
	fmt.Fprintf(os.Stderr, "  %s, %s: %.2f ms, %.0f a second, %d blocks\n", name, w.name, cost/milli, rate, chain.height-first)
	failed, err := chain.failed(ctx, first)
	if err == nil && failed > 0 {
		err = fmt.Errorf("%d of %d transactions failed", failed, taken)
	}
	return err
}
