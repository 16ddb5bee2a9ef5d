//go:build cgo

package main

import (
	"math"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/bench/kernels"
	"github.com/peerz-ai/peerz-chain/bench/sample"
)

// One round of everything must give every figure that the tables show.
func TestEveryRowHasItsFigure(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles real contracts")
	}
	s, err := measure(effort{processes: 1, rounds: 1, bombs: 1}, false, 1)
	if err != nil {
		t.Fatal(err)
	}
	runs := sample.Runs{s}
	for _, row := range slices.Concat(kernelRows(runs, kernels.Untuned()), kernelRows(runs, kernels.Tuned()), summary(runs)) {
		if math.IsNaN(row.Value) || row.Value < 0 {
			t.Errorf("%s: %v", row.What, row.Value)
		}
	}
}
