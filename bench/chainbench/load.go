package main

import (
	"context"
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
		for range b.rounds() {
			for _, l := range loads {
				for _, w := range ways {
					if err := b.round(ctx, c, g, w, l.name, l.calls); err != nil {
						return fmt.Errorf("%s, %s: %w", l.name, w.name, err)
					}
				}
			}
		}
		resident, err := c.resident()
		b.found.add("load/resident", resident)
		return err
	}, "--block-time", "100ms")
}

// round sends one transaction of every account one way, and waits until all are executed.
func (b *bench) round(ctx context.Context, c *child, g *crowd, w way, name string, calls bool) error {
	txs, err := g.sign(calls)
	if err != nil {
		return err
	}
	bodies := w.bodies(txs)
	chain := &watcher{rpc: c.url(1)}
	if chain.height, err = chain.executed(ctx); err != nil {
		return err
	}
	first := chain.height
	before, err := c.cpu()
	if err != nil {
		return err
	}
	base, began := c.url(0), time.Now()
	if w.rpc {
		base = c.url(1)
	}
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
	took := time.Since(began)
	after, err := c.cpu()
	if err != nil {
		return err
	}
	failed, err := chain.failed(ctx, first)
	if err == nil && failed > 0 {
		err = fmt.Errorf("%d of %d transactions failed", failed, taken)
	}
	cost := float64(after-before) / float64(taken)
	b.found.add(name+"/"+w.name+"/cpu", cost)
	b.found.add(name+"/"+w.name+"/rate", float64(taken)/took.Seconds())
	fmt.Fprintf(os.Stderr, "  %s, %s: %.2f ms, %.0f a second, %d blocks\n", name, w.name, cost/1e6, float64(taken)/took.Seconds(), chain.height-first)
	return err
}

// url is an address of the devnet: 0 the API, 1 CometBFT's RPC.
func (c *child) url(offset int) string { return fmt.Sprintf("http://127.0.0.1:%d", c.base+offset) }
