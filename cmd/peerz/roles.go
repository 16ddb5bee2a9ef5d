package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

func rolesCommand(a *app) *cobra.Command {
	return group("roles", "See the roles, and register participants for them",
		"peerz roles list\npeerz roles show developers", rolesList(a), rolesShow(a), rolesRegister(a))
}

// role is what the roles contract says about one role.
type role struct {
	ID       uint64    `json:"id"`
	Name     string    `json:"name"`
	Measures []measure `json:"measures"`
}

type measure struct {
	Name string `json:"name"`
	Unit string `json:"unit"`
}

// names lists the measures with their units.
func (r role) names() string {
	parts := make([]string, len(r.Measures))
	for i, m := range r.Measures {
		parts[i] = fmt.Sprintf("%s (%s)", m.Name, m.Unit)
	}
	return strings.Join(parts, ", ")
}

func rolesList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the roles and what they are paid for",
		Example: "peerz roles list --output json",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			var answer struct {
				Roles []role `json:"roles"`
			}
			if err := a.askInto(c.Context(), "roles", "roles", none{}, &answer); err != nil {
				return err
			}
			return a.show(answer, func(w io.Writer) {
				for _, r := range answer.Roles {
					fmt.Fprintf(w, "%d\t%s\t%s\n", r.ID, r.Name, r.names())
				}
			})
		},
	}
}

func rolesShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "show ROLE|PARTICIPANT",
		Short:   "Show a role with its participants, or a participant with its roles",
		Example: "peerz roles show developers\npeerz roles show 154e59f657fb",
		Args:    takes(1, 1, "the name of a ROLE, or the id of a PARTICIPANT"),
		RunE: func(c *cobra.Command, args []string) error {
			known, err := a.roles(c.Context())
			if err != nil {
				return err
			}
			for _, r := range known {
				if r.Name == args[0] {
					return a.showRole(c, r)
				}
			}
			answer, err := a.ask(c.Context(), "roles", "participant", map[string]string{"id": args[0]})
			if err != nil {
				return fmt.Errorf("%q is neither a role nor a participant: %w", args[0], err)
			}
			return a.show(answer, func(w io.Writer) { showFields(w, answer) })
		},
	}
}

func (a *app) showRole(c *cobra.Command, r role) error {
	people, err := a.pages(c.Context(), "roles", "participants", "participants", map[string]any{"role": r.Name})
	if err != nil {
		return err
	}
	answer := map[string]any{"id": r.ID, "name": r.Name, "measures": r.Measures, "participants": people}
	return a.show(answer, func(w io.Writer) {
		fmt.Fprintf(w, "role\t%s\npaid for\t%s\nparticipants\t%d\n", r.Name, r.names(), len(people))
		for _, p := range people {
			fmt.Fprintf(w, "%v\t%v\n", p["id"], p["account"])
		}
	})
}

func rolesRegister(a *app) *cobra.Command {
	var s sending
	var role, id, account string
	c := &cobra.Command{
		Use:   "register --role ROLE --id ID",
		Short: "Register a participant for a role",
		Long: "Register a participant for a role. --from sponsors it: it pays the fee, while rewards go to --account, or\n" +
			"to a key that is made for the participant and kept with the keys of --home.",
		Example: "peerz roles register --role developers --id ann --from alice",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			if account == "" {
				made, err := a.keys().MakeParticipants([]string{id})
				if err != nil {
					return err
				}
				account = made[id].Address().String()
			}
			args, err := json.Marshal(map[string]any{"role": role, "entries": []map[string]string{{"id": id, "account": account}}})
			if err != nil {
				return err
			}
			r, result, err := a.execute(c.Context(), s, contractCall{contract: "roles", method: "register", args: args})
			if err != nil {
				return err
			}
			result["account"] = account
			return a.showReceipt(r, fmt.Sprintf("%s is registered for %s", id, role), result)
		},
	}
	s.flags(c)
	c.Flags().StringVar(&role, "role", "", "name of the role")
	c.Flags().StringVar(&id, "id", "", "id of the participant: up to 64 letters, digits and . _ : -")
	c.Flags().StringVar(&account, "account", "", "name or address that the rewards go to (default: a new key)")
	_ = c.MarkFlagRequired("role")
	_ = c.MarkFlagRequired("id")
	return c
}
