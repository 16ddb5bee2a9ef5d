package audit

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// What an epoch has minted is the share of the schedule that votes had set then. Of epochs that were closed as one, because rewards
// could not, the chain mints each one's by the share of its own time: a vote in between is no difference, and more than the schedule is.
func TestEmissionIsHeldToTheScheduleAndItsShare(t *testing.T) {
	const start, length, share = 1000, 100, 250_000
	limit := sdk.U64(1_000_000_000_000)
	minted := func(shares ...uint64) sdk.Amount { // by the chain, at the end of each epoch
		s := world.Supply{PerDay: abi.U64(1_000_000_000_000 * 20 / 100 / 90), Start: start}
		for i, ppm := range shares {
			s.Accrue(start+uint64(i)*length, start+uint64(i+1)*length, ppm)
		}
		return sdk.Amount(s.Due)
	}
	for _, test := range []struct {
		name   string
		epochs uint64 // closed as one
		minted sdk.Amount
		found  int
	}{
		{"one epoch", 1, minted(share), 0},
		{"one epoch by another share", 1, minted(share + 1), 1},
		{"three as one", 3, minted(share, share, share), 0},
		{"three as one, with votes in between", 3, minted(million, 0, share), 0},
		{"more than the schedule", 3, minted(million, million, million, million), 1},
	} {
		e := &Epoch{Account: rewards.EpochResult{Epoch: 7, End: start + test.epochs*length, Emission: test.minted, EmissionShare: share},
			Inputs: rewards.InputsResult{Epoch: 7, Last: 6 + test.epochs, Cap: limit, ScheduleStart: start, Emitted: start}}
		k := &check{e: e}
		if k.emission(); len(k.findings) != test.found {
			t.Errorf("%s: %v, want %d findings", test.name, k.findings, test.found)
		}
	}
}
