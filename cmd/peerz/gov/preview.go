package gov

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/gov/backtest"
	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// preview is what a change would mean, as far as it can be calculated.
type preview struct {
	Interfaces []interfaceChange
	Report     *backtest.Report
	Own        []*backtest.Person // of --participant
	Chain      *governance.Report // what the chain has found out about the proposal's formula
	Storage    []storageChange    // what the dry run has found of the proposal's upgrades
	Tried      bool               // it has begun, and history knows of it
}

func previewCommand(env *cli.Env) *cobra.Command {
	var code, set, participant string
	var epochs uint64
	c := &cobra.Command{
		Use:   "preview ID|--code FILE|--set ROLE=SHARE,rewards/NAME=VALUE,...",
		Short: "Calculate what a change would have paid in the last epochs",
		Long: "Calculate what a proposal, a formula in a file, or other weights or parameters would have paid in the last epochs:\n" +
			"for each role and tenth of its participants, and who would have gained or lost most. It is calculated on this\n" +
			"machine from what the chain has recorded, exactly as the chain pays. For a contract's new code it says how its\n" +
			"interface, with the types of its messages, differs, and what the chain's dry run did to its records.",
		Example: "peerz gov preview 1 --participant 258008cdd776\npeerz gov preview --code examples/formula-sqrt/formula-sqrt.wasm --epochs 30",
		Args:    cli.Takes(0, 1, "the ID of a proposal"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			if (len(args) == 1) == (code != "" || set != "") {
				return cli.Usagef("give the ID of a proposal, or --code, or --set")
			}
			if epochs == 0 {
				return cli.Usagef("--epochs 0: want at least 1")
			}
			var p preview
			var change backtest.Change
			var err error
			if len(args) == 1 {
				change, err = p.ofProposal(c.Context(), node, args[0])
			} else {
				change, err = p.ofFlags(c.Context(), node, code, set)
			}
			if err != nil {
				return err
			}
			if !change.IsZero() {
				if p.Report, err = backtest.Epochs(c.Context(), node, change, p.span(epochs)); err != nil {
					return err
				}
				p.Own = p.Report.Of(participant)
			}
			if participant != "" && len(p.Own) == 0 {
				env.Note("participant %s: nothing was paid in these epochs, neither way", participant)
			}
			return env.Show(p.fields(), p.show)
		}),
	}
	c.Flags().StringVar(&code, "code", "", "file of a formula")
	c.Flags().StringVar(&set, "set", "", "weights and parameters, like compute=38%,developers=140000,rewards/max_weight=50%")
	c.Flags().Uint64Var(&epochs, "epochs", 30, "how many epochs to calculate again, the newest ones")
	c.Flags().StringVar(&participant, "participant", "", "id of a participant, whose own change is shown too")
	return c
}

func (p *preview) ofFlags(ctx context.Context, node *chain.Chain, code, set string) (change backtest.Change, err error) {
	if code != "" {
		if change.Formula, err = os.ReadFile(code); err != nil {
			return change, err
		}
		if err = p.compare(ctx, node, formula.Name, change.Formula); err != nil {
			return change, err
		}
	}
	weights, params := apart(set)
	if weights != "" {
		wanted, err := readWeights(weights)
		if err != nil {
			return change, err
		}
		list, err := fillWeights(ctx, node, wanted)
		if err != nil {
			return change, err
		}
		change.Weights = numbers(list)
	}
	if params == "" {
		return change, nil
	}
	owner, settings, err := readParams(params)
	if err != nil {
		return change, err
	}
	wanted, err := changesOf(ctx, node, owner, settings)
	if err != nil {
		return change, err
	}
	if change.Params = paramsOfPay(owner, wanted); change.Params == nil {
		return change, cli.Usagef("--set %s: past epochs would have paid the same; of parameters want those of rewards that the formula is asked with or held to: %s",
			params, strings.Join(payParams, ", "))
	}
	return change, nil
}

// apart tells weights from parameters, which have an owner.
func apart(set string) (weights, params string) {
	var w, p []string
	for part := range strings.SplitSeq(set, ",") {
		switch {
		case part == "":
		case strings.Contains(part, "/"):
			p = append(p, part)
		default:
			w = append(w, part)
		}
	}
	return strings.Join(w, ","), strings.Join(p, ",")
}

// payParams are the parameters of rewards that change how a pool is divided.
var payParams = []string{"formula_params", "formula_gas", "formula_gas_per_record", "min_weight", "max_weight"}

// paramsOfPay are those of changes that divide a pool otherwise.
func paramsOfPay(owner string, changes []governed.ParamChange) (list []governed.Param) {
	for _, c := range changes {
		if owner == rewards.Name && slices.Contains(payParams, c.Name) {
			list = append(list, governed.Param{Name: c.Name, Value: c.New})
		}
	}
	return list
}

func (p *preview) ofProposal(ctx context.Context, node *chain.Chain, text string) (change backtest.Change, err error) {
	id, err := proposalID(text)
	if err != nil {
		return change, err
	}
	proposal, err := governance.Client{Node: node}.GetProposal(ctx, governance.ProposalArgs{Proposal: id})
	if err != nil {
		return change, err
	}
	if change, err = p.ofActions(ctx, node, proposal.Actions); err != nil {
		return change, err
	}
	r, err := (governance.Client{Node: node}).GetReport(ctx, governance.ProposalArgs{Proposal: id})
	if err != nil { // there is none
		return change, nil
	}
	if r.Epochs > 0 {
		p.Chain = &r
	}
	if len(p.Interfaces) > 0 && r.GasAfter > 0 {
		p.Storage, p.Tried, err = storageChanges(ctx, node, id)
	}
	return change, err
}

// ofActions is what a proposal's actions change in how epochs are paid.
func (p *preview) ofActions(ctx context.Context, node *chain.Chain, actions []governance.Action) (change backtest.Change, err error) {
	for _, a := range actions {
		switch a.Kind {
		case "weights":
			now, err := rewards.Client{Node: node}.Weights(ctx)
			if err != nil {
				return change, err
			}
			change.Weights = inOrder(now.Base, a.Weights)
		case "params":
			change.Params = append(change.Params, paramsOfPay(a.Contract, a.Changes)...)
		case "upgrade":
			wasm, err := node.Wasm(ctx, abi.Hash(a.CodeHash.Bytes()))
			if err != nil {
				return change, err
			}
			if err := p.compare(ctx, node, a.Contract, wasm); err != nil {
				return change, err
			}
			if a.Contract == formula.Name {
				change.Formula = wasm
			}
		}
	}
	return change, nil
}

// span is the epochs that are calculated again: those of the chain's own report, if there is one.
func (p *preview) span(epochs uint64) backtest.Span {
	if p.Chain == nil {
		return backtest.Span{Most: epochs}
	}
	return backtest.Span{Last: &p.Chain.Last, Most: p.Chain.Epochs, Samples: p.Chain.Samples}
}

// same reports whether the chain has come to the same result.
func (p *preview) same() bool {
	return p.Report.Digest == abi.Hash(p.Chain.Digest.Bytes()).String()
}

func (p *preview) agreement() string {
	switch {
	case !p.Chain.Done:
		return fmt.Sprintf("The chain's own report is not complete: %d epochs are left. The vote begins when it is.", p.Chain.Left)
	case p.same():
		return "The chain's own report has the same digest: it has calculated the same."
	}
	return "The chain's own report has another digest: " + abi.Hash(p.Chain.Digest.Bytes()).String()
}

// numbers are weights by role id: the contract lists them in that order.
func numbers(weights []rewards.RoleWeight) (list []uint64) {
	for _, w := range weights {
		list = append(list, w.Weight)
	}
	return list
}

// inOrder returns weights in the order in which the contract lists the roles.
func inOrder(roles, weights []rewards.RoleWeight) (list []uint64) {
	for _, role := range roles {
		for _, w := range weights {
			if w.Role == role.Role {
				list = append(list, w.Weight)
			}
		}
	}
	return list
}

// compare notes how the interface of new code differs from that of the code in force.
func (p *preview) compare(ctx context.Context, node *chain.Chain, contract string, wasm []byte) error {
	live, err := node.FindContract(ctx, contract)
	if err != nil {
		return err
	}
	old, err := node.Wasm(ctx, live.CodeHash)
	if err != nil {
		return err
	}
	p.Interfaces = append(p.Interfaces, interfaceChange{contract, difference(old, wasm)})
	return nil
}

func (p *preview) fields() map[string]any {
	out := map[string]any{"interfaces": orEmpty(p.Interfaces)}
	if p.Tried {
		out["storage"] = orEmpty(p.Storage)
	}
	if p.Report != nil {
		r := *p.Report
		r.Failures, r.Roles, r.Gains, r.Losses = orEmpty(r.Failures), orEmpty(r.Roles), orEmpty(r.Gains), orEmpty(r.Losses)
		out["report"], out["own"] = r, orEmpty(p.Own)
	}
	if p.Chain != nil {
		out["chain"], out["same"] = chain.Fields(*p.Chain), p.same()
	}
	return out
}

// orEmpty is a list that JSON shows as one, be it empty.
func orEmpty[E any](list []E) []E {
	if list == nil {
		return []E{}
	}
	return list
}

func (p *preview) show(w *cli.Printer) {
	for _, i := range p.Interfaces {
		if len(i.Changes) == 0 {
			w.Printf("The interface of %s stays as it is.\n", i.Contract)
			continue
		}
		w.Printf("The interface of %s changes:\n", i.Contract)
		for _, line := range i.Changes {
			w.Printf("  %s\n", line)
		}
	}
	if p.Tried {
		showStorage(w, p.Storage)
	}
	if p.Report == nil {
		return
	}
	if len(p.Interfaces) > 0 {
		w.Printf("\n")
	}
	showReport(w, p.Report)
	if p.Chain != nil {
		w.Printf("%s\n", p.agreement())
		if p.Chain.Nobody > 0 {
			w.Printf("It pays nobody in %s, in %d epochs: there the formula before it pays. One that pays nobody anywhere is refused.\n", strings.Join(p.Chain.Unpaid, ", "), p.Chain.Nobody)
		}
	}
	for _, own := range p.Own {
		w.Printf("\n%s would have got %s as one of the %s, and got %s: %s\n", own.ID, chain.Tokens(own.New), own.Role, chain.Tokens(own.Old), percentage(own.Both))
	}
}

func showReport(w *cli.Printer, r *backtest.Report) {
	if r.Epochs == 0 {
		w.Printf("No epoch is sealed yet, so there is nothing to calculate again.\n")
		return
	}
	w.Printf("Epochs %d to %d, %d records, calculated again:\n\nrole\tpool was\twould be\tpaid was\twould be\tchange\n", r.From, r.To, r.Records)
	for _, role := range r.Roles {
		w.Row(role.Role, chain.Tokens(role.Pool.Old), chain.Tokens(role.Pool.New), chain.Tokens(role.Paid.Old), chain.Tokens(role.Paid.New), percentage(role.Paid))
	}
	for _, role := range r.Roles {
		if len(role.Deciles) < 2 {
			continue
		}
		w.Printf("\n%s, from those who got least\twas\twould be\tchange\n", role.Role)
		for i, d := range role.Deciles {
			w.Row(fmt.Sprintf("part %d of %d", i+1, len(role.Deciles)), chain.Tokens(d.Old), chain.Tokens(d.New), percentage(d))
		}
	}
	showPeople(w, "largest gains", r.Gains)
	showPeople(w, "largest losses", r.Losses)
	for _, role := range r.Roles {
		if role.Mended > 0 {
			w.Printf("\n%s: in %d epochs it would have paid nobody there, so the formula before it would have.\n", role.Role, role.Mended)
		}
	}
	showFailures(w, r.Failures)
	w.Printf("\nThe parts of each pool add up to it, as they were and as they would be.\n")
	if r.GasOfCall > 0 {
		w.Printf("gas of the scores of an epoch\tat most %d\ngas of a call with a page of 50\tat most %d, of %d that it may use\n", r.GasOfEpoch, r.GasOfCall, r.GasLimit)
	}
	w.Printf("digest\t%s\n", r.Digest)
}

// showFailures writes those that follow each other for the same reason as one.
func showFailures(w *cli.Printer, list []backtest.Failure) {
	for i := 0; i < len(list); {
		first := i
		for i++; i < len(list) && list[i].Reason == list[first].Reason; i++ {
		}
		epochs := fmt.Sprintf("epoch %d", list[first].Epoch)
		if i-first > 1 {
			from, to := list[first].Epoch, list[i-1].Epoch
			epochs = fmt.Sprintf("%d epochs from %d to %d", i-first, min(from, to), max(from, to))
		}
		w.Printf("\n%s: it fails, by reason %d: %s. It would have been paid as it was.\n", epochs, list[first].Reason, list[first].Name)
	}
}

func showPeople(w *cli.Printer, title string, list []*backtest.Person) {
	if len(list) == 0 {
		return
	}
	w.Printf("\n%s\trole\twas\twould be\tchange\n", title)
	for _, p := range list {
		w.Row(p.ID, p.Role, chain.Tokens(p.Old), chain.Tokens(p.New), percentage(p.Both))
	}
}

// percentage is by how much an amount changes, in millionths of what it was, rounded down.
func percentage(b backtest.Both) string {
	switch {
	case b.Old == b.New:
		return "0%"
	case b.Old.IsZero():
		return "new"
	}
	sign, moved := "+", sdk.Amount{}
	if b.Old.Less(b.New) {
		moved = b.New.Sub(b.Old)
	} else {
		sign, moved = "-", b.Old.Sub(b.New)
	}
	ppm, _, ok := abi.Amount(moved).MulDiv(abi.U64(1_000_000), abi.Amount(b.Old))
	if !ok || ppm.Hi > 0 {
		return sign + "more than a million times"
	}
	return sign + strings.TrimPrefix(arguments.Percent(ppm.Lo), "+")
}
