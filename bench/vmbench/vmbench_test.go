package main

import (
	"math"
	"testing"

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
	for _, row := range append(kernelRows(runs), summary(runs)...) {
		if math.IsNaN(row.Value) || row.Value < 0 {
			t.Errorf("%s: %v", row.What, row.Value)
		}
	}
}
