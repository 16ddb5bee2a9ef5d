package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// inputs are what an epoch was calculated from, as it was when it closed: with the codes in scoring,
// everything that is needed to calculate it again. What is verified of it later is scored by the same
// parameters. Lists are by role id.
//
//peerz:store
type inputs struct {
	Emitted  uint64   // unix seconds up to which the emission had been minted
	Previous []uint64 // weights of the epoch before
	Base     []uint64 // voted
	Demand   []sdk.Amount
	Supply   []sdk.Amount
	Gauge    []uint64
	Params   rewards.Params
}

// inputsNow are those of an epoch that closes, with the terms that the newest sealed one has left.
func (c *config) inputsNow(b *books, w *weights, base []uint64) *inputs {
	demand, supply, gauge := terms(b.Next, len(base))
	return &inputs{
		Emitted: b.Emitted, Previous: w.Used, Base: base, Demand: demand, Supply: supply, Gauge: gauge, Params: c.Params,
	}
}

func loadInputs(epoch uint64) *inputs {
	i := new(inputs)
	sdk.Load(sdk.Key(keyInputs, sdk.BE64(epoch)), i)
	return i
}

func (i *inputs) save(epoch uint64) { sdk.Save(sdk.Key(keyInputs, sdk.BE64(epoch)), i) }

// question is what the formula is asked for the weights of the epoch.
func (i *inputs) question() *formula.WeightsArgs {
	return &formula.WeightsArgs{
		Previous: i.Previous, Base: i.Base, Demand: i.Demand, Supply: i.Supply, Gauge: i.Gauge, Params: i.Params.FormulaParams,
		MinWeight: i.Params.MinWeight, MaxWeight: i.Params.MaxWeight,
	}
}

// Inputs returns what a closed epoch was calculated from.
func Inputs(a rewards.EpochArgs) rewards.InputsResult {
	c := loadConfig()
	epoch, e := loadBooks().epochAt(a.Epoch)
	if e == nil {
		sdk.Abort(rewards.ErrEpochOpen, "epoch is open")
	}
	i, s := loadInputs(epoch), loadScoring(epoch)
	r := rewards.InputsResult{
		Epoch: epoch, Last: e.Last, Cap: c.Cap, ScheduleStart: c.Start, Emitted: i.Emitted, Params: i.Params,
		Live:     rewards.CodeInput{CodeHash: s.Live, Reason: s.LiveFailure},
		LastGood: rewards.CodeInput{CodeHash: s.Last, Reason: s.LastFailure},
	}
	for id := range i.Base {
		r.Roles = append(r.Roles, rewards.RoleInput{
			Role: c.Roles[id], Previous: i.Previous[id], Base: i.Base[id],
			Demand: i.Demand[id], Supply: i.Supply[id], Gauge: i.Gauge[id],
		})
	}
	return r
}
