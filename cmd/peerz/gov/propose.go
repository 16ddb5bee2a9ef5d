package gov

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

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
		proposeWeights(env), proposeUpgrade(env), proposeText(env))
}

// propose submits one proposal with the full deposit and shows its number.
func propose(ctx context.Context, env *cli.Env, node *chain.Chain, s chain.Sending, title string, action governance.Action) error {
	contract := governance.Client{Node: node}
	params, err := contract.GetParams(ctx)
	if err != nil {
		return err
	}
	call := contract.Propose(governance.ProposeArgs{Title: title, Actions: []governance.Action{action}})
	r, result, err := chain.Transact(ctx, node, s, call, params.Deposit)
	if err != nil {
		return err
	}
	did := "proposed: " + title
	if result != nil {
		did = fmt.Sprintf("proposal %d: %s", result.Proposal, title)
	}
	return chain.ShowReceipt(env, r, did, chain.Fields(result))
}

func proposeWeights(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var set, title string
	c := &cobra.Command{
		Use:   "weights --set ROLE=PPM,...",
		Short: "Propose how the roles share each epoch's pool",
		Long: "Propose new base weights, in parts per million. Roles that are not named keep their present weight; the\n" +
			"shares are proportional, so the sum may be anything. The change starts at an epoch boundary after the vote.",
		Example: "peerz gov propose weights --set compute=380000,developers=140000 --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			wanted, err := readWeights(set)
			if err != nil {
				return err
			}
			weights, err := fillWeights(c.Context(), node, wanted)
			if err != nil {
				return err
			}
			if title == "" {
				title = "Set weights to " + weightsText(weights)
			}
			env.Note("weights: %s", weightsText(weights))
			return propose(c.Context(), env, node, s, title, governance.Action{Kind: "weights", Weights: weights})
		}),
	}
	s.Flags(c)
	c.Flags().StringVar(&set, "set", "", "weights in parts per million, like compute=380000,developers=140000")
	c.Flags().StringVar(&title, "title", "", "title of the proposal")
	_ = c.MarkFlagRequired("set")
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
		value, err := strconv.ParseUint(number, 10, 64)
		if err != nil || role == "" {
			return nil, cli.Usagef("--set %q: want ROLE=PPM,... like compute=380000", part)
		}
		if _, twice := wanted[role]; twice {
			return nil, cli.Usagef("--set names %s twice", role)
		}
		wanted[role] = value
	}
	return wanted, nil
}

// fillWeights returns every role's weight: the wanted one, else the present base.
func fillWeights(ctx context.Context, node *chain.Chain, wanted map[string]uint64) ([]rewards.RoleWeight, error) {
	now, err := rewards.Client{Node: node}.Weights(ctx)
	if err != nil {
		return nil, err
	}
	for i, w := range now.Base {
		if value, given := wanted[w.Role]; given {
			now.Base[i].Weight = value
			delete(wanted, w.Role)
		}
	}
	for role := range wanted {
		return nil, fmt.Errorf("there is no role %q: `peerz roles list` shows them", role)
	}
	return now.Base, nil
}

func proposeUpgrade(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var name, code, title, migrate string
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
			action := governance.Action{Kind: "upgrade", Contract: name, CodeHash: sdk.HashOf(target.Hash[:])}
			if migrate != "" {
				if action.Migrate, err = target.Encode(abi.EntryMigrate, abi.EntryMigrate, []byte(migrate)); err != nil {
					return cli.Usagef("--migrate: %w", err)
				}
			}
			if title == "" {
				title = fmt.Sprintf("Upgrade %s to %.12s", name, target.Hash)
			}
			return propose(c.Context(), env, node, s, title, action)
		}),
	}
	s.Flags(c)
	c.Flags().StringVar(&name, "contract", "", "name of the contract")
	c.Flags().StringVar(&code, "code", "", "hash of the new code, or its file")
	c.Flags().StringVar(&migrate, "migrate", "", "arguments of the new code's migration, as JSON")
	c.Flags().StringVar(&title, "title", "", "title of the proposal")
	_ = c.MarkFlagRequired("contract")
	_ = c.MarkFlagRequired("code")
	return c
}

func proposeText(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var title string
	c := &cobra.Command{
		Use:     "text --title TITLE",
		Short:   "Ask the community something, without any effect on the chain",
		Example: "peerz gov propose text --title 'Meet in June' --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			return propose(c.Context(), env, node, s, title, governance.Action{Kind: "text"})
		}),
	}
	s.Flags(c)
	c.Flags().StringVar(&title, "title", "", "title of the proposal")
	_ = c.MarkFlagRequired("title")
	return c
}
