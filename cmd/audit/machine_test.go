package audit

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
)

// A formula's weights are held to the bounds of a vote, as the contract rewards does it.
func TestWeightsOutOfBounds(t *testing.T) {
	for name, c := range map[string]struct {
		base, answer [3]uint64
		reason       uint64
	}{
		"within":                     {[3]uint64{1, 1, 1}, [3]uint64{500_000, 300_000, 200_000}, 0},
		"any sum":                    {[3]uint64{1, 1, 1}, [3]uint64{5, 3, 2}, 0},
		"suspended by a vote":        {[3]uint64{1, 1, 0}, [3]uint64{500_000, 500_000, 0}, 0},
		"revived without a vote":     {[3]uint64{1, 1, 0}, [3]uint64{500_000, 300_000, 200_000}, rewards.ReasonBounds},
		"suspended without a vote":   {[3]uint64{1, 1, 1}, [3]uint64{500_000, 500_000, 0}, rewards.ReasonBounds},
		"nothing for anybody":        {[3]uint64{1, 1, 1}, [3]uint64{}, rewards.ReasonZeroSum},
		"below the least":            {[3]uint64{1, 1, 1}, [3]uint64{500_000, 450_000, 50_000}, rewards.ReasonBounds},
		"above the most":             {[3]uint64{1, 1, 1}, [3]uint64{700_000, 150_000, 150_000}, rewards.ReasonBounds},
		"a number beyond what sums":  {[3]uint64{1, 1, 1}, [3]uint64{1<<36 + 1, 1 << 36, 1 << 36}, rewards.ReasonBounds},
		"the largest number of them": {[3]uint64{1, 1, 1}, [3]uint64{1 << 36, 1 << 36, 1 << 36}, 0},
	} {
		p := rewards.Params{MinWeight: 100_000, MaxWeight: 600_000}
		if reason := OutOfBounds(&p, c.base[:], c.answer[:]); reason != c.reason {
			t.Errorf("%s: reason %d, want %d", name, reason, c.reason)
		}
	}
}
