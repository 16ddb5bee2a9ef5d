//go:build cgo

// Command vmbench measures the chain's sandbox against its peers and prints one table of
// ratios: stock wazero without metering, wasmtime with fuel, wasmvm as CosmWasm chains run it.
//
// It starts itself as several worker processes, one after the other; see package sample for
// why. Run it from the bench module, or through `make bench-vm`.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/peerz-ai/peerz-chain/bench/kernels"
	"github.com/peerz-ai/peerz-chain/bench/sample"
	"github.com/peerz-ai/peerz-chain/bench/table"
)

func main() {
	full := flag.Bool("full", false, "more processes and rounds")
	worker := flag.Bool("worker", false, "measure once and print the figures as JSON")
	kernelsOnly := flag.Bool("kernels", false, "measure only the kernels")
	shift := flag.Int("shift", 0, "with -worker: by how much the kernels' machine code is moved")
	flag.Parse()
	if err := run(*full, *worker, *kernelsOnly, *shift); err != nil {
		fmt.Fprintln(os.Stderr, "vmbench:", err)
		os.Exit(1)
	}
}

// effort is how much a run measures.
type effort struct {
	processes, rounds, bombs int
}

var (
	quick    = effort{processes: 3, rounds: 5, bombs: 9}
	thorough = effort{processes: 7, rounds: 15, bombs: 9}
)

func run(full, worker, kernelsOnly bool, shift int) error {
	e, args := quick, []string{"-worker"}
	if full {
		e, args = thorough, append(args, "-full")
	}
	if kernelsOnly {
		args = append(args, "-kernels")
	}
	if worker {
		m, err := measure(e, kernelsOnly, shift)
		if err != nil {
			return err
		}
		return m.Print()
	}
	var runs sample.Runs
	for i := range e.processes {
		fmt.Fprintf(os.Stderr, "process %d of %d\n", i+1, e.processes)
		s, err := sample.Spawn(append(args, fmt.Sprintf("-shift=%d", i))...)
		if err != nil {
			return err
		}
		runs = append(runs, s)
	}
	table.Print(os.Stdout, "Kernels that nobody tuned for: ours (gas and stack metered) over each peer, thread CPU", kernelRows(runs, kernels.Untuned()))
	table.Print(os.Stdout, "Kernels that the rewriter was tried on, likewise", kernelRows(runs, kernels.Tuned()))
	table.Print(os.Stdout, fmt.Sprintf("The sandbox, median of %d processes", e.processes), summary(runs))
	return nil
}
