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
		from   uint64 // the emission had been minted up to so many epochs before
		minted sdk.Amount
		found  int
	}{
		{"one epoch", 1, 0, minted(share), 0},
		{"one epoch by another share", 1, 0, minted(share + 1), 1},
		{"one epoch, a unit less", 1, 0, minted(share).Sub(sdk.U64(1)), 1},
		{"one epoch after one that was refused", 1, 1, minted(share, million), 0},
		{"more than both have", 1, 1, minted(million, million, million), 1},
		{"three as one", 3, 0, minted(share, share, share), 0},
		{"three as one, with votes in between", 3, 0, minted(million, 0, share), 0},
		{"more than the schedule", 3, 0, minted(million, million, million, million), 1},
	} {
		e := &Epoch{Account: rewards.EpochResult{Epoch: 7, Start: start + test.from*length, End: start + (test.from+test.epochs)*length, Emission: test.minted, EmissionShare: share},
			Inputs: rewards.InputsResult{Epoch: 7, Last: 6 + test.epochs, Cap: limit, ScheduleStart: start, Emitted: start}}
		k := &check{e: e}
		if k.emission(); len(k.findings) != test.found {
			t.Errorf("%s: %v, want %d findings", test.name, k.findings, test.found)
		}
	}
}

// How far the emission was minted goes on from the epoch before, unless the ledger refused it; an epoch without any emission, such as one
// before the schedule begins, refused nothing.
func TestEmissionGoesOnFromTheEpochBefore(t *testing.T) {
	const start, length = 1000, 100
	for _, test := range []struct {
		name     string
		schedule uint64 // begins
		minted   uint64
		emitted  uint64 // that the next epoch begins with
		found    int
	}{
		{"minted", start, 1, start + length, 0},
		{"refused", start, 0, start, 0},
		{"refused, and passed over", start, 0, start + length, 1},
		{"before the schedule", start + length, 0, start + length, 0},
		{"before the schedule, and minted again", start + length, 0, start, 1},
	} {
		before := &Epoch{
			Account: rewards.EpochResult{Start: start, End: start + length, Emission: sdk.U64(test.minted), EmissionShare: million},
			Inputs:  rewards.InputsResult{Cap: sdk.U64(1_000_000_000_000), ScheduleStart: test.schedule, Emitted: start},
		}
		next := &Epoch{Account: rewards.EpochResult{Epoch: 1, Start: start + length}, Inputs: rewards.InputsResult{Epoch: 1, Emitted: test.emitted}}
		k := &check{e: next}
		if k.follows(before); len(k.findings) != test.found {
			t.Errorf("%s: %v, want %d findings", test.name, k.findings, test.found)
		}
	}
}
