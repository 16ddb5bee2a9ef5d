package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
)

// New bounds must hold the weights in force and those that were voted and wait for their epoch: else
// the epoch would begin outside of them.
func TestR6BoundsHoldTheWeightsThatWait(t *testing.T) {
	for _, test := range []struct {
		name string
		max  uint64
		code uint32
	}{
		{"both are within", 450_000, 0},
		{"those that wait are not", 449_999, rewards.ErrWeightMax},
		{"neither is", 399_999, rewards.ErrWeightMax},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			waiting := votes(450_000, 150_000, 120_000, 120_000, 100_000, 60_000)
			w.As(governanceAddress).Must(func() { SetWeights(rewards.SetWeightsArgs{Weights: waiting, Epoch: 1}) })
			w.query(func() { want(t, "in force", Weights().Base[compute].Weight, 400_000) })
			var p rewards.Params
			w.query(func() { p = Params() })
			p.MaxWeight = test.max
			want(t, "code", w.As(governanceAddress).Run(func() { SetParams(to(p)) }), test.code)
		})
	}
}
