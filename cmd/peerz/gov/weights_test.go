package gov

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
)

// What a vote on weights may not do is said with the role, what it has, what it would have, and the bound.
func TestWeightsOutOfBoundsAreSaidInWords(t *testing.T) {
	params := &rewards.Params{MinWeight: 10_000, MaxWeight: 600_000, MaxChange: 50_000}
	old := []rewards.RoleWeight{{Role: "compute", Weight: 580_000}, {Role: "models", Weight: 400_000}, {Role: "social", Weight: 20_000}}
	for _, test := range []struct {
		weights [3]uint64
		said    string
	}{
		{[3]uint64{590_000, 390_000, 20_000}, ""},
		{[3]uint64{620_000, 360_000, 20_000}, "compute would go from 58% to 62% of the pool: the most is 60% (rewards/max_weight)"},
		{[3]uint64{500_000, 480_000, 20_000}, "compute would go from 58% to 50% of the pool: one vote moves it by at most 5% (rewards/max_change)"},
		{[3]uint64{590_000, 405_000, 5_000}, "social would go from 2% to 0.5% of the pool: the least is 1%, or 0 to suspend it (rewards/min_weight)"},
		{[3]uint64{590_000, 410_000, 0}, ""}, // suspended
		{[3]uint64{0, 0, 0}, "all weights would be 0"},
		{[3]uint64{1 << 40, 1, 1}, "compute: the weight 1099511627776 is too large a number"},
	} {
		list := make([]rewards.RoleWeight, len(old))
		for i := range old {
			list[i] = rewards.RoleWeight{Role: old[i].Role, Weight: test.weights[i]}
		}
		switch err := outOfBounds(old, list, params); {
		case test.said == "" && err != nil:
			t.Errorf("%v: %v", test.weights, err)
		case test.said != "" && (err == nil || !strings.Contains(err.Error(), test.said)):
			t.Errorf("%v: %v, want %s", test.weights, err, test.said)
		}
	}
}
