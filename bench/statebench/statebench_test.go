package main

import (
	"maps"
	"math"
	"testing"

	"github.com/peerz-ai/peerz-chain/bench/sample"
	"github.com/peerz-ai/peerz-chain/bench/store"
)

// A tiny run of every worker must give every figure that the table shows.
func TestEveryRowHasItsFigure(t *testing.T) {
	const keys = 2000
	e := effort{rounds: 1, large: 1, small: 2, pruned: 12, retained: 4, memory: []int{keys}, tight: []int{keys, keys}, peerAtThisSize: keys, travel: keys, paced: 60}
	b := &board{effort: e, once: sample.Set{}}
	commits := sample.Set{}
	for worker, into := range map[string]sample.Set{"commits": commits, "disk": b.once, "memory": b.once} {
		for _, name := range stores {
			s, err := work(e, worker, name, keys)
			if err != nil {
				t.Fatalf("%s: %s: %v", worker, name, err)
			}
			for k, v := range s {
				into[k] = v
			}
		}
	}
	small, err := work(e, "tight", store.Peerz, keys)
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(b.once, small)
	trip, err := work(e, "travel", store.Peerz, keys)
	if err != nil {
		t.Fatal(err)
	}
	paces, err := work(e, "pace", store.Peerz, keys)
	if err != nil {
		t.Fatal(err)
	}
	b.runs, b.trips, b.paces = sample.Runs{commits}, sample.Runs{trip}, sample.Runs{paces}
	for _, row := range b.rows() {
		if math.IsNaN(row.Value) || row.Value <= 0 {
			t.Errorf("%s: %v (%s)", row.What, row.Value, row.Note)
		}
	}
}
