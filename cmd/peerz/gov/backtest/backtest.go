// Package backtest calculates again what past epochs would have paid by another formula, or with other voted weights: on
// this machine, from what the chain has recorded, exactly as the contract rewards would have.
package backtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"github.com/peerz-ai/peerz-chain/cmd/audit"
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Change is what would have been different.
type Change struct {
	Formula []byte           // the module; nil: the code that was live in each epoch
	Weights []uint64         // voted, by role id; nil: those of each epoch
	Params  []governed.Param // of rewards, in the place of those of each epoch
}

// IsZero reports whether nothing would be different.
func (c *Change) IsZero() bool { return c.Formula == nil && c.Weights == nil && c.Params == nil }

// rescores reports whether records would have other scores.
func (c *Change) rescores() bool {
	return c.Formula != nil || slices.ContainsFunc(c.Params, func(p governed.Param) bool { return strings.HasPrefix(p.Name, "formula_") })
}

// Span is which epochs are calculated again.
type Span struct {
	Last    *uint64             // the newest; nil: the newest that is sealed
	Most    uint64              // how many up to it
	Samples []governance.Sample // how the chain has drawn pages of epochs with many records, for the digest
}

// Source is the chain that has the records.
type Source interface {
	sdk.Querier
	Wasm(ctx context.Context, hash abi.Hash) ([]byte, error)
}

// run is a calculation in progress.
type run struct {
	source   Source
	rewards  rewards.Client
	change   Change
	formulas map[abi.Hash]*Formula
	report   *Report
	people   map[string]*Person
	digest   [32]byte
	ended    bool                // nothing enters the digest any more
	seeds    map[uint64]sdk.Hash // of samples, by epoch
	pages    map[pageID]bool     // of the epoch, that the chain scores again itself
}

// pageID names a page of records of an epoch.
type pageID struct{ role, page uint64 }

// Epochs calculates sealed epochs again.
func Epochs(ctx context.Context, source Source, change Change, span Span) (*Report, error) {
	r := &run{source: source, rewards: rewards.Client{Node: source}, change: change, formulas: map[abi.Hash]*Formula{},
		report: &Report{}, people: map[string]*Person{}, seeds: map[uint64]sdk.Hash{}}
	defer r.close()
	for _, s := range span.Samples {
		r.seeds[s.Epoch] = s.Seed
	}
	epochs, err := r.sealed(ctx, span.Last, span.Most)
	if err != nil {
		return nil, err
	}
	for _, e := range epochs {
		if err := r.epoch(ctx, e); err != nil {
			return nil, fmt.Errorf("epoch %d: %w", e.Epoch, err)
		}
	}
	r.report.finish(r.people)
	r.report.Digest = abi.Hash(r.digest).String()
	return r.report, nil
}

func (r *run) close() {
	for _, f := range r.formulas {
		_ = f.Close() // in memory: nothing is lost
	}
}

// sealed returns the newest epochs whose scores are final and whose pages are known, up to one, from the newest to the oldest.
func (r *run) sealed(ctx context.Context, last *uint64, most uint64) (list []rewards.EpochResult, err error) {
	e, err := r.rewards.Latest(ctx)
	if last != nil {
		e, err = r.rewards.Epoch(ctx, rewards.EpochArgs{Epoch: *last})
	}
	for ; err == nil; e, err = r.rewards.Epoch(ctx, rewards.EpochArgs{Epoch: e.Epoch - 1}) {
		if !e.Table.IsZero() {
			list = append(list, e)
		}
		if e.Epoch == 0 || uint64(len(list)) == most {
			return list, nil
		}
	}
	return list, err
}

// formula returns the code that the epoch would have had.
func (r *run) formula(ctx context.Context, in *rewards.InputsResult) (*Formula, error) {
	hash, wasm := abi.Hash(in.Live.CodeHash.Bytes()), r.change.Formula
	if wasm != nil {
		hash = sha256.Sum256(wasm)
	}
	if f, ok := r.formulas[hash]; ok {
		return f, nil
	}
	if wasm == nil {
		var err error
		if wasm, err = r.source.Wasm(ctx, hash); err != nil {
			return nil, err
		}
	}
	f, err := Load(wasm)
	if err == nil {
		r.formulas[hash] = f
	}
	return f, err
}

// epoch calculates one again. A change whose code fails changes nothing of it: the fallback pays.
func (r *run) epoch(ctx context.Context, e rewards.EpochResult) error {
	in, err := r.rewards.Inputs(ctx, rewards.EpochArgs{Epoch: e.Epoch})
	if err != nil {
		return err
	}
	for _, p := range r.change.Params {
		if !in.Params.SetParam(p.Name, p.Value) {
			return fmt.Errorf("%s cannot be %s", p.Name, p.Value)
		}
	}
	if r.report.Epochs == 0 {
		r.report.GasLimit = in.Params.FormulaGas + in.Params.FormulaGasPerRecord*rewards.RecordsOfPage
	}
	f, err := r.formula(ctx, &in)
	if err != nil {
		return err
	}
	question := r.question(&in)
	ppm, reason, err := f.weights(question, &in.Params)
	if err != nil {
		return err
	}
	old := make([]uint64, len(e.Roles))
	for i := range e.Roles {
		old[i] = e.Roles[i].Weight
	}
	r.add(&rewards.BacktestWeightsResult{Epoch: e.Epoch, Old: old[:len(in.Roles)], New: ppm, Reason: reason}, reason)
	r.draw(&e)
	pays := make([]pay, len(e.Roles))
	var gas uint64
	for i := range e.Roles {
		p, err := r.role(ctx, f, &e.Roles[i], e.Epoch, &in.Params)
		if err != nil {
			return err
		}
		pays[i] = p
		gas += p.gas
		if reason == 0 {
			reason = p.reason
		}
	}
	r.report.count(&e, gas)
	if reason != 0 {
		ppm = old
		r.report.Failures = append(r.report.Failures, Failure{e.Epoch, reason, rewards.ReasonName(reason)})
	}
	parts, ok := sdk.Apportion(e.Pool, ppm)
	if !ok {
		return fmt.Errorf("weights %v cannot divide a pool", ppm)
	}
	for i := range pays {
		r.settle(&e.Roles[i], &pays[i], parts[i], reason != 0)
	}
	return addsUp(&e, parts)
}

// addsUp checks that the parts of the roles, as they were and as they would have been, are the pool, to the base unit.
func addsUp(e *rewards.EpochResult, parts []sdk.Amount) error {
	var old, new sdk.Amount
	for i := range e.Roles {
		old = old.Add(e.Roles[i].Pool)
	}
	for i := range parts {
		new = new.Add(parts[i])
	}
	if old != e.Pool || new != e.Pool {
		return fmt.Errorf("the parts add up to %s and %s, and the pool is %s", old, new, e.Pool)
	}
	return nil
}

// question is what the formula would have been asked.
func (r *run) question(in *rewards.InputsResult) *formula.WeightsArgs {
	q := audit.Question(in)
	copy(q.Base, r.change.Weights)
	return q
}

// draw finds out which pages of an epoch the chain scores again: all, or a sample of many. Without a change of scores
// it asks for none.
func (r *run) draw(e *rewards.EpochResult) {
	r.pages = map[pageID]bool{}
	if !r.change.rescores() {
		return
	}
	pages, taken := governance.Pages(e.Roles)
	for i := range taken {
		role, page := governance.PageAt(pages, taken, r.seeds[e.Epoch], i)
		r.pages[pageID{role, page}] = true
	}
}

// add takes an answer into the digest, which the chain makes of the same answers in the same order. Scores that depend on
// what is scored together end the chain's own.
func (r *run) add(answer sdk.Marshaler, reason uint64) {
	if !r.ended {
		r.digest = sha256.Sum256(append(r.digest[:], sdk.Marshal(answer)...))
	}
	r.ended = r.ended || reason == rewards.ReasonTogether
}

// pay is what a role's records count, by both.
type pay struct {
	records  []rescored
	old, new sdk.Amount // totals
	gas      uint64
	reason   uint64
}

// role scores the records of a role again, page by page.
func (r *run) role(ctx context.Context, f *Formula, role *rewards.RoleShare, epoch uint64, params *rewards.Params) (p pay, err error) {
	after := ""
	for n := uint64(0); ; n++ {
		page, err := r.rewards.Records(ctx, rewards.RecordsArgs{Epoch: epoch, Role: role.Role, After: after})
		if err != nil {
			return p, err
		}
		scores, gas, reason, err := r.rescore(f, role.Role, page.Records, params)
		if err != nil {
			return p, err
		}
		answer := rewards.BacktestResult{Reason: reason}
		for i := range page.Records {
			x := rewards.Rescored{ID: page.Records[i].ID, Old: page.Records[i].Score}
			if reason == 0 {
				x.New = scores[i]
				answer.Scores = append(answer.Scores, x)
			}
			p.take(rescored{x, page.Records[i].Limit})
		}
		if r.pages[pageID{role.ID, n}] {
			r.add(&answer, reason)
		}
		p.gas += gas
		r.report.GasOfCall = max(r.report.GasOfCall, gas)
		if p.reason == 0 {
			p.reason = reason
		}
		if after = page.Next; after == "" {
			return p, nil
		}
	}
}

// rescore returns the scores of a page by the change: those that paid, if it is none of scores.
func (r *run) rescore(f *Formula, role string, page []rewards.VerifiedRecord, params *rewards.Params) (scores []sdk.Amount, gas, reason uint64, err error) {
	measures := make([][]sdk.Amount, len(page))
	for i := range page {
		measures[i], scores = page[i].Measures, append(scores, page[i].Score)
	}
	if !r.change.rescores() {
		return scores, 0, 0, nil
	}
	return f.rescore(role, measures, params)
}

// rescored is a record with the most that it earns, if there is a limit.
type rescored struct {
	rewards.Rescored
	limit *sdk.Amount
}

// of is what the record gets of a pool.
func (x *rescored) of(pool, score, total sdk.Amount) sdk.Amount {
	amount := portion(pool, score, total)
	if x.limit != nil && x.limit.Less(amount) {
		return *x.limit
	}
	return amount
}

// take adds a record; a total of more than 128 bits is the code's failure.
func (p *pay) take(x rescored) {
	sum, ok := p.new.CheckedAdd(x.New)
	if !ok && p.reason == 0 {
		p.reason = rewards.ReasonOverflow
	}
	p.records, p.old, p.new = append(p.records, x), p.old.Add(x.Old), sum
}

// settle pays a role by both. One in which the new code pays nobody, and the old one would, is paid by the old one.
func (r *run) settle(role *rewards.RoleShare, p *pay, pool sdk.Amount, failed bool) {
	total := r.report.role(role.Role)
	total.Pool.Old, total.Pool.New = total.Pool.Old.Add(role.Pool), total.Pool.New.Add(pool)
	useOld := failed
	if p.new.IsZero() && !p.old.IsZero() && !failed {
		useOld = true
		total.Mended++
	}
	for _, x := range p.records {
		before := x.of(role.Pool, x.Old, p.old).Add(portion(role.FeePool, x.Old, p.old))
		score, sum := x.New, p.new
		if useOld {
			score, sum = x.Old, p.old
		}
		after := x.of(pool, score, sum).Add(portion(role.FeePool, score, sum))
		r.person(role.Role, x.ID).add(before, after)
	}
}

func (r *run) person(role, id string) *Person {
	key := role + "\x00" + id
	p := r.people[key]
	if p == nil {
		p = &Person{Role: role, ID: id}
		r.people[key] = p
	}
	return p
}

// portion is floor(pool * score / total), and 0 of nothing.
func portion(pool, score, total sdk.Amount) sdk.Amount {
	q, _, _ := abi.Amount(pool).MulDiv(abi.Amount(score), abi.Amount(total))
	return sdk.Amount(q)
}
