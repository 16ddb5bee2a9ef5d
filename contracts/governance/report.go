package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const (
	maxReportEpochs = 30     // the newest ones that are sealed when somebody proposes
	maxOfEpoch      = 10_000 // records of an epoch that are scored again, in the order of roles and ids
	reportSteps     = 24     // pages of 50 records that a block takes, at most
	reportGas       = 50_000_000
	leastReportGas  = 20_000_000
)

// report is what the chain finds out about new code before the vote: whether a dry run of it works, and what a
// formula would have paid in past epochs. The chain goes through them at the end of blocks, page by page, and writes
// the digest of all answers of rewards; who asks for the same pages has the same digest, and what is in them.
//
//peerz:store
type report struct {
	Dry dryRun

	Code    sdk.Hash
	Last    uint64 // the newest epoch
	Left    uint64 // epochs that are not done yet
	Epoch   uint64 // the one that is gone through now: from the newest to the oldest
	Role    uint64 // in it, plus 1; 0: the weights come first
	After   string // in that
	Done    bool
	Epochs  uint64 // those that are done
	Records uint64
	Scored  uint64 // of them in the epoch of now
	Failed  uint64 // epochs that the code would not have paid
	Reason  uint64 // of the first of them; of a report that refuses, why
	Bad     bool   // the epoch of now is one of them
	Digest  sdk.Hash
}

func reportKey(id uint64) []byte { return sdk.Key(keyReport, sdk.BE64(id)) }

func loadReport(id uint64) (r *report, ok bool) {
	r = new(report)
	ok = sdk.Load(reportKey(id), r)
	return r, ok
}

func (r *report) save(id uint64) { sdk.Save(reportKey(id), r) }

// reported says whether a proposal waits for no report.
func reported(id uint64) bool {
	r, ok := loadReport(id)
	return !ok || r.Done
}

// GetReport returns the report about a proposal's formula.
func GetReport(a governance.ProposalArgs) governance.Report {
	r, ok := loadReport(a.Proposal)
	if !ok {
		sdk.Abort(governance.ErrReportUnknown, "no report")
	}
	return governance.Report{
		Code: r.Code, Last: r.Last, Epochs: r.Epochs, Left: r.Left, Records: r.Records, Failed: r.Failed, Reason: r.Reason,
		Done: r.Done, Digest: r.Digest, Contract: r.Dry.Contract, Stage: stageName(r.Dry.Stage), Fault: r.Dry.Fault, Abort: r.Dry.Abort,
		GasBefore: r.Dry.Before, GasAfter: r.Dry.After,
	}
}

// order begins a report about code that is proposed. What is expedited has the dry run only.
func order(own seat, track uint64, actions []governance.Action) {
	var r report
	for i := range actions {
		a := &actions[i]
		if a.Kind != "upgrade" {
			continue
		}
		if a.Contract == formula.Name && track != trackExpedited {
			r.Code = a.CodeHash
			r.Last, r.Left = sealedEpochs()
			r.Epoch = r.Last
		}
	}
	if !upgrades(actions) {
		return
	}
	r.save(own.ID)
	q := loadReports()
	q.Waiting = append(q.Waiting, own)
	q.saveReports()
}

// sealedEpochs returns the newest epoch whose scores are final, and how many there are up to it that a report goes
// through; none when rewards cannot say: nothing can be reported then.
//
//go:noinline
func sealedEpochs() (last, n uint64) {
	to, ok := sdk.ContractByName(rewards.Name)
	if !ok {
		return 0, 0
	}
	c := rewards.Caller{To: to}
	e, err := c.Latest()
	for range maxReportEpochs {
		if err != nil {
			return 0, 0
		}
		if e.State == "sealed" || e.State == "matured" {
			return e.Epoch, min(e.Epoch+1, maxReportEpochs)
		}
		if e.Epoch == 0 {
			return 0, 0
		}
		e, err = c.Epoch(&rewards.EpochArgs{Epoch: e.Epoch - 1})
	}
	return 0, 0
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

// EndBlock goes on with the report of the largest deposit, a bounded number of steps (G11). Without one it writes nothing.
func EndBlock(sdk.EndBlockArgs) (result sdk.HookResult) {
	q := loadReports()
	if len(q.Waiting) == 0 {
		return result
	}
	first := 0
	for i := range q.Waiting {
		if q.dearer(&q.Waiting[i], &q.Waiting[first]) {
			first = i
		}
	}
	id := q.Waiting[first].ID
	r, _ := loadReport(id)
	p := loadProposal(id)
	if p.State != waiting { // cancelled, or displaced
		r.Done = true
	}
	switch {
	case r.Done:
	case r.Dry.State != dryDone:
		if before := r.Dry; r.try(id) == before {
			return result
		}
	default:
		r.goOn()
	}
	r.save(id)
	if !r.Done {
		return result
	}
	q.Waiting = remove(q.Waiting, id)
	q.saveReports()
	sdk.Emit("governance.reported", sdk.Uint("proposal", id), sdk.Uint("reason", r.Reason), sdk.Bytes("digest", r.Digest.Bytes()))
	if p.State == waiting && r.refuses() {
		p.State, p.Reason = rejected, governance.ReasonReport+r.why()
		p.refund()
		p.save(id)
		leave(id, p.Track)
		p.tell(id)
	}
	return result
}

// why says what keeps the proposal from a vote.
func (r *report) why() string {
	if r.Dry.fails() {
		return r.Dry.why()
	}
	return rewards.ReasonName(r.Reason)
}

// refuses reports whether what was found keeps the proposal from a vote: a dry run that fails, scores that depend on
// what is scored together, or that cannot be found out within a block's gas.
func (r *report) refuses() bool {
	return r.Dry.fails() || r.Reason == rewards.ReasonTogether || r.Reason == uint64(sdk.FaultOutOfGas) && r.Left > 0
}

// goOn takes as many steps as a block may.
//
//go:noinline
func (r *report) goOn() {
	to, ok := sdk.ContractByName(rewards.Name)
	c := rewards.Caller{To: to}
	names, err := c.Weights()
	if !ok || err != nil {
		return // rewards is out of order; the proposal waits for it, as long as it may wait at all
	}
	begin := sdk.GasLeft()
	for n := range reportSteps {
		left := sdk.GasLeft()
		if r.Done || begin-left > reportGas || left < leastReportGas {
			return
		}
		switch err := r.step(c, names.Base); {
		case err == nil:
		case n > 0: // a block of its own may be enough
			return
		case err.Errno == sdk.CallFailed && (err.Fault == sdk.FaultOutOfGas || err.Fault == sdk.FaultAborted && err.Code == rewards.ErrGas):
			r.Reason, r.Done = uint64(sdk.FaultOutOfGas), true
			return
		default: // an epoch that rewards has forgotten
			r.Done = true
			return
		}
	}
}

// step asks for one page, and turns to the next.
//
//go:noinline
func (r *report) step(c rewards.Caller, names []rewards.RoleWeight) *sdk.CallError {
	if r.Role == 0 {
		answer, err := c.BacktestWeights(&rewards.BacktestWeightsArgs{Code: r.Code, Epoch: r.Epoch})
		if err != nil {
			return err
		}
		r.Epoch, r.Role, r.Scored, r.Bad = answer.Epoch, 1, 0, false // of epochs that were closed as one, the first
		r.take(&answer, answer.Reason)
		return nil
	}
	answer, err := c.Backtest(&rewards.BacktestArgs{Code: r.Code, Epoch: r.Epoch, Role: names[r.Role-1].Role, After: r.After})
	if err != nil {
		return err
	}
	if len(answer.Scores) > 0 || answer.Reason != 0 {
		r.Records, r.Scored = r.Records+uint64(len(answer.Scores)), r.Scored+uint64(len(answer.Scores))
		r.take(&answer, answer.Reason)
	}
	if r.After = answer.Next; r.After == "" {
		r.Role++
	}
	if r.Role > uint64(len(names)) || r.Scored >= maxOfEpoch {
		r.After = ""
		r.Role, r.Left, r.Epochs = 0, r.Left-1, r.Epochs+1
		if r.Done = r.Left == 0 || r.Epoch == 0; !r.Done {
			r.Epoch--
		}
	}
	return nil
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
