package rewards

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
)

// What matures between the simulation of a claim and its block has its gas; what has matured is in the simulation.
func TestAClaimHasSpareGasForWhatMatures(t *testing.T) {
	list := []rewards.Pending{{State: "matured"}, {State: "pending"}, {State: "verifying"}, {State: "disputed"}}
	if got := spareFor(list); got != 3*settling {
		t.Errorf("%d gas", got)
	}
}
