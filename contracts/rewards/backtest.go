package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// page is records of a role in a sealed epoch, with what is the same for all of them.
type page struct {
	share   *share
	inputs  *inputs
	records []record
	ids     []string
	next    string
}

// pageOf returns a page; it aborts for an epoch whose scores are not final.
//
//go:noinline
func pageOf(c *config, n uint64, name, after string) *page {
	role := c.mustRole(name)
	epoch, e := loadBooks().epochAt(n)
	if e == nil || !e.Sealed {
		sdk.Abort(rewards.ErrEpochOpen, "the scores of the epoch are not final")
	}
	p := &page{share: loadShare(epoch, role), inputs: loadInputs(epoch)}
	for _, entry := range records(epoch, role, after, rewards.RecordsOfPage+1) {
		_, _, id := splitRecordKey(entry.Key)
		if len(p.ids) == rewards.RecordsOfPage {
			p.next = p.ids[rewards.RecordsOfPage-1]
			break
		}
		var r record
		if !sdk.Unmarshal(entry.Value, &r) {
			sdk.Abort(sdk.ErrState, "record")
		}
		p.records, p.ids = append(p.records, r), append(p.ids, id)
	}
	return p
}

// Records lists what was verified in a role of a sealed epoch.
func Records(a rewards.RecordsArgs) (result rewards.RecordsResult) {
	p := pageOf(loadConfig(), a.Epoch, a.Role, a.After)
	for i := range p.records {
		r := &p.records[i]
		v := rewards.VerifiedRecord{ID: p.ids[i], Account: r.Account, Measures: r.Measures, Score: r.score(p.share.PaidBy)}
		if r.Limited {
			v.Limit = &r.Limit
		}
		result.Records = append(result.Records, v)
	}
	result.Next = p.next
	return result
}

// Backtest scores records of a sealed epoch again, by another code: together, one by one, and in the opposite
// order. A code whose answers differ then pays people by whom they happen to be recorded with (R5).
func Backtest(a rewards.BacktestArgs) (result rewards.BacktestResult) {
	c := loadConfig()
	epoch, e := loadBooks().epochAt(a.Epoch)
	if e == nil || e.Table.IsZero() {
		sdk.Abort(rewards.ErrEpochOpen, "the table of the epoch is not made")
	}
	mustHaveRecords(epoch)
	after, ok := startOfPage(epoch, c.mustRole(a.Role), a.Page)
	if !ok {
		return result
	}
	p := pageOf(c, epoch, a.Role, after)
	code := c.alternative(&a.Change, p.inputs, epoch)
	n := len(p.records)
	batch, opposite := make([]change, n), make([]change, n)
	for i := range p.records {
		batch[i] = change{Entry: rewards.Entry{ID: p.ids[i], Measures: p.records[i].Measures}}
		opposite[n-1-i] = batch[i]
	}
	scores, reason := c.rescore(code, a.Role, batch, opposite)
	if result.Reason = reason; reason != 0 {
		return result
	}
	for i := range p.records {
		result.Scores = append(result.Scores, rewards.Rescored{ID: p.ids[i], Old: p.records[i].score(p.share.PaidBy), New: scores[i]})
	}
	return result
}

// alternative changes what an epoch was closed with, and returns the code that answers.
//
//go:noinline
func (c *config) alternative(a *rewards.Alternative, in *inputs, epoch uint64) sdk.Hash {
	c.Params = in.Params
	for i := range a.Params {
		if !c.Params.SetParam(a.Params[i].Name, a.Params[i].Value) {
			sdk.Abort(rewards.ErrParams, a.Params[i].Name)
		}
	}
	if len(a.Params) > 0 {
		mustBeSound(&c.Params)
	}
	if len(a.Weights) > 0 { // a role that is newer than the epoch is the last of the list
		in.Base = c.byID(a.Weights)[:len(in.Base)]
	}
	if a.Code.IsZero() {
		return loadScoring(epoch).Live
	}
	return a.Code
}

// rescore returns a code's scores if they do not depend on what is scored with what.
//
//go:noinline
func (c *config) rescore(code sdk.Hash, role string, batch, opposite []change) (scores []sdk.Amount, reason uint64) {
	if len(batch) == 0 {
		return nil, 0
	}
	if scores, reason = c.scores(code, role, batch); reason != 0 {
		return nil, reason
	}
	back, reason := c.scores(code, role, opposite)
	if reason != 0 {
		return nil, reason
	}
	for i := range batch {
		alone, reason := c.scores(code, role, batch[i:i+1])
		switch {
		case reason != 0:
			return nil, reason
		case alone[0] != scores[i] || back[len(back)-1-i] != scores[i]:
			return nil, rewards.ReasonTogether
		}
	}
	return scores, 0
}

// BacktestWeights returns the weights that an alternative would have given a closed epoch.
func BacktestWeights(a rewards.BacktestWeightsArgs) (result rewards.BacktestWeightsResult) {
	c := loadConfig()
	epoch, e := loadBooks().epochAt(a.Epoch)
	if e == nil {
		sdk.Abort(rewards.ErrEpochOpen, "epoch is open")
	}
	in := loadInputs(epoch)
	code := c.alternative(&a.Change, in, epoch)
	result.Epoch = epoch
	for role := range in.Base {
		result.Old = append(result.Old, loadShare(epoch, uint64(role)).Weight)
	}
	result.New, result.Reason = c.weights(code, in)
	if result.Reason != 0 {
		result.New = nil
	}
	return result
}
