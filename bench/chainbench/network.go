package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// sizes are the networks that are measured, each validator a process of its own on this machine.
var sizes = []int{1, 4, 16}

// network measures how fast networks of several processes on one machine make blocks and execute calls, and
// what a node of them holds in memory: blocks 100 ms apart, all transactions sent to one of the nodes.
func (b *bench) network(ctx context.Context) error {
	for _, n := range sizes {
		if err := b.networkOf(ctx, n); err != nil {
			return fmt.Errorf("%d processes: %w", n, err)
		}
	}
	return nil
}

func (b *bench) networkOf(ctx context.Context, n int) error {
	name := networkName(n)
	return b.with(ctx, func(c *child) error {
		if _, err := c.reach(ctx, 1); err != nil {
			return err
		}
		g, err := gather(ctx, c, b.txs)
		if err != nil {
			return err
		}
		rate, err := c.blockRate(ctx)
		if err != nil {
			return err
		}
		b.found.add(name+"/blocks", rate)
		txs, err := g.sign(true)
		if err != nil {
			return err
		}
		if err := b.round(ctx, c, txs, ways[0], name); err != nil {
			return err
		}
		resident, err := c.residentOfNodes()
		b.found.add(name+"/resident", resident)
		return err
	}, "--block-time", "100ms", "--epoch", "1h", "--validators", strconv.Itoa(n))
}

func networkName(n int) string { return fmt.Sprintf("processes %2d", n) }

// blockRate is how many empty blocks the network makes a second.
func (c *child) blockRate(ctx context.Context) (float64, error) {
	const pause = 20 * time.Second
	before, err := c.node.Status(ctx)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := sleep(ctx, pause); err != nil {
		return 0, err
	}
	after, err := c.node.Status(ctx)
	return float64(after.Height-before.Height) / time.Since(began).Seconds(), err
}

// residentOfNodes is the memory that a node of the network holds now, in bytes: the mean. A devnet of one validator is
// that node itself; a larger one has them as children.
func (c *child) residentOfNodes() (float64, error) {
	pids, err := children(c.cmd.Process.Pid)
	if err != nil {
		return 0, err
	}
	if len(pids) == 0 {
		return c.resident()
	}
	var sum float64
	for _, pid := range pids {
		resident, err := residentOf(pid)
		if err != nil {
			return 0, err
		}
		sum += resident
	}
	return sum / float64(len(pids)), nil
}

// children lists the processes of `peerz node` that a process has started.
func children(parent int) (pids []int, err error) {
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", parent))
	if err != nil {
		return nil, err
	}
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			return nil, err
		}
		for _, field := range strings.Fields(string(text)) {
			pid, err := strconv.Atoi(field)
			if err != nil {
				return nil, err
			}
			if line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid)); err == nil && strings.Contains(string(line), "\x00node\x00") {
				pids = append(pids, pid)
			}
		}
	}
	return pids, nil
}
