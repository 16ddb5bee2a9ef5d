package gov

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func proposeGuardrail(env *cli.Env) *cobra.Command {
	var p proposing
	var least, most, step string
	c := &cobra.Command{
		Use:   "guardrail OWNER/NAME --least VALUE --most VALUE [--step VALUE]",
		Short: "Propose what votes keep to when they change a parameter",
		Long: "Propose the range of a parameter for the votes to come, and how far one vote may move it. The value in\n" +
			"force stays. Values are written as for `peerz gov propose params`.",
		Example: "peerz gov propose guardrail rewards/dispute --least 1 --most 28 --step 7 --from alice",
		Args:    cli.Takes(1, 1, "the parameter as OWNER/NAME: `peerz gov params` lists them"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			g := governance.Guardrail{Name: args[0]}
			for _, v := range []struct {
				flag, text string
				to         *sdk.Amount
			}{{"least", least, &g.Least}, {"most", most, &g.Most}, {"step", cmp.Or(step, "0"), &g.Step}} {
				text, err := readValue(v.text)
				if err != nil {
					return cli.Usagef("--%s: %w", v.flag, err)
				}
				n, ok := sdk.ParseAmount(text)
				if !ok {
					return cli.Usagef("--%s %s: want a whole number, a share or an amount", v.flag, v.text)
				}
				*v.to = n
			}
			if g.Most.Less(g.Least) {
				return cli.Usagef("--least %s is above --most %s", least, most)
			}
			p.title = cmp.Or(p.title, "Keep "+g.Name+" to "+railText(g))
			return propose(c.Context(), env, node, p, governance.Action{Kind: "guardrails", Guardrails: []governance.Guardrail{g}})
		}),
	}
	p.flags(c, "title of the proposal (default: the range)")
	c.Flags().StringVar(&least, "least", "", "smallest value")
	c.Flags().StringVar(&most, "most", "", "largest value")
	c.Flags().StringVar(&step, "step", "", "how far one vote moves the value (default: from any value to any other)")
	_ = c.MarkFlagRequired("least")
	_ = c.MarkFlagRequired("most")
	return c
}

// railText writes a guardrail's range and step.
func railText(g governance.Guardrail) string {
	text := fmt.Sprintf("%s to %s", g.Least, g.Most)
	if !g.Step.IsZero() {
		text += fmt.Sprintf(", %s at once", g.Step)
	}
	return text
}

func proposeCall(env *cli.Env) *cobra.Command {
	var p proposing
	c := &cobra.Command{
		Use:   "call CONTRACT METHOD [JSON]",
		Short: "Propose a call that only governance may make, such as a new role",
		Long: "Propose a call of a built-in contract with governance's authority: roles takes set_role, retire_role and set_source.\n" +
			"The contract itself says whether it would take the call, before a deposit is paid.",
		Example: `peerz gov propose call roles set_role '{"name":"curators","measures":[{"name":"reviews","unit":"reviews"}]}' --from alice`,
		Args:    cli.Takes(2, 3, "a contract, a method and its arguments"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			target, err := node.Bind(c.Context(), args[0])
			if err != nil {
				return err
			}
			arguments := "{}"
			if len(args) == 3 {
				arguments = args[2]
			}
			input, err := target.Encode(abi.EntryExecute, args[1], []byte(arguments))
			if err != nil {
				return cli.Usagef("%w", err)
			}
			p.title = cmp.Or(p.title, fmt.Sprintf("Call %s of %s", args[1], args[0]))
			return propose(c.Context(), env, node, p, governance.Action{Kind: "call", Contract: args[0], Input: input})
		}),
	}
	p.flags(c, "title of the proposal (default: the contract and the method)")
	return c
}
