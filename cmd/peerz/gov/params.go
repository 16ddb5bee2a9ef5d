package gov

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func proposeParams(env *cli.Env) *cobra.Command {
	var p proposing
	var set string
	c := &cobra.Command{
		Use:   "params --set OWNER/NAME=VALUE,...",
		Short: "Propose other parameters of the chain, or of a contract",
		Long: "Propose other parameters of one owner: of `chain` itself, or of a contract such as rewards or governance.\n" +
			"Those that are not named keep their value. Parameters of the chain are voted on by the rules for upgrades\n" +
			"and hold from the block after the vote has taken effect; these can be changed:\n\n" + ranges(),
		Example: "peerz gov propose params --set chain/min_gas_price=200000000 --from alice\n" +
			"peerz gov propose params --set rewards/dispute=3 --from alice",
		Args: cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			owner, wanted, err := readParams(set)
			if err != nil {
				return err
			}
			action := governance.Action{Kind: "params", Contract: owner}
			if owner == governance.Chain {
				action.Input, err = chainChanges(c.Context(), node, wanted)
			} else {
				action.Input, err = contractCall(c.Context(), node, owner, wanted)
			}
			if err != nil {
				return err
			}
			p.title = cmp.Or(p.title, "Set "+set)
			return propose(c.Context(), env, node, p, action)
		}),
	}
	p.flags(c, "title of the proposal (default: the parameters)")
	c.Flags().StringVar(&set, "set", "", "parameters and values, like chain/max_block_gas=1500000000,chain/max_tx_gas=200000000")
	_ = c.MarkFlagRequired("set")
	return c
}

// ranges lists the parameters of the chain, a line each.
func ranges() (list string) {
	for _, v := range world.Votables() {
		list += fmt.Sprintf("  chain/%-18s %d to %d %s\n", v.Name, v.Least, v.Most, v.Unit)
	}
	return list
}

// assignment is a parameter with the value that somebody wants for it.
type assignment struct{ name, value string }

// readParams reads OWNER/NAME=VALUE,... of one owner.
func readParams(set string) (owner string, list []assignment, err error) {
	for part := range strings.SplitSeq(set, ",") {
		path, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		who, name, _ := strings.Cut(path, "/")
		switch {
		case who == "" || name == "" || value == "":
			return "", nil, cli.Usagef("--set %q: want OWNER/NAME=VALUE,... like chain/min_gas_price=200000000", part)
		case owner != "" && who != owner:
			return "", nil, cli.Usagef("--set names %s and %s: a proposal changes the parameters of one, so make two", owner, who)
		case slices.ContainsFunc(list, func(a assignment) bool { return a.name == name }):
			return "", nil, cli.Usagef("--set names %s twice", path)
		}
		owner, list = who, append(list, assignment{name, value})
	}
	return owner, list, nil
}

// chainChanges encodes changes of the chain's parameters, as far as they can be made now.
func chainChanges(ctx context.Context, node *chain.Chain, wanted []assignment) ([]byte, error) {
	var list []world.ParamValue
	for _, a := range wanted {
		if a.name == world.ProgramParam {
			return nil, cli.Usagef("--set chain/program: use `peerz gov propose program --version V --at HEIGHT`")
		}
		n, err := strconv.ParseUint(a.value, 10, 64)
		if err != nil {
			return nil, cli.Usagef("--set chain/%s=%s: want a whole number", a.name, a.value)
		}
		list = append(list, world.ParamValue{Name: a.name, Value: n})
	}
	var now world.Params
	if err := node.ParamsInto(ctx, &now); err != nil {
		return nil, err
	}
	_, changed, err := now.Change(list)
	switch {
	case err != nil:
		return nil, cli.Usagef("--set: %w; `peerz gov propose params --help` lists the ranges", err)
	case len(changed) == 0:
		return nil, fmt.Errorf("these parameters are in force already: a proposal would change nothing")
	}
	return world.AppendParamValues(nil, list), nil
}

// contractCall encodes a call of a contract's set_params, with the parameters in force but for the wanted ones.
func contractCall(ctx context.Context, node *chain.Chain, owner string, wanted []assignment) ([]byte, error) {
	target, err := node.Bind(ctx, owner)
	if err != nil {
		return nil, err
	}
	if !target.Has(abi.EntryQuery, "params") || !target.Has(abi.EntryExecute, "set_params") {
		return nil, fmt.Errorf("%s has no parameters to set: `peerz contract show %s` lists its methods", owner, owner)
	}
	var now map[string]json.RawMessage
	if err := node.QueryJSON(ctx, owner, "params", struct{}{}, &now); err != nil {
		return nil, err
	}
	for _, a := range wanted {
		old, known := now[a.name]
		if !known {
			return nil, fmt.Errorf("%s has no parameter %q: `peerz contract query %s params` shows them", owner, a.name, owner)
		}
		if value := []byte(a.value); json.Valid(value) && old[0] != '"' {
			now[a.name] = value
		} else if now[a.name], err = json.Marshal(a.value); err != nil {
			return nil, err
		}
	}
	args, err := json.Marshal(now)
	if err != nil {
		return nil, err
	}
	input, err := target.Encode(abi.EntryExecute, "set_params", args)
	if err != nil {
		return nil, cli.Usagef("--set: %w", err)
	}
	return input, nil
}

// showChanges writes changes of the chain's parameters beside the values in force, if they are others.
func showChanges(ctx context.Context, w *cli.Printer, node *chain.Chain, changes []byte) {
	list, err := world.ReadParamValues(changes)
	var now world.Params
	if err == nil {
		err = node.ParamsInto(ctx, &now)
	}
	if err != nil {
		w.Printf("changes\t%x\n", changes)
		return
	}
	for _, c := range list {
		w.Row(c.Name, changeText(now, c))
	}
}

// changeText says which value a parameter gets, and which it has.
func changeText(now world.Params, c world.ParamValue) string {
	if c.Name == world.ProgramParam {
		return programText(c.Text)
	}
	v, ok := world.VotableNamed(c.Name)
	if !ok {
		return strconv.FormatUint(c.Value, 10)
	}
	if old := v.Of(now); old != c.Value {
		return fmt.Sprintf("%d -> %d %s", old, c.Value, v.Unit)
	}
	return fmt.Sprintf("%d %s, in force", c.Value, v.Unit)
}
