// Package roles is `peerz roles`: what participants can do for the network, and who takes part.
package roles

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// Command is `peerz roles`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("roles", "See the roles, and register participants for them",
		"peerz roles list\npeerz roles show developers", listCommand(env), showCommand(env), registerCommand(env),
		consentCommand(env), rotateCommand(env), backingCommand(env), recoverCommand(env), leaveCommand(env))
}

// PaidFor lists a role's measures with their units, for people.
func PaidFor(r roles.RoleInfo) string {
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
			answer, err := roles.Client{Node: node}.Roles(c.Context())
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"roles": chain.List(answer.Roles)}, func(w *cli.Printer) {
				w.Printf("id\trole\tpaid for\tmeasured by\n")
				for _, r := range answer.Roles {
					w.Printf("%d\t%s\t%s\t%s\n", r.ID, r.Name, PaidFor(r), r.Source.Kind)
				}
			})
		}),
	}
}

func showCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "show ROLE|PARTICIPANT",
		Short:   "Show a role with its participants, or a participant with its roles",
		Example: "peerz roles show developers\npeerz roles show 258008cdd776",
		Args:    cli.Takes(1, 1, "the name of a ROLE, or the id of a PARTICIPANT"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			known, err := roles.Client{Node: node}.Roles(c.Context())
			if err != nil {
				return err
			}
			for _, r := range known.Roles {
				if r.Name == args[0] {
					return showRole(c.Context(), env, node, r)
				}
			}
			who, err := roles.Client{Node: node}.Participant(c.Context(), roles.ParticipantArgs{ID: text.Lower(args[0])})
			if err != nil {
				return fmt.Errorf("%q is neither a role nor a participant (`peerz roles list` shows the roles): %w", args[0], err)
			}
			return env.Show(chain.Fields(who), func(w *cli.Printer) { showParticipant(w, &who, node.Known) })
		}),
	}
}

// showParticipant writes a participant for people; known says what an account is called.
func showParticipant(w *cli.Printer, p *roles.ParticipantInfo, known func(abi.Address) string) {
	name := func(a sdk.Address) string {
		if a.IsZero() {
			return "nobody"
		}
		return known(chain.AddressOf(a))
	}
	w.Printf("id\t%s\nroles\t%s\naccount\t%s\n", p.ID, strings.Join(p.Roles, ", "), name(p.Account))
	vouched := map[bool]string{true: ", which has registered it"}[p.Vouched]
	w.Printf("sponsor\t%s%s\nrecovery\t%s\n", name(p.Sponsor), vouched, name(p.Recovery))
	if !p.Moving.IsZero() {
		w.Printf("moving\tto %s, in epoch %d\n", name(p.Moving), p.Moves)
	}
	if p.Heir != "" {
		w.Printf("heir\t%s, to which a dispute gave its unpaid work\n", p.Heir)
	}
	if p.Retired {
		w.Printf("retired\tit is never used again\n")
	}
}

func showRole(ctx context.Context, env *cli.Env, node *chain.Chain, r roles.RoleInfo) error {
	people, err := chain.Pages(func(after string) ([]roles.ParticipantInfo, string, error) {
		page, err := roles.Client{Node: node}.Participants(ctx, roles.ParticipantsArgs{Role: r.Name, After: after})
		return page.Participants, page.Next, err
	})
	if err != nil {
		return err
	}
	d, err := definitionOf(ctx, node, r)
	if err != nil {
		return err
	}
	answer := chain.Fields(r)
	answer["participants"], answer["definition"] = chain.List(people), d
	return env.Show(answer, func(w *cli.Printer) {
		w.Printf("role\t%s\npaid for\t%s\nmeasured by\t%s\n", r.Name, PaidFor(r), r.Source.Kind)
		for _, a := range r.Source.Contracts {
			w.Printf("contract\t%s\n", node.Called(ctx, chain.AddressOf(a)))
		}
		if r.Source.Returned > 0 {
			w.Printf("returned\t%s of what was burned for the work, at most\n", arguments.Percent(r.Source.Returned))
		}
		if r.Source.Age > 0 {
			w.Printf("asks for\tan id registered %d epochs before\n", r.Source.Age)
		}
		if !r.Source.Stake.IsZero() {
			w.Printf("asks for\t%s bonded by its account since the epoch began\n", arguments.Tokens(abi.Amount(r.Source.Stake)))
		}
		for _, a := range r.Source.Publishers {
			w.Printf("publisher\t%s\n", node.Known(chain.AddressOf(a)))
		}
		for _, at := range r.Source.Repositories {
			w.Printf("repository\t%s\n", at)
		}
		d.show(w)
		if r.Source.Kind != roles.FromAttestors {
			return // nobody registers for it
		}
		w.Printf("\nparticipants\t%d\n", len(people))
		if len(people) > 0 {
			w.Printf("\nid\taccount\n")
		}
		for _, p := range people {
			w.Printf("%s\t%s\n", p.ID, chain.AddressOf(p.Account))
		}
	})
}

func registerCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var role, id, account, consent string
	c := &cobra.Command{
		Use:   "register --role ROLE --id ID",
		Short: "Register a participant for a role",
		Long: "Register a participant for a role. --from sponsors it: it pays the fee, while rewards go to --account, or\n" +
			"to a key that is made for the participant and stored with the keys of --home. The account must agree: its key\n" +
			"signs that, or --consent is what its owner's `peerz roles consent` printed.",
		Example: "peerz roles register --role developers --id ann --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			id = text.Lower(id) // as the chain has it, and as the answer says
			address, err := accountOf(c.Context(), node, s.From, id, account)
			if err != nil {
				return err
			}
			sender, err := node.Address(c.Context(), s.From)
			if err != nil {
				return cli.Usagef("--from: %w", err)
			}
			entry := roles.RegisterEntry{ID: id, Account: chain.InMessage(address)}
			if _, known := (roles.Client{Node: node}).Participant(c.Context(), roles.ParticipantArgs{ID: id}); known != nil { // what is known needs none
				if entry.Consent, err = node.ConsentOf(c.Context(), consent, id, address, sender, s.From); err != nil {
					return err
				}
			}
			call := roles.Client{}.Register(roles.RegisterArgs{Role: role, Entries: []roles.RegisterEntry{entry}})
			r, result, err := chain.Transact(c.Context(), node, s, call, sdk.Amount{})
			if err != nil {
				return err
			}
			answer := chain.Fields(result)
			answer["account"] = address
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s is registered for %s", id, role), answer)
		}),
	}
	s.Flags(c)
	c.Flags().StringVar(&role, "role", "", "name of the role")
	c.Flags().StringVar(&id, "id", "", "id of the participant: up to 64 letters, digits and . _ : -")
	c.Flags().StringVar(&account, "account", "", "name or address that the rewards go to (default: a new key)")
	c.Flags().StringVar(&consent, "consent", "", "what roles consent printed for --account (default: signed with its key, if it is here)")
	_ = c.MarkFlagRequired("role")
	_ = c.MarkFlagRequired("id")
	return c
}

// accountOf returns the account that a participant's rewards go to: what --account names, else
// one whose key is made here, from that of the sender.
func accountOf(ctx context.Context, node *chain.Chain, from, id, account string) (abi.Address, error) {
	if account == "" {
		sponsor, err := node.Signer(from)
		if err != nil {
			return abi.Address{}, err
		}
		made, err := node.Keys.MakeParticipants([]string{id}, sponsor)
		if err != nil {
			return abi.Address{}, err
		}
		return made[id].Address(), nil
	}
	address, err := node.Address(ctx, account)
	if err != nil {
		return address, cli.Usagef("%w", err)
	}
	return address, nil
}
