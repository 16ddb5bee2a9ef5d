package gov

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func showCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "show ID",
		Short:   "Show a proposal, its votes, what happens to it next, and what became of its deposit",
		Example: "peerz gov show 1 --output json",
		Args:    cli.Takes(1, 1, "the ID of a proposal"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			p, err := find(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			at, err := clockOf(c.Context(), node)
			if err != nil {
				return err
			}
			return env.Show(chain.Fields(p), func(w *cli.Printer) { showProposal(c.Context(), w, node, &p, at) })
		}),
	}
}

// find asks for the proposal that an argument names.
func find(ctx context.Context, node *chain.Chain, arg string) (p governance.ProposalInfo, err error) {
	id, err := proposalID(arg)
	if err != nil {
		return p, err
	}
	return governance.Client{Node: node}.GetProposal(ctx, governance.ProposalArgs{Proposal: id})
}

func showProposal(ctx context.Context, w *cli.Printer, node *chain.Chain, p *governance.ProposalInfo, at clock) {
	w.Printf("proposal %d\t%s\nstate\t%s\ntrack\t%s\n", p.Proposal, p.Title, p.State, p.Track)
	if p.Reason != "" {
		w.Printf("reason\t%s\n", p.Reason)
	}
	if text := next(p, at); text != "" {
		w.Printf("next\t%s\n", text)
	}
	w.Printf("proposer\t%s\ndeposit\t%s\n", node.Called(ctx, chain.AddressOf(p.Proposer)), deposit(p))
	if p.Description != "" {
		showDescription(w, p.Description)
	}
	if p.Link != "" {
		w.Printf("link\t%s\nsha256 of it\t%x\n", p.Link, p.LinkHash.Bytes())
	}
	showTally(w, p)
	if p.ExecuteAt != 0 { // while it is not accepted there is no such epoch
		w.Printf("takes effect\tepoch %d\n", p.ExecuteAt)
	}
	if p.State == "timelock" || p.State == "shadow" {
		w.Printf("expires\twith epoch %d, if it could not be carried out by then\n", p.ExpiresAt)
	}
	showShadow(w, p)
	for _, a := range p.Actions {
		showAction(ctx, w, node, a)
	}
}

// showShadow writes how far a formula was from the live one before it was that itself.
func showShadow(w *cli.Printer, p *governance.ProposalInfo) {
	for _, e := range p.Shadow {
		if e.Reason != 0 {
			w.Printf("shadow in epoch %d\tit fails, by reason %d: %s\n", e.Epoch, e.Reason, rewards.ReasonName(e.Reason))
			continue
		}
		w.Printf("shadow in epoch %d\t%s of the pool would have gone to others, %d records\n", e.Epoch, arguments.Percent(e.Moved), e.Records)
	}
}

// showDescription indents what the proposer wrote: at the edge it could pass for a row of the count.
func showDescription(w *cli.Printer, text string) {
	w.Printf("description\t")
	w.Block(len("description")+2, text)
}

// showTally writes the votes, and what is missing.
func showTally(w *cli.Printer, p *governance.ProposalInfo) {
	t := countOf(p)
	w.Printf("yes\t%s\t%s of yes, no and veto; passes with more than %s\n", chain.Tokens(p.Tally.Yes), share(t.yes, t.decisive), arguments.Percent(p.Threshold))
	w.Printf("no\t%s\n", chain.Tokens(p.Tally.No))
	w.Printf("veto\t%s\t%s of all votes; more than %s reject it\n", chain.Tokens(p.Tally.Veto), share(t.veto, t.turnout), arguments.Percent(p.Veto))
	w.Printf("abstain\t%s\n", chain.Tokens(p.Tally.Abstain))
	w.Printf("turnout\t%s\t%s of %s; %s must vote: %s\n", arguments.Tokens(t.turnout), share(t.turnout, t.all), arguments.Tokens(t.all),
		arguments.Percent(p.Quorum), missing(t.missing(p.Quorum)))
	if p.VotingEnd != 0 { // it waits for a place
		w.Printf("voting ends\twith epoch %d%s\n", p.VotingEnd, map[bool]string{true: ", later than planned: the quorum was reached late"}[p.Extended])
	}
}

// count is the votes on a proposal, added up.
type count struct{ yes, veto, decisive, turnout, all abi.Amount }

func countOf(p *governance.ProposalInfo) count {
	t := p.Tally
	decisive := t.Yes.Add(t.No).Add(t.Veto)
	return count{abi.Amount(t.Yes), abi.Amount(t.Veto), abi.Amount(decisive), abi.Amount(decisive.Add(t.Abstain)), abi.Amount(p.PowerTotal)}
}

// missing is how much more must vote to reach a quorum.
func (t count) missing(quorum uint64) abi.Amount {
	wanted, rest, _ := t.all.MulDiv(abi.U64(quorum), abi.U64(1_000_000)) // a stake is far below what overflows
	if !rest.IsZero() {
		wanted, _ = wanted.Add(abi.U64(1))
	}
	left, ok := wanted.Sub(t.turnout)
	if !ok {
		return abi.Amount{}
	}
	return left
}

func missing(a abi.Amount) string {
	if a.IsZero() {
		return "the quorum is reached"
	}
	return arguments.Tokens(a) + " are missing"
}

// share writes a part of a whole in percent.
func share(part, whole abi.Amount) string {
	ppm, _, ok := part.MulDiv(abi.U64(1_000_000), whole)
	if !ok { // of nothing
		return "0%"
	}
	return arguments.Percent(ppm.Lo)
}

// deposit says what became of a proposal's deposit.
func deposit(p *governance.ProposalInfo) string {
	switch {
	case !p.Deposit.IsZero():
		return chain.Tokens(p.Deposit) + ", held until the votes are counted"
	case p.State == "cancelled" && p.Reason != governance.ReasonGuardian:
		return "half returned, half lost to the reserve: the proposer withdrew"
	case p.Reason == governance.ReasonQuorum || p.Reason == governance.ReasonVeto:
		return "lost to the reserve: " + p.Reason
	}
	return "returned to the proposer"
}

func guardianText(ctx context.Context, node *chain.Chain, g *governance.Guardian) string {
	if g == nil {
		return "nobody"
	}
	return fmt.Sprintf("%s, until epoch %d begins", node.Called(ctx, chain.AddressOf(g.Account)), g.Until)
}

// showAction writes what a proposal does.
func showAction(ctx context.Context, w *cli.Printer, node *chain.Chain, a governance.Action) {
	w.Printf("action\t%s\n", a.Kind)
	switch a.Kind {
	case "guardian":
		w.Printf("guardian\t%s\n", guardianText(ctx, node, a.Guardian))
	case "slash":
		w.Printf("account\t%s\n", node.Called(ctx, chain.AddressOf(a.Account)))
	}
	for _, weight := range a.Weights {
		w.Printf("%s\t%s\n", weight.Role, arguments.Percent(weight.Weight))
	}
	for _, g := range a.Guardrails {
		w.Row(g.Name, railOf(ctx, node, g))
	}
	if a.Contract == "" {
		return
	}
	w.Printf("contract\t%s\n", a.Contract)
	if a.Kind == "upgrade" {
		w.Printf("code hash\t%x\n", a.CodeHash.Bytes())
	}
	if len(a.Migrate) > 0 {
		w.Printf("migrate\t%x\n", a.Migrate)
	}
	if !a.MigrateBack.IsZero() {
		w.Printf("migrate back\t%x\n", a.MigrateBack.Bytes())
	}
	if len(a.Changes) > 0 {
		text := describe(ctx, node, a.Contract)
		for _, c := range a.Changes {
			w.Row(a.Contract+"/"+c.Name, text(c))
		}
	}
	if len(a.Input) == 0 {
		return
	}
	if target, err := node.Bind(ctx, a.Contract); err == nil {
		target.ShowCall(w, a.Input)
		return
	}
	w.Printf("call\t%x\n", a.Input)
}

func tallyCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "tally ID",
		Short:   "Show what is missing to a proposal's quorum, and who voted how",
		Example: "peerz gov tally 1",
		Args:    cli.Takes(1, 1, "the ID of a proposal"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			p, err := find(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			votes, err := chain.Pages(func(after sdk.Address) ([]governance.AccountVote, sdk.Address, error) {
				page, err := governance.Client{Node: node}.Votes(c.Context(), governance.VotesArgs{Proposal: p.Proposal, After: after})
				return page.Votes, page.Next, err
			})
			if err != nil {
				return err
			}
			t := countOf(&p)
			answer := map[string]any{"proposal": p.Proposal, "state": p.State, "tally": chain.Fields(p.Tally), "power_total": abi.Amount(p.PowerTotal),
				"turnout": t.turnout, "missing": t.missing(p.Quorum), "votes": chain.List(votes)}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("proposal %d\t%s\nstate\t%s\n", p.Proposal, p.Title, p.State)
				showTally(w, &p)
				if len(votes) == 0 {
					w.Printf("nobody has voted; `peerz gov vote %d yes|no|veto|abstain` does\n", p.Proposal)
					return
				}
				w.Printf("\naccount\tvote\tpower\n")
				for _, v := range votes {
					w.Printf("%s\t%s\t%s\n", node.Known(chain.AddressOf(v.Account)), v.Option, chain.Tokens(v.Power))
				}
			})
		}),
	}
}

// clock tells when epochs begin.
type clock struct {
	epoch, start, end, now int64
}

func clockOf(ctx context.Context, node *chain.Chain) (clock, error) {
	s, err := node.Status(ctx)
	return clock{int64(s.Epoch), s.EpochStart, s.EpochEnd, s.Time}, err
}

// begins says when an epoch begins, if blocks go on, by the clock of the reader's place.
func (c clock) begins(epoch uint64) string {
	length := max(c.end-c.start, 1)
	return cli.Moment(c.end+(int64(epoch)-c.epoch-1)*length, c.now)
}

// next says what happens to a proposal next, and when; nothing for one that is over.
func next(p *governance.ProposalInfo, at clock) string {
	switch p.State {
	case "waiting":
		return "gets a place in its track by its deposit, not before " + at.begins(max(p.Submitted, uint64(at.epoch))+1)
	case "voting":
		return "the votes are counted on " + at.begins(max(p.VotingEnd, uint64(at.epoch))+1)
	case "timelock":
		return "is carried out on " + at.begins(max(p.ExecuteAt, uint64(at.epoch)+1)) + turn(p)
	case "shadow":
		return "is scored beside the live formula, until it is carried out on " + at.begins(max(p.ExecuteAt, uint64(at.epoch)+1))
	case "probation":
		return "its code is watched until its probation is over: `peerz contract info " + cmp.Or(firstContract(p.Actions), "NAME") + "`"
	}
	return ""
}

// turn says that a slash may have to wait for others.
func turn(p *governance.ProposalInfo) string {
	if len(p.Actions) == 1 && p.Actions[0].Kind == "slash" {
		return ", or at a later boundary if others are before it: one account an epoch"
	}
	return ""
}

// firstContract is one that gets new code.
func firstContract(actions []governance.Action) string {
	for _, a := range actions {
		if a.Kind == "upgrade" {
			return a.Contract
		}
	}
	return ""
}
