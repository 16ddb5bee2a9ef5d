package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	maxReportEpochs = 30                                                   // the newest ones whose scores are final when somebody proposes
	maxPages        = 1 + governance.MaxOfEpoch/rewards.RecordsOfPage + 64 // of an epoch: the weights, full pages, and a last one of each role
	reportSteps     = 24                                                   // that one call of the hook has memory for, and more
	reportShare     = 20                                                   // a block's gas is so many times what reports use of it
	maxServed       = 64                                                   // ended reports that count when it is decided whose comes next
	dryGas          = 1_000_000_000                                        // what is asked for beforehand for the dry run of new code
)

// report is what the chain finds out before the vote: whether a dry run of new code works, and what would have been
// paid in past epochs. The chain goes through them at the end of blocks, page by page, and writes
// the digest of all answers of rewards; who asks for the same pages has the same digest, and what is in them.
//
//peerz:store
type report struct {
	Dry dryRun

	Code    sdk.Hash
	Scores  bool
	Last    uint64 // the newest epoch
	Left    uint64 // epochs that are not done yet
	Now     replay // the one that is gone through now: from the newest to the oldest
	Done    bool
	Epochs  uint64 // those that are done
	Records uint64
	Failed  uint64 // epochs that the code would not have paid
	Reason  uint64 // of the first of them; of a report that refuses, why
	Bad     bool   // the epoch of now is one of them
	Was     uint64 // roles, as bits, in which somebody was paid in the epoch of now
	Pays    uint64 // and in which somebody would be
	Unpaid  uint64 // roles in which some epoch would pay nobody, though it did: the fallback would pay them
	Nobody  uint64 // epochs in which there are such
	Scored  bool   // somebody would be paid by it in some epoch
	Digest  sdk.Hash
	Samples []governance.Sample

	Price   sdk.Amount // of a unit of gas
	Prepaid sdk.Amount // still held
	Spent   sdk.Amount
}

func reportKey(id uint64) []byte { return sdk.Key(keyReport, sdk.BE64(id)) }

func loadReport(id uint64) (r *report, ok bool) {
	r = new(report)
	data, ok := sdk.Get(reportKey(id))
	if ok = ok && sdk.Unmarshal(data, r); !ok {
		r = new(report)
	}
	return r, ok
}

func (r *report) save(id uint64) { sdk.Save(reportKey(id), r) }

// reported says whether a proposal waits for no report.
func reported(id uint64) bool {
	r, ok := loadReport(id)
	return !ok || r.Done
}

// GetReport returns the report about a proposal.
func GetReport(a governance.ProposalArgs) governance.Report {
	r, ok := loadReport(a.Proposal)
	if !ok {
		sdk.Abort(governance.ErrReportUnknown, "no report")
	}
	return governance.Report{
		Code: r.Code, Scores: r.Scores, Last: r.Last, Epochs: r.Epochs, Left: r.Left, Records: r.Records, Failed: r.Failed, Reason: r.Reason,
		Done: r.Done, Digest: r.Digest, Contract: r.Dry.Contract, Stage: stageName(r.Dry.Stage), Fault: r.Dry.Fault, Abort: r.Dry.Abort,
		Nobody: r.Nobody, Unpaid: roleNames(r.Unpaid),
		GasBefore: r.Dry.Before, GasAfter: r.Dry.After, Samples: r.Samples, Prepaid: r.Prepaid, Spent: r.Spent,
	}
}

// roleNames are the names of roles that are given as bits.
func roleNames(ids uint64) (names []string) {
	to, ok := sdk.ContractByName(rewards.Name)
	if ids == 0 || !ok {
		return nil
	}
	w, err := rewards.Caller{To: to}.Weights()
	if err != nil {
		return nil
	}
	for id := range w.Base {
		if ids>>id&1 == 1 {
			names = append(names, w.Base[id].Role)
		}
	}
	return names
}

// reportGas is what reports may use of a block.
func reportGas() uint64 {
	text, _ := sdk.ChainParam("max_block_gas")
	n, _ := sdk.ParseUint(text, 64)
	return n / reportShare
}

// gasPrice is the least price of gas, in base units.
func gasPrice() sdk.Amount {
	text, _ := sdk.ChainParam("min_gas_price")
	price, _ := sdk.ParseAmount(text)
	return price
}

// reportCost is what is paid for a report beside the deposit: the most that it can take, and never more than the
// deposit, however dear gas is. What it does not use is returned. What is expedited has the dry run only.
//
//go:noinline
func reportCost(deposit sdk.Amount, track uint64, actions []governance.Action) sdk.Amount {
	var gas uint64
	if upgrades(actions) {
		gas = dryGas
	}
	if track != trackExpedited {
		s := subjectOf(actions)
		gas += s.gas()
	}
	cost, _, ok := sdk.MulDiv(gasPrice(), sdk.U64(gas), sdk.U64(1))
	if !ok || deposit.Less(cost) {
		return deposit
	}
	return cost
}

// order begins a report if what is proposed has one.
func order(own seat, track uint64, actions []governance.Action, prepaid sdk.Amount) {
	r := report{Price: gasPrice(), Prepaid: prepaid}
	s := subjectOf(actions)
	if track == trackExpedited {
		s = subject{}
	}
	if to, ok := sdk.ContractByName(rewards.Name); ok && s.weights {
		r.Code, r.Scores = s.change.Code, s.scores
		if e, ok := finalEpoch(rewards.Caller{To: to}); ok {
			r.Last, r.Left = e.Epoch, min(e.Epoch+1, maxReportEpochs)
			r.Now.Epoch = e.Epoch
		}
	}
	if !upgrades(actions) {
		if !s.weights {
			return
		}
		r.Dry.State, r.Done = dryDone, r.Left == 0
	}
	r.save(own.ID)
	q := loadReports()
	q.Waiting = append(q.Waiting, own)
	q.saveReports()
}

func loadReports() (p places) { sdk.Load([]byte{keyReports}, &p); return p }

// saveReports forgets the list when nobody waits.
func (p *places) saveReports() {
	if len(p.Waiting) == 0 {
		sdk.Delete([]byte{keyReports})
		return
	}
	sdk.Save([]byte{keyReports}, p)
}

// first is whose report comes next: the one whose dry run goes on, so that there is one at a time; else, of who had fewest since
// somebody has waited, the one with the largest deposit.
func (p *places) first() *seat {
	var tried counter
	if sdk.Load([]byte{keyTried}, &tried) {
		for i := range p.Waiting {
			if p.Waiting[i].ID == tried.N {
				return &p.Waiting[i]
			}
		}
	}
	first, turn := &p.Waiting[0], p.held(p.Waiting[0].Proposer)
	for i := range p.Waiting {
		a := &p.Waiting[i]
		if n := p.held(a.Proposer); n < turn || n == turn && p.dearer(a, first) {
			first, turn = a, n
		}
	}
	return first
}

// EndBlock goes on with a formula that is a shadow, or else with one report, within a part of the block's gas (G11). Without
// either it writes nothing.
func EndBlock(sdk.EndBlockArgs) (result sdk.HookResult) {
	if shadowBlock() {
		return result
	}
	q := loadReports()
	if len(q.Waiting) == 0 {
		return result
	}
	own := *q.first()
	id, begin := own.ID, sdk.GasLeft()
	r, found := loadReport(id)
	p, known := findProposal(id)
	over := !known || p.State != waiting // cancelled, given up, or lost
	if !found {
		q.Waiting = remove(q.Waiting, id)
		q.saveReports()
		if !over {
			p.refuse(id, "lost")
		}
		return result
	}
	switch {
	case r.Dry.State == dryGoesOn, r.Dry.State == dryWaits && !over: // what has begun is paid for
		if before := r.Dry; r.try(id) == before {
			return result
		}
		r.charge(r.Dry.Before + r.Dry.After)
	case !over:
		r.goOn(id)
	}
	r.charge(begin - sdk.GasLeft())
	if r.Done = r.Done || over && r.Dry.State != dryGoesOn; r.Done {
		r.end(&q, &own)
		q.served(own)
	}
	r.save(id)
	if r.Done && known && p.State == waiting && r.refuses() {
		p.refuse(id, r.why())
	}
	return result
}

// refuse keeps a proposal from a vote.
func (p *proposal) refuse(id uint64, why string) {
	p.State, p.Reason = rejected, governance.ReasonReport+why
	p.refund()
	p.save(id)
	leave(id, p.Track)
	p.tell(id)
}

// charge notes what gas costs, up to what was prepaid.
func (r *report) charge(gas uint64) {
	cost, _, ok := sdk.MulDiv(r.Price, sdk.U64(gas), sdk.U64(1))
	if !ok || r.Prepaid.Less(cost) {
		cost = r.Prepaid
	}
	r.Prepaid, r.Spent = r.Prepaid.Sub(cost), r.Spent.Add(cost)
}

// end takes a report off the list: what it cost goes where lost deposits go, and the rest back to who prepaid it.
func (r *report) end(q *places, own *seat) {
	if !r.Spent.IsZero() {
		sdk.ForfeitEscrow(own.Proposer, r.Spent, sdk.Address{}, sdk.Amount{})
	}
	if !r.Prepaid.IsZero() && sdk.ReleaseEscrow(own.Proposer, r.Prepaid) == sdk.OK {
		r.Prepaid = sdk.Amount{}
	}
	q.Waiting = remove(q.Waiting, own.ID)
	sdk.Emit("governance.reported", sdk.Uint("proposal", own.ID), sdk.Uint("reason", r.Reason), sdk.Bytes("digest", r.Digest.Bytes()),
		sdk.Amt("spent", r.Spent))
}

// served notes whose report has ended, and stores the list.
func (p *places) served(own seat) {
	if p.Open = append(p.Open, own); len(p.Open) > maxServed {
		p.Open = p.Open[1:]
	}
	p.saveReports()
}

// dropReport ends the report of a proposal that is over at once: else those who displace their own proposals, or cancel them, could make
// the list of those who wait longer than it is read. A dry run that goes on is paid for first.
func dropReport(id uint64) {
	r, ok := loadReport(id)
	if !ok || r.Done || r.Dry.State == dryGoesOn {
		return
	}
	q := loadReports()
	for _, own := range q.Waiting {
		if own.ID == id {
			r.Done = true
			r.end(&q, &own)
			r.save(id)
			q.saveReports()
			return
		}
	}
}

// why says what keeps the proposal from a vote.
func (r *report) why() string {
	if r.Dry.fails() {
		return r.Dry.why()
	}
	return rewards.ReasonName(r.Reason)
}

// refuses reports whether what was found keeps the proposal from a vote: a dry run that fails, scores that depend on
// what is scored together, or that cannot be found out within a block's gas, or none at all: the fallback would pay all roles for good,
// so that nothing changes.
func (r *report) refuses() bool {
	return r.Dry.fails() || r.Reason == rewards.ReasonTogether || r.Reason == rewards.ReasonNobody || r.Reason == uint64(sdk.FaultOutOfGas) && r.Left > 0
}

// goOn takes the steps of a block.
//
//go:noinline
func (r *report) goOn(id uint64) {
	to, ok := sdk.ContractByName(rewards.Name)
	c := rewards.Caller{To: to}
	names, err := c.Weights()
	if !ok || err != nil {
		return // rewards is out of order; the proposal waits for it, as long as it may wait at all
	}
	actions, _ := loadActions(id)
	s := subjectOf(actions)
	err = inShare(&c, func() (bool, *sdk.CallError) {
		err := r.step(c, &s, names.Base)
		return r.Done, err
	})
	switch {
	case err == nil:
	case lacksGas(err):
		r.Reason, r.Done = uint64(sdk.FaultOutOfGas), true
	default: // an epoch that rewards has forgotten
		r.Done = true
	}
}

// step asks for one page, and turns to the next.
//
//go:noinline
func (r *report) step(c rewards.Caller, s *subject, names []rewards.RoleWeight) *sdk.CallError {
	if r.Now.At == 0 {
		answer, err := r.Now.weights(c, s)
		if err != nil {
			return err
		}
		r.Bad = false
		r.take(&answer, answer.Reason)
		if r.Now.sampled() {
			r.Samples = append(r.Samples, governance.Sample{Epoch: r.Now.Epoch, Seed: r.Now.Seed})
		}
	} else {
		answer, role, err := r.Now.page(c, s, names)
		if err != nil {
			return err
		}
		r.Records += uint64(len(answer.Scores))
		r.take(&answer, answer.Reason)
		r.compare(role, answer.Scores)
	}
	if r.Now.over() && !r.Done {
		r.close()
		r.Left, r.Epochs = r.Left-1, r.Epochs+1
		if r.Done = r.Left == 0 || r.Now.Epoch == 0; r.Done && !r.Scored && r.Unpaid != 0 && r.Failed == 0 {
			r.Reason = rewards.ReasonNobody
		}
		r.Now = replay{Epoch: r.Now.Epoch - 1}
	}
	return nil
}

// compare notes whether anybody of a page was paid, and would be.
func (r *report) compare(role uint64, scores []rewards.Rescored) {
	for i := range scores {
		if !scores[i].Old.IsZero() {
			r.Was |= 1 << role
		}
		if !scores[i].New.IsZero() {
			r.Pays, r.Scored = r.Pays|1<<role, true
		}
	}
}

// close notes the roles of an epoch in which nobody would be paid any more. Of one that the code fails in nobody knows.
func (r *report) close() {
	if unpaid := r.Was &^ r.Pays; unpaid != 0 && !r.Bad {
		r.Unpaid, r.Nobody = r.Unpaid|unpaid, r.Nobody+1
	}
	r.Was, r.Pays = 0, 0
}

// take adds an answer to the digest. Scores that depend on what is scored together end the report.
func (r *report) take(answer sdk.Marshaler, reason uint64) {
	r.Digest = sdk.SHA256(append(r.Digest.Bytes(), sdk.Marshal(answer)...))
	if reason != 0 && !r.Bad {
		r.Bad = true
		r.Failed++
		if r.Reason == 0 {
			r.Reason = reason
		}
	}
	if reason == rewards.ReasonTogether {
		r.Reason, r.Done = reason, true
	}
}
