package gov

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func proposeCommand(env *cli.Env) *cobra.Command {
	return cli.Group("propose", "Propose a change; the deposit is paid by --from",
		"peerz gov propose text --title 'Meet in June' --from alice",
		proposeWeights(env), proposeParams(env), proposeGuardrail(env), proposeCall(env), proposeSource(env), proposeUpgrade(env), proposeProgram(env), proposeText(env))
}

// proposing holds the flags of every command that makes a proposal.
type proposing struct {
	chain.Sending
	title string
	yes   bool
}

func (p *proposing) flags(c *cobra.Command, title string) {
	p.Flags(c)
	c.Flags().StringVar(&p.title, "title", "", title)
	c.Flags().BoolVar(&p.yes, "yes", false, "pay the deposit without asking")
}

// propose submits one proposal with the full deposit, which a person confirms, and shows its number.
func propose(ctx context.Context, env *cli.Env, node *chain.Chain, p proposing, action governance.Action) error {
	contract, actions := governance.Client{Node: node}, []governance.Action{action}
	checked, err := contract.Check(ctx, governance.CheckArgs{Actions: actions})
	if err != nil {
		return err
	}
	params, err := contract.GetParams(ctx)
	if err != nil {
		return err
	}
	if changes := checked.Actions[0].Changes; len(changes) > 0 {
		text := describe(ctx, node, action.Contract)
		for _, c := range changes {
			env.Note("%s/%s: %s", action.Contract, c.Name, text(c))
		}
	}
	t := checked.Track
	err = env.Confirm(p.yes, "track %s: %d epochs of votes, %d of waiting; more than %s must agree; "+
		"deposit: %s of %s; it comes back when the votes are counted, and is lost if less than %s of all stake votes or more than %s of the votes are vetoes",
		t.Name, t.Voting, t.Timelock, arguments.Percent(t.Threshold),
		chain.Tokens(params.Deposit), p.From, arguments.Percent(t.Quorum), arguments.Percent(params.Veto))
	if err != nil {
		return err
	}
	r, result, err := chain.Transact(ctx, node, p.Sending, contract.Propose(governance.ProposeArgs{Title: p.title, Actions: actions}), params.Deposit)
	if err != nil {
		return err
	}
	did := "proposed: " + p.title
	if result != nil {
		did = fmt.Sprintf("proposal %d: %s", result.Proposal, p.title)
	}
	shown := chain.Fields(result)
	shown["deposit"] = abi.Amount(params.Deposit)
	return chain.ShowReceipt(env, r, did, shown)
}

func proposeWeights(env *cli.Env) *cobra.Command {
	var p proposing
	var set string
	var confirm bool
	c := &cobra.Command{
		Use:   "weights --set ROLE=SHARE,...|--confirm",
		Short: "Propose how the roles share each epoch's pool",
		Long: "Propose new base weights, in percent or parts per million. Roles that are not named keep their weight; the\n" +
			"shares are proportional, so the sum may be anything. The change starts at an epoch boundary after the vote.\n" +
			"With --confirm the weights in force are proposed, which is a review, once that is due (`peerz weights show`).",
		Example: "peerz gov propose weights --set compute=380000,developers=140000 --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			if confirm == (set != "") {
				return cli.Usagef("--set says the new weights, --confirm proposes those in force: want one of them")
			}
			var wanted map[string]uint64
			verb := "Confirm weights "
			if !confirm {
				var err error
				if wanted, err = readWeights(set); err != nil {
					return err
				}
				verb = "Set weights to "
			}
			weights, err := fillWeights(c.Context(), node, wanted)
			if err != nil {
				return err
			}
			p.title = cmp.Or(p.title, verb+weightsText(weights))
			env.Note("weights: %s", weightsText(weights))
			return propose(c.Context(), env, node, p, governance.Action{Kind: "weights", Weights: weights})
		}),
	}
	p.flags(c, "title of the proposal (default: the weights)")
	c.Flags().StringVar(&set, "set", "", "weights in percent or parts per million, like compute=38%,developers=140000")
	c.Flags().BoolVar(&confirm, "confirm", false, "propose the weights in force")
	return c
}

func weightsText(weights []rewards.RoleWeight) string {
	parts := make([]string, len(weights))
	for i, w := range weights {
		parts[i] = fmt.Sprintf("%s=%d", w.Role, w.Weight)
	}
	return strings.Join(parts, ",")
}

func readWeights(set string) (map[string]uint64, error) {
	wanted := map[string]uint64{}
	for part := range strings.SplitSeq(set, ",") {
		role, number, _ := strings.Cut(strings.TrimSpace(part), "=")
		value, err := arguments.Share(number)
		if err != nil || role == "" {
			return nil, cli.Usagef("--set %q: want ROLE=SHARE,... like compute=38%% or, in parts per million, compute=380000", part)
		}
		if _, twice := wanted[role]; twice {
			return nil, cli.Usagef("--set names %s twice", role)
		}
		wanted[role] = value
	}
	return wanted, nil
}

// fillWeights returns every role's weight: the wanted one, else the present base. Without wanted ones it is a review.
func fillWeights(ctx context.Context, node *chain.Chain, wanted map[string]uint64) ([]rewards.RoleWeight, error) {
	now, err := rewards.Client{Node: node}.Weights(ctx)
	if err != nil {
		return nil, err
	}
	changed := len(wanted) == 0
	for i, w := range now.Base {
		if value, given := wanted[w.Role]; given {
			changed = changed || value != w.Weight
			now.Base[i].Weight = value
			delete(wanted, w.Role)
		}
	}
	for role := range wanted {
		return nil, fmt.Errorf("there is no role %q: `peerz roles list` shows them", role)
	}
	if !changed {
		return nil, fmt.Errorf("these weights are in force already: a proposal would change nothing")
	}
	return now.Base, nil
}

func proposeUpgrade(env *cli.Env) *cobra.Command {
	var p proposing
	var name, code, migrate string
	c := &cobra.Command{
		Use:   "upgrade --contract NAME --code HASH|FILE",
		Short: "Propose new code for a contract",
		Long: "Propose new code for a contract. The code must be on the chain already (`peerz contract upload`); it is\n" +
			"named by its hash or its file. After the vote it runs on probation: when it fails, the chain goes back\n" +
			"to the old code in the same block.",
		Example: "peerz gov propose upgrade --contract formula --code examples/formula-sqrt/formula-sqrt.wasm --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			target, err := node.FindCode(c.Context(), code)
			if err != nil {
				return err
			}
			live, err := node.FindContract(c.Context(), name)
			if err != nil {
				return err
			}
			if live.CodeHash == target.Hash {
				return fmt.Errorf("%s runs this code already: a proposal would change nothing", name)
			}
			action := governance.Action{Kind: "upgrade", Contract: name, CodeHash: sdk.HashOf(target.Hash[:])}
			if migrate != "" {
				if action.Migrate, err = target.Encode(abi.EntryMigrate, abi.EntryMigrate, []byte(migrate)); err != nil {
					return cli.Usagef("--migrate: %w", err)
				}
			}
			p.title = cmp.Or(p.title, fmt.Sprintf("Upgrade %s to %.12s", name, target.Hash))
			return propose(c.Context(), env, node, p, action)
		}),
	}
	p.flags(c, "title of the proposal (default: the contract and the code)")
	c.Flags().StringVar(&name, "contract", "", "name of the contract")
	c.Flags().StringVar(&code, "code", "", "hash of the new code, or its file")
	c.Flags().StringVar(&migrate, "migrate", "", "arguments of the new code's migration, as JSON")
	_ = c.MarkFlagRequired("contract")
	_ = c.MarkFlagRequired("code")
	return c
}

func proposeText(env *cli.Env) *cobra.Command {
	var p proposing
	c := &cobra.Command{
		Use:     "text --title TITLE",
		Short:   "Ask the community something, without any effect on the chain",
		Example: "peerz gov propose text --title 'Meet in June' --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			return propose(c.Context(), env, node, p, governance.Action{Kind: "text"})
		}),
	}
	p.flags(c, "what to ask")
	_ = c.MarkFlagRequired("title")
	return c
}
