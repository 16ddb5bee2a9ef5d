// Command calibrate shows what the prices of the gas schedule rest on: what a unit of gas takes in
// some thirty kernels of different kinds, how many instructions of each class they execute, and
// how close together other prices would bring the kernels.
//
// With -host it measures the host functions instead, each with inputs that are made to hurt (host.go),
// and with -blocks whole blocks, each full of one kind of work (blocks.go).
//
// Kernels run metered in the chain's sandbox and unmetered in the wazero that it stands on, in
// several worker processes with the machine code at several places; see package sample for why.
// It is pure Go: run it from the bench module, or through `make calibrate`.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"

	"github.com/peerz-ai/peerz-chain/bench/kernels"
	"github.com/peerz-ai/peerz-chain/bench/sample"
	"github.com/peerz-ai/peerz-chain/bench/table"
)

const (
	processes = 7
	rounds    = 15
)

func main() {
	worker := flag.Bool("worker", false, "measure once and print the figures as JSON")
	shift := flag.Int("shift", 0, "with -worker: by how much the kernels' machine code is moved")
	host := flag.Bool("host", false, "measure the host functions instead of the kernels")
	blocks := flag.Bool("blocks", false, "measure blocks, each full of one kind of work, instead of the kernels")
	only := flag.String("only", "", "with -blocks or -host: the kinds whose name contains this")
	other := flag.String("prices", "", "prices that replace those of the schedule, as in call=5,branch=1")
	flag.Parse()
	err := error(nil)
	switch {
	case *host:
		err = runHost(*only)
	case *blocks:
		err = runBlocks(*only)
	default:
		err = run(*worker, *shift, *other)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "calibrate:", err)
		os.Exit(1)
	}
}

// runHost prints what host functions take, the dearest per gas first.
func runHost(only string) error {
	rows, err := hostTable(only)
	if err != nil {
		return err
	}
	table.Print(os.Stdout, "ns per gas of host functions, with inputs made to hurt", rows)
	return nil
}

func run(worker bool, shift int, other string) error {
	if worker {
		s, err := measure(rounds, shift)
		if err != nil {
			return err
		}
		return s.Print()
	}
	prices, err := scheduled().with(other)
	if err != nil {
		return err
	}
	var runs sample.Runs
	for i := range processes {
		fmt.Fprintf(os.Stderr, "process %d of %d\n", i+1, processes)
		s, err := sample.Spawn("-worker", fmt.Sprintf("-shift=%d", i))
		if err != nil {
			return err
		}
		runs = append(runs, s)
	}
	points, err := join(runs)
	if err != nil {
		return err
	}
	table.Print(os.Stdout, "ns per gas, kernel by kernel, and how many of a thousand instructions are of each class", kernelRows(points, prices))
	table.Print(os.Stdout, "Together", summary(points, prices))
	table.Print(os.Stdout, "The prices, and what each alone could be", priceRows(points, prices))
	return nil
}

// chosen are the kernels that prices are judged by. Those made to be hostile are not among them:
// no price per instruction covers them.
func chosen() []kernels.Kernel {
	return slices.Concat(kernels.Compute, []kernels.Kernel{kernels.Indirect}, kernels.Broad)
}

// point is what is known of one kernel.
type point struct {
	name   string
	ns     float64 // of a metered call
	ratio  float64 // to the same call without metering
	counts counts
}

// join counts what the kernels execute and makes sure that the sandbox charged just that: the
// first worker ran them as they are.
func join(runs sample.Runs) ([]point, error) {
	var points []point
	for _, k := range chosen() {
		c, err := count(kernels.Code(k.Name), k.N)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k.Name, err)
		}
		if gas := scheduled().of(c); gas != runs[0][k.Name+"/gas"] {
			return nil, fmt.Errorf("%s: %w: %.0f and %.0f", k.Name, errCounts, gas, runs[0][k.Name+"/gas"])
		}
		ours := k.Name + "/ours"
		points = append(points, point{k.Name, runs.Median(ours), runs.Ratio(ours, k.Name+"/stock"), c})
	}
	return points, nil
}

var errCounts = errors.New("the counts give another sum than the sandbox charges")
