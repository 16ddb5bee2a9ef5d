package gov

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

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
			g, err := guardrailOf(args[0], least, most, step)
			if err != nil {
				return cli.Usagef("%w", err)
			}
			if err := checkRail(c.Context(), node, g.Name, least, most, step); err != nil {
				return err
			}
			action := governance.Action{Kind: "guardrails", Guardrails: []governance.Guardrail{g}}
			return proposeOne(c.Context(), env, node, p, action, "Keep "+g.Name+" to "+railOf(c.Context(), node, g))
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

// guardrailOf reads a guardrail's values, as people write them.
func guardrailOf(name, least, most, step string) (g governance.Guardrail, err error) {
	g.Name = name
	for _, v := range []struct {
		name, text string
		to         *sdk.Amount
	}{{"least", least, &g.Least}, {"most", most, &g.Most}, {"step", cmp.Or(step, "0"), &g.Step}} {
		text, err := readValue(v.text)
		if err != nil {
			return g, fmt.Errorf("%s: %w", v.name, err)
		}
		n, ok := sdk.ParseAmount(text)
		if !ok {
			return g, fmt.Errorf("%s %q: want a whole number, a share or an amount", v.name, v.text)
		}
		*v.to = n
	}
	if g.Most.Less(g.Least) {
		return g, fmt.Errorf("least %s is above most %s", least, most)
	}
	return g, nil
}

// checkRail refuses a guardrail for what no vote changes, or in another unit: the chain would take it, and the deposit with it.
func checkRail(ctx context.Context, node *chain.Chain, path string, numbers ...string) error {
	owner, name, _ := strings.Cut(path, "/")
	if !slices.Contains(owners, owner) {
		return cli.Usagef("%q: want OWNER/NAME, the owner being one of %s", path, strings.Join(owners, ", "))
	}
	v, known := named(ctx, node, owner)(name)
	if !known {
		return cli.Usagef("%s has no parameter %q that a vote changes: `peerz gov params %s` lists them", owner, name, owner)
	}
	for _, text := range numbers {
		if _, err := v.read(cmp.Or(text, "0")); err != nil {
			return cli.Usagef("%s: %w", path, err)
		}
	}
	return nil
}

func proposeGuardian(env *cli.Env) *cobra.Command {
	var p proposing
	var account string
	var until uint64
	var drop bool
	c := &cobra.Command{
		Use:   "guardian --account NAME --until EPOCH",
		Short: "Propose who may stop one proposal, or have some wait, and until when",
		Long: "Propose a guardian: an account, such as one of several keys, that may once stop a proposal or have some wait.\n" +
			"It enacts nothing, and its mandate ends with the beginning of an epoch. --drop proposes to have none.",
		Example: "peerz gov propose guardian --account team --until 400 --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			if drop == (account != "" && until != 0) {
				return cli.Usagef("want --account and --until, or --drop alone")
			}
			action, title := governance.Action{Kind: "guardian"}, "Have no guardian"
			if !drop {
				a, err := node.Address(c.Context(), account)
				if err != nil {
					return err
				}
				action.Guardian = &governance.Guardian{Account: chain.InMessage(a), Until: until}
				title = fmt.Sprintf("Make %s the guardian until epoch %d", account, until)
			}
			return proposeOne(c.Context(), env, node, p, action, title)
		}),
	}
	p.flags(c, "title of the proposal (default: who and until when)")
	c.Flags().StringVar(&account, "account", "", "the guardian: an address or a name")
	c.Flags().Uint64Var(&until, "until", 0, "epoch with whose beginning the mandate ends, at most 1000 ahead")
	c.Flags().BoolVar(&drop, "drop", false, "have no guardian")
	return c
}

func proposeSlash(env *cli.Env) *cobra.Command {
	var p proposing
	c := &cobra.Command{
		Use:   "slash ACCOUNT",
		Short: "Propose that an account loses a part of its stake",
		Long: "Propose that an account loses a part of all that it has bonded, and of what is on its way out: the part that the\n" +
			"parameter `slash` of the chain says. It goes to the reserve. Two thirds of all stake must say yes, dormant or not.\n" +
			"The chain takes stake of one account an epoch this way.",
		Example: "peerz gov propose slash mallory --description 'Attested what nobody else found' --from alice",
		Args:    cli.Takes(1, 1, "the ACCOUNT: a name or an address"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			a, err := node.Address(c.Context(), args[0])
			if err != nil {
				return err
			}
			action := governance.Action{Kind: "slash", Account: chain.InMessage(a)}
			return proposeOne(c.Context(), env, node, p, action, "Slash "+args[0])
		}),
	}
	p.flags(c, "title of the proposal (default: who)")
	return c
}

// railText writes a guardrail's range and step. v is the parameter, of which nothing but the name may be known.
func railText(v value, g governance.Guardrail) string {
	text := fmt.Sprintf("%s to %s", v.short(g.Least.String()), v.short(g.Most.String()))
	if !g.Step.IsZero() {
		text += fmt.Sprintf(", %s at once", v.short(g.Step.String()))
	}
	return text
}

// railOf writes a guardrail in the unit of its parameter.
func railOf(ctx context.Context, node *chain.Chain, g governance.Guardrail) string {
	owner, name, _ := strings.Cut(g.Name, "/")
	v, _ := named(ctx, node, owner)(name)
	return railText(v, g)
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
			arguments := "{}"
			if len(args) == 3 {
				arguments = args[2]
			}
			action, err := callOf(c.Context(), node, args[0], args[1], []byte(arguments))
			if err != nil {
				return err
			}
			return proposeOne(c.Context(), env, node, p, action, fmt.Sprintf("Call %s of %s", args[1], args[0]))
		}),
	}
	p.flags(c, "title of the proposal (default: the contract and the method)")
	return c
}

// callOf is a call of a contract, with arguments in JSON.
func callOf(ctx context.Context, node *chain.Chain, contract, method string, arguments []byte) (action governance.Action, err error) {
	target, err := node.Bind(ctx, contract)
	if err != nil {
		return action, err
	}
	input, err := target.Encode(abi.EntryExecute, method, arguments)
	if err != nil {
		return action, cli.Usagef("%w", err)
	}
	return governance.Action{Kind: "call", Contract: contract, Input: input}, nil
}
