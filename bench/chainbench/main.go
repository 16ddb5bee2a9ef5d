// Command chainbench measures a running chain: the real program, started as a developer starts
// it, in a fresh folder, and spoken to over the loopback as its users speak to it.
//
// What it asks is what somebody who weighs this chain against another would ask: how long until
// it answers, what it costs while nothing happens, and what one transaction costs under load.
// The figures of the peer, wasmd v0.70.3, were taken in the same way on the same machine; see
// docs/BENCHMARKS.md. Processor time is the figure to trust: wall time has the neighbours in it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// bench is one run: what to measure, and what was found.
type bench struct {
	program string // path of the binary
	port    int    // of the API; the two after it are CometBFT's
	full    bool
	txs     int    // transactions of one round of load
	profile string // where to write a processor profile of each round; "" for none
	found   figures
}

// parts are the measurements, in the order in which they run.
var parts = []struct {
	name string
	run  func(*bench, context.Context) error
}{
	{"program", (*bench).binary},
	{"start", (*bench).starts},
	{"idle", (*bench).idle},
	{"empty", (*bench).empty},
	{"load", (*bench).load},
	{"latency", (*bench).latencies},
	{"network", (*bench).network},
	{"history", (*bench).history},
}

func main() {
	b := &bench{found: figures{}}
	flag.StringVar(&b.program, "peerz", "../bin/peerz", "the program to measure")
	flag.IntVar(&b.port, "port", 29650, "first of three ports to use")
	flag.BoolVar(&b.full, "full", false, "three rounds of every load, and 60 s of idling before its memory is read")
	flag.IntVar(&b.txs, "txs", 10_000, "transactions of one round, each of another account; at most 10,000")
	flag.StringVar(&b.profile, "profile", "", "write processor profiles of the rounds into this folder")
	only := flag.String("only", "", "parts to run, such as start,load (default all)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := b.run(ctx, *only); err != nil {
		fmt.Fprintln(os.Stderr, "chainbench:", err)
		os.Exit(1)
	}
	b.found.print(os.Stdout)
}

func (b *bench) run(ctx context.Context, only string) error {
	chosen := strings.Split(only, ",")
	for _, part := range parts {
		if only != "" && !slices.Contains(chosen, part.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, part.name)
		if err := part.run(b, ctx); err != nil {
			return fmt.Errorf("%s: %w", part.name, err)
		}
	}
	return nil
}

// rounds is how often a load is repeated; the figure is the median.
func (b *bench) rounds() int {
	if b.full {
		return 3
	}
	return 1
}
