package rehearsal

import (
	"encoding/hex"
	"strconv"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Bounds of what an act waits for.
const (
	mostBlocks  = 64 // until a contribution is verified
	sweepBlocks = 4  // until it is paid by itself
	mostEpochs  = 80 // until something is paid or carried out: a vote and a timelock take 30 each

	checkedEpochs = 4 // whose records are compared with their sums
)

// queries asks what contracts ask each other, and changes a parameter of each as governance does.
func queries(d director) {
	d.EndEpoch()
	w, r, g := rewards.Client{Node: d}, roles.Client{Node: d}, governance.Client{Node: d}
	ask(d, rewards.Name, w.Latest)
	ask(d, rewards.Name, w.Weights)
	ask(d, rewards.Name, with(w.Standing, rewards.StandingArgs{}))
	ask(d, rewards.Name, with(w.Account, rewards.AccountArgs{Account: address(d.Account("somebody"))}))
	ask(d, roles.Name, r.Attestors)
	ask(d, roles.Name, r.Roles)
	ask(d, roles.Name, with(r.Verification, roles.VerificationArgs{Epoch: d.Epoch()}))
	ask(d, governance.Name, g.GetParams)
	ask(d, governance.Name, g.GetGuardrails)
	ask(d, governance.Name, with(g.Proposals, governance.ProposalsArgs{}))

	as := d.Contract(governance.Name)
	review := next(ask(d, rewards.Name, w.Params).Review)
	do(d, as, w.SetParams(change("review", review)), none)
	if ask(d, rewards.Name, w.Params).Review != review {
		d.Fail(rewards.Name, abi.CodeBadAnswer)
	}
	delay := next(ask(d, roles.Name, r.Params).RecoveryDelay)
	do(d, as, r.SetParams(change("recovery_delay", delay)), none)
	if ask(d, roles.Name, r.Params).RecoveryDelay != delay {
		d.Fail(roles.Name, abi.CodeBadAnswer)
	}
}

// books asks whether what must hold of the books does: of this epoch and of those before it, whose records may not all be paid. What
// is wrong with them already keeps no new code from a vote.
func books(d director) {
	d.EndEpoch()
	for back := uint64(0); back < checkedEpochs && back < d.Epoch() && !d.Over(); back++ {
		if !ask(d, rewards.Name, with(rewards.Client{Node: d}.Invariants, rewards.InvariantsArgs{Epoch: d.Epoch() - 1 - back})).Ok {
			d.Skip(rewards.Name, abi.CodeInvariant)
		}
	}
	if !ask(d, roles.Name, roles.Client{Node: d}.Invariants).Ok {
		d.Skip(roles.Name, abi.CodeInvariant)
	}
	if !ask(d, governance.Name, governance.Client{Node: d}.Invariants).Ok {
		d.Skip(governance.Name, abi.CodeInvariant)
	}
}

// next is a neighbour of a parameter's value, which is never its end of the range.
func next(n uint64) uint64 {
	if n > 1 {
		return n - 1
	}
	return n + 1
}

func change(name string, value uint64) governed.ParamsArgs {
	return governed.ParamsArgs{Params: []governed.Param{{Name: name, Value: strconv.FormatUint(value, 10)}}}
}

// contributions has somebody register and submit, and an attestor with most power report; then it must be verified.
func contributions(d director) {
	c := roles.Client{Node: d}
	attestor, worker := d.Account("attestor"), d.Account("worker")
	d.Majority(attestor, tokens(1_000_000))
	d.Fund(attestor, tokens(100_000))
	d.Fund(worker, tokens(100_000))
	do(d, attestor, c.RegisterAttestor(), none)
	d.EndEpoch()

	params := ask(d, roles.Name, c.Params)
	role, ok := attested(ask(d, roles.Name, c.Roles))
	if !ok {
		d.Skip(roles.Name, abi.CodeNotVerified)
		return
	}
	id := idOf(worker)
	do(d, worker, c.Register(roles.RegisterArgs{Role: role.Name, Entries: []roles.RegisterEntry{{ID: id, Account: address(worker)}}}), none)
	entry := roles.Submission{ID: id, Ref: id, Locator: "dry run", Hash: sdk.HashOf([]byte(id[:32])), Bond: params.Bond}
	sent := do(d, worker, c.Submit(roles.SubmitArgs{Role: role.Name, Entries: []roles.Submission{entry}}), params.Bond)
	report(d, attestor, role, sent, params.Deposit)
	d.EndEpoch()
	for range mostBlocks {
		d.EndBlock()
		switch ask(d, roles.Name, with(c.Submission, roles.SubmissionArgs{Role: role.Name, ID: id, Ref: id})).State {
		case "verified":
			if len(ask(d, rewards.Name, with(rewards.Client{Node: d}.Account, rewards.AccountArgs{Account: address(worker)})).Pending) == 0 {
				d.Fail(rewards.Name, abi.CodeNotVerified)
			}
			return
		case "waiting":
		default:
			d.Fail(roles.Name, abi.CodeNotVerified)
		}
		if d.Over() {
			return
		}
	}
	d.Fail(roles.Name, abi.CodeNotVerified)
}

// idOf is an id that nobody has, as long as nobody has guessed the account.
func idOf(a abi.Address) string { return "dry-run-" + hex.EncodeToString(a[:]) }

// attested is the first role that attestors measure, and that takes work of whoever has just come.
func attested(list roles.RolesResult) (roles.RoleInfo, bool) {
	for _, r := range list.Roles {
		if !r.Retired && r.Source.Kind == roles.FromAttestors && r.Source.Age == 0 && r.Source.Stake.IsZero() {
			return r, true
		}
	}
	return roles.RoleInfo{}, false
}

// report says that one unit of each measure was done, openly or in two steps.
func report(d director, attestor abi.Address, role roles.RoleInfo, sent roles.SubmitResult, deposit sdk.Amount) {
	c := roles.Client{Node: d}
	f := roles.Finding{Number: sent.First, Time: d.Time()}
	for range role.Measures {
		f.Measures = append(f.Measures, sdk.U64(1))
	}
	sheet := roles.Sheet{Sheet: sent.First / roles.SheetSize, Findings: []roles.Finding{f}}
	if ask(d, roles.Name, with(c.Verification, roles.VerificationArgs{Epoch: sent.Epoch})).Reveal == 0 {
		do(d, attestor, c.Report(roles.ReportArgs{Epoch: sent.Epoch, Role: role.Name, Sheets: []roles.Sheet{sheet}}), none)
		return
	}
	chain := d.Chain()
	r := roles.Revealed{Salt: sdk.HashOf([]byte{1}), Sheet: sheet}
	hash := sdk.SHA256(roles.CommitmentInput(sdk.HashOf(chain[:]), sent.Epoch, role.Name, address(attestor), &r))
	commitment := roles.Commitment{Sheet: sheet.Sheet, Hash: hash}
	do(d, attestor, c.Commit(roles.CommitArgs{Epoch: sent.Epoch, Role: role.Name, Commitments: []roles.Commitment{commitment}}), deposit)
	d.EndEpoch()
	do(d, attestor, c.Reveal(roles.RevealArgs{Epoch: sent.Epoch, Role: role.Name, Sheets: []roles.Revealed{r}}), none)
}

// payouts has somebody's work become payable, and then it must be paid to who claims it.
func payouts(d director) {
	worker := matured(d)
	if d.Over() {
		return
	}
	do(d, worker, rewards.Client{Node: d}.Claim(rewards.ClaimArgs{Account: address(worker)}), none)
	if d.Balance(worker).IsZero() {
		d.Fail(rewards.Name, abi.CodeNotPaid)
	}
}

// sweeps does the same, but nobody claims: it must be paid by itself, if the live code comes to it in a few blocks.
func sweeps(d director) {
	worker := matured(d)
	for n := 0; n < sweepBlocks && !d.Over(); n++ {
		if d.EndBlock(rewards.Name); !d.Balance(worker).IsZero() {
			return
		}
	}
	d.Skip(rewards.Name, abi.CodeNotPaid)
}

// matured tells rewards, as roles does, what somebody has done in an epoch that has just ended, and waits until that is
// payable. So it does not depend on how much is still to be verified.
func matured(d director) (worker abi.Address) {
	c := rewards.Client{Node: d}
	worker, as := d.Account("worker"), d.Contract(roles.Name)
	d.Fees(tokens(1)) // there is something to pay, whatever the emission is
	d.EndEpoch()
	epoch := d.Epoch() - 1
	role, ok := paid(ask(d, rewards.Name, c.Weights))
	if !ok {
		d.Skip(rewards.Name, abi.CodeNotPaid)
		return worker
	}
	if e := ask(d, rewards.Name, with(c.Epoch, rewards.EpochArgs{Epoch: epoch})); !d.Over() && int(role) < len(e.Roles) && e.Roles[role].Pool.IsZero() {
		d.Skip(rewards.Name, abi.CodeNotPaid) // no emission, and all fees go elsewhere
		return worker
	}
	for e := epoch - min(epoch, 3); e < epoch; e++ {
		if state := ask(d, rewards.Name, with(c.Epoch, rewards.EpochArgs{Epoch: e})).State; state == "closed" || state == "verifying" {
			do(d, as, c.Seal(rewards.SealArgs{Epoch: e, From: epoch + 1, Root: sdk.HashOf([]byte{1})}), none)
		}
	}
	id := idOf(worker)
	entry := rewards.Entry{Account: address(worker), ID: id, Measures: []sdk.Amount{sdk.U64(1)}}
	do(d, as, c.Record(rewards.RecordArgs{Epoch: epoch, Role: role, Entries: []rewards.Entry{entry}}), none)
	sealed := do(d, as, c.Seal(rewards.SealArgs{Epoch: epoch, From: epoch + 1, Root: sdk.HashOf([]byte{1}), Verified: 1}), none)
	if sealed.Matures > d.Epoch() {
		do(d, as, c.Hold(rewards.HoldArgs{Epoch: epoch, Role: role, ID: id}), none)
		do(d, as, c.Decide(rewards.DecideArgs{Epoch: epoch, Role: role, ID: id}), none)
	}
	for n := 0; d.Epoch() < sealed.Matures && n < mostEpochs && !d.Over(); n++ {
		d.EndEpoch(rewards.Name)
	}
	return worker
}

// paid is the id of the first role that has a weight.
func paid(list rewards.WeightsResult) (uint64, bool) {
	for id, w := range list.Base {
		if w.Weight > 0 {
			return uint64(id), true
		}
	}
	return 0, false
}

// The parameters of the chain that are voted on: one changes, the other does not.
const (
	wanted   = "code_delay_blocks"
	unwanted = "probation"
)

// votes proposes two changes of the chain's parameters. Most stake is for one and against the other: that one must be
// carried out, and the other not.
func votes(d director) {
	c := governance.Client{Node: d}
	voter, other := d.Account("voter"), d.Account("other")
	d.Majority(voter, tokens(1_000_000))
	d.EndEpoch(governance.Name)
	deposit, _ := abi.Amount(ask(d, governance.Name, c.GetParams).Deposit).Mul(abi.U64(10)) // a million tokens at most
	good := propose(d, voter, wanted, deposit)
	bad := propose(d, other, unwanted, deposit)
	state := func(id uint64) string {
		return ask(d, governance.Name, with(c.GetProposal, governance.ProposalArgs{Proposal: id})).State
	}
	want, before := good.value, d.Param(unwanted)
	voted := map[uint64]bool{}
	for n := 0; n < mostEpochs && !d.Over(); n++ {
		d.EndEpoch(governance.Name)
		for _, p := range []proposed{good, bad} {
			if !voted[p.id] && state(p.id) == "voting" {
				do(d, voter, c.Vote(governance.VoteArgs{Proposal: p.id, Option: p.option}), none)
				voted[p.id] = true
			}
		}
		if d.Param(wanted) == want && state(bad.id) == "rejected" {
			break
		}
	}
	if d.Param(wanted) != want || d.Param(unwanted) != before || !voted[bad.id] || d.Balance(voter).Less(deposit) {
		d.Fail(governance.Name, abi.CodeNotCounted)
	}
}

// neighbour is another value of a parameter of the chain, at either end of its range, too.
func neighbour(n uint64) uint64 {
	if n > 500 {
		return n - 1
	}
	return n + 1
}

// proposed is a proposal, and what is voted on it.
type proposed struct {
	id, value uint64
	option    string
}

func propose(d director, by abi.Address, name string, deposit abi.Amount) proposed {
	d.Fund(by, deposit)
	p := proposed{value: neighbour(d.Param(name)), option: "yes"}
	if name == unwanted {
		p.option = "no"
	}
	changes := []governed.ParamChange{{Name: name, New: strconv.FormatUint(p.value, 10)}}
	args := governance.ProposeArgs{Title: "dry run", Expedited: true,
		Actions: []governance.Action{{Kind: "params", Contract: governance.Chain, Changes: changes}}}
	p.id = do(d, by, governance.Client{Node: d}.Propose(args), sdk.Amount(deposit)).Proposal
	return p
}
