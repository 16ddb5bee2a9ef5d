// Package roles is `peerz roles`: what participants can do for the network, and who takes part.
package roles

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Command is `peerz roles`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("roles", "See the roles, and register participants for them",
		"peerz roles list\npeerz roles show developers", listCommand(env), showCommand(env), registerCommand(env))
}

// Role is what the roles contract says about one role.
type Role struct {
	ID       uint64    `json:"id"`
	Name     string    `json:"name"`
	Measures []Measure `json:"measures"` // in the order in which contributions carry them
}

// Measure is one number that contributions to a role carry.
type Measure struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
}

// List asks the chain for its roles.
func List(ctx context.Context, node *chain.Chain) ([]Role, error) {
	var answer struct{ Roles []Role }
	return answer.Roles, node.Query(ctx, "roles", "roles", chain.None{}, &answer)
}

// PaidFor lists the measures with their units, for people.
func (r Role) PaidFor() string {
	parts := make([]string, len(r.Measures))
	for i, m := range r.Measures {
		parts[i] = fmt.Sprintf("%s (%s)", m.Name, m.Unit)
	}
	return strings.Join(parts, ", ")
}

func listCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the roles and what they are paid for",
		Example: "peerz roles list --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			list, err := List(c.Context(), node)
			if err != nil {
				return err
			}
			return env.Show(map[string][]Role{"roles": list}, func(w io.Writer) {
				fmt.Fprintln(w, "id\trole\tpaid for")
				for _, r := range list {
					fmt.Fprintf(w, "%d\t%s\t%s\n", r.ID, r.Name, r.PaidFor())
				}
			})
		}),
	}
}

func showCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "show ROLE|PARTICIPANT",
		Short:   "Show a role with its participants, or a participant with its roles",
		Example: "peerz roles show developers\npeerz roles show 154e59f657fb",
		Args:    cli.Takes(1, 1, "the name of a ROLE, or the id of a PARTICIPANT"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			known, err := List(c.Context(), node)
			if err != nil {
				return err
			}
			for _, r := range known {
				if r.Name == args[0] {
					return showRole(c.Context(), env, node, r)
				}
			}
			answer, err := node.Ask(c.Context(), "roles", "participant", map[string]string{"id": args[0]})
			if err != nil {
				return fmt.Errorf("%q is neither a role nor a participant: %w", args[0], err)
			}
			return env.Show(answer, func(w io.Writer) { cli.WriteFields(w, answer) })
		}),
	}
}

func showRole(ctx context.Context, env *cli.Env, node *chain.Chain, r Role) error {
	people, err := node.Pages(ctx, "roles", "participants", "participants", map[string]any{"role": r.Name})
	if err != nil {
		return err
	}
	answer := map[string]any{"id": r.ID, "name": r.Name, "measures": r.Measures, "participants": people}
	return env.Show(answer, func(w io.Writer) {
		fmt.Fprintf(w, "role\t%s\npaid for\t%s\nparticipants\t%d\n", r.Name, r.PaidFor(), len(people))
		if len(people) > 0 {
			fmt.Fprintln(w, "\nid\taccount")
		}
		for _, p := range people {
			fmt.Fprintf(w, "%v\t%v\n", p["id"], p["account"])
		}
	})
}

func registerCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var role, id, account string
	c := &cobra.Command{
		Use:   "register --role ROLE --id ID",
		Short: "Register a participant for a role",
		Long: "Register a participant for a role. --from sponsors it: it pays the fee, while rewards go to --account, or\n" +
			"to a key that is made for the participant and stored with the keys of --home.",
		Example: "peerz roles register --role developers --id ann --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			if account == "" {
				made, err := node.Keys.MakeParticipants([]string{id})
				if err != nil {
					return err
				}
				account = made[id].Address().String()
			}
			args, err := json.Marshal(map[string]any{"role": role, "entries": []map[string]string{{"id": id, "account": account}}})
			if err != nil {
				return err
			}
			r, result, err := node.Execute(c.Context(), s, chain.Call{Contract: "roles", Method: "register", Args: args})
			if err != nil {
				return err
			}
			result["account"] = account
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s is registered for %s", id, role), result)
		}),
	}
	s.Flags(c)
	c.Flags().StringVar(&role, "role", "", "name of the role")
	c.Flags().StringVar(&id, "id", "", "id of the participant: up to 64 letters, digits and . _ : -")
	c.Flags().StringVar(&account, "account", "", "name or address that the rewards go to (default: a new key)")
	_ = c.MarkFlagRequired("role")
	_ = c.MarkFlagRequired("id")
	return c
}
