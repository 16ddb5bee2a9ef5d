// Command statebench measures the chain's state against a bare Pebble batch and against
// cosmos/iavl, and prints one table of ratios.
//
// Every measurement runs in a process of its own, the stores taking turns, because commits use
// background threads and memory. Run it from the bench module, or through `make bench-state`.
package main

import (
	"flag"
	"fmt"
	"os"
	"strconv"

	"github.com/peerz-ai/peerz-chain/bench/sample"
	"github.com/peerz-ai/peerz-chain/bench/store"
	"github.com/peerz-ai/peerz-chain/bench/table"
)

// effort is how much a run measures.
type effort struct {
	rounds           int   // processes per store
	large, small     int   // blocks of 10k and of 1k updates
	pruned, retained int   // blocks of 1k updates on the way to the disk figure; heights retained
	memory           []int // numbers of keys for the memory figure
	tight            []int // numbers of keys for the figure of small caches, which none of them fits into
	peerAtThisSize   int   // keys up to which iavl takes part in the memory figure
	travel           int   // keys of the state that travels as a snapshot
	paced            int   // blocks whose time on the wall is measured, in each of two stores
}

var (
	quick    = effort{3, 10, 20, 1000, 100, []int{1_000_000}, []int{100_000, 1_000_000}, 100_000, 300_000, 2000}
	thorough = effort{5, 20, 50, 1000, 100, []int{1_000_000}, []int{100_000, 1_000_000}, 1_000_000, 1_000_000, 2000}
)

// huge is added to the figures of memory and of small caches by -huge.
const huge = 10_000_000

func main() {
	full := flag.Bool("full", false, "more processes and blocks, and iavl at 1M keys")
	withHuge := flag.Bool("huge", false, "also measure memory and small caches at 10M keys (some 40 minutes)")
	worker := flag.String("worker", "", "measure one thing and print the figures as JSON: commits, disk, memory, tight, travel, pace")
	name := flag.String("store", store.Peerz, "the store that the worker measures")
	keys := flag.Int("keys", 100_000, "keys that the worker loads first")
	flag.Parse()
	e := quick
	if *full {
		e = thorough
	}
	if *withHuge {
		e.memory, e.tight = append(e.memory, huge), append(e.tight, huge)
	}
	if err := run(e, *full, *worker, *name, *keys); err != nil {
		fmt.Fprintln(os.Stderr, "statebench:", err)
		os.Exit(1)
	}
}

func run(e effort, full bool, worker, name string, keys int) error {
	if worker != "" {
		s, err := work(e, worker, name, keys)
		if err != nil {
			return err
		}
		return s.Print()
	}
	b := &board{effort: e, full: full}
	steps := []func() error{b.commits, b.disk, b.memory, b.tight, b.travel, b.pace}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	table.Print(os.Stdout, fmt.Sprintf("The state, 100k keys of 32 B with values of 100 B, median of %d processes each", e.rounds), b.rows())
	return nil
}

// board collects what the workers found.
type board struct {
	effort
	full  bool
	runs  sample.Runs // commits: one set per round, all stores in it
	once  sample.Set  // disk, memory, small caches
	trips sample.Runs // snapshots: one set per round
	paces sample.Runs // blocks with and without pruning and snapshots: one set per round
}

// spawn measures one thing in a fresh process and adds its figures to a set.
func (b *board) spawn(into sample.Set, worker, name string, keys int) error {
	fmt.Fprintf(os.Stderr, "%s: %s, %d keys\n", worker, name, keys)
	args := []string{"-worker", worker, "-store", name, "-keys", strconv.Itoa(keys)}
	if b.full {
		args = append(args, "-full")
	}
	s, err := sample.Spawn(args...)
	for k, v := range s {
		into[k] = v
	}
	return err
}

var stores = []string{store.Floor, store.Peerz, store.IAVL}

const baseKeys = 100_000

func (b *board) commits() error {
	for range b.rounds {
		s := sample.Set{}
		for _, name := range stores {
			if err := b.spawn(s, "commits", name, baseKeys); err != nil {
				return err
			}
		}
		b.runs = append(b.runs, s)
	}
	return nil
}

func (b *board) disk() error {
	b.once = sample.Set{}
	for _, name := range stores {
		if err := b.spawn(b.once, "disk", name, baseKeys); err != nil {
			return err
		}
	}
	return nil
}

func (b *board) memory() error {
	for _, keys := range b.effort.memory {
		for _, name := range stores {
			if name == store.IAVL && keys > b.peerAtThisSize {
				continue
			}
			if err := b.spawn(b.once, "memory", name, keys); err != nil {
				return err
			}
		}
	}
	return nil
}

func (b *board) tight() error {
	for _, keys := range b.effort.tight {
		if err := b.spawn(b.once, "tight", store.Peerz, keys); err != nil {
			return err
		}
	}
	return nil
}

func (b *board) travel() (err error) {
	b.trips, err = b.ours("travel", b.effort.travel)
	return err
}

func (b *board) pace() (err error) {
	b.paces, err = b.ours("pace", baseKeys)
	return err
}

// ours measures something of our store alone, in every round.
func (b *board) ours(worker string, keys int) (runs sample.Runs, err error) {
	for range b.rounds {
		s := sample.Set{}
		if err := b.spawn(s, worker, store.Peerz, keys); err != nil {
			return nil, err
		}
		runs = append(runs, s)
	}
	return runs, nil
}
