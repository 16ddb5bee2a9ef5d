package validator

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func listCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the validators, those that wait or leave included",
		Example: "peerz validator list --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			set, err := node.Validators(c.Context())
			if err != nil {
				return err
			}
			slices.SortStableFunc(set.Validators, func(a, b client.Validator) int { return int(max(-1, min(1, b.Power-a.Power))) })
			return env.Show(set, func(w *cli.Printer) {
				w.Printf("key\tstate\tpower\tof the stake\tsigned\tsilent\towner\n")
				for _, v := range set.Validators {
					w.Printf("%.12s\t%s\t%d\t%d\t%s\t%d\t%s\n", v.Key, v.State, v.Power, v.Target, signed(v.Last), v.Silent, node.Known(v.Owner))
				}
			})
		}),
	}
}

func showCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "show KEY|ADDRESS|NAME",
		Aliases: []string{"unjail"}, // nothing has to be sent: next says how power comes back
		Short:   "Show a validator by its key, or the validator of an account, and how it gets the power that it lacks",
		Example: "peerz validator show validator0",
		Args:    cli.Takes(1, 1, "the KEY of a validator, or an account"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			set, err := node.Validators(c.Context())
			if err != nil {
				return err
			}
			i := slices.IndexFunc(set.Validators, func(v client.Validator) bool {
				return len(args[0]) >= 12 && strings.HasPrefix(v.Key.String(), strings.ToLower(args[0])) || v.Address == strings.ToUpper(args[0])
			})
			if i < 0 {
				owner, err := node.Address(c.Context(), args[0])
				if err != nil {
					return err
				}
				i = byOwner(set, owner)
			}
			if i < 0 {
				return cli.WithCode("no_validator", fmt.Errorf("%s has no validator: `peerz validator list` shows all, and `peerz validator join` makes a key one; "+
					"one that has signed two blocks of one height never signs again, another key does", args[0]))
			}
			v := set.Validators[i]
			return env.Show(v, func(w *cli.Printer) {
				w.Printf("key\t%s\naddress\t%s\nowner\t%s\nstake\t%s\nstate\t%s\n", v.Key, v.Address, node.Known(v.Owner), arguments.Tokens(v.Stake), v.State)
				w.Printf("power\t%d of %d; its stake gives it %d\n", v.Power, set.Power, v.Target)
				w.Printf("signed\t%s of the epoch before, %s of this one so far\n", signed(v.Last), signed(v.Open))
				w.Printf("silent\t%d blocks in a row\n", v.Silent)
				w.Printf("next\t%s\n", next(v))
			})
		}),
	}
}

// next is what becomes of a validator, and what its operator has to do.
func next(v client.Validator) string {
	switch {
	case v.State == "waiting":
		return "it comes in at the end of an epoch, with a power of 1"
	case v.State == "trial":
		return "as soon as it has signed a block its power rises, a step at the end of each epoch: see that its node runs"
	case v.State == "absent":
		return "it has lost power because it did not sign: start its node; as soon as it signs its power comes back, a step at the end of each epoch"
	case v.State == "leaving":
		return "it goes at the end of an epoch; `peerz validator join` brings in another key"
	case v.Power != v.Target:
		return "its power follows its stake, a step at the end of each epoch"
	}
	return "nothing has to be done"
}

// byOwner prefers the key that stays to one that leaves.
func byOwner(set client.Validators, owner abi.Address) int {
	found := -1
	for i, v := range set.Validators {
		if v.Owner == owner && (found < 0 || v.State != "leaving") {
			found = i
		}
	}
	return found
}

// signed is the share of the blocks that a validator had to sign.
func signed(d client.Duty) string {
	if d.Due.IsZero() {
		return "-"
	}
	ppm, _, ok := d.Signed.MulDiv(abi.U64(1_000_000), d.Due) // rounded down: 100% is all
	if !ok {
		return "-"
	}
	return arguments.Percent(ppm.Lo)
}
