package roles

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// requireID adds the flag --id.
func requireID(c *cobra.Command, id *string) {
	c.Flags().StringVar(id, "id", "", "id of the participant")
	_ = c.MarkFlagRequired("id")
}

func consentCommand(env *cli.Env) *cobra.Command {
	var from, id, sponsor, chainID string
	c := &cobra.Command{
		Use:   "consent --id ID --sponsor NAME|ADDRESS --from KEY",
		Short: "Agree that your account is paid for an id, for a sponsor who registers it",
		Long: "Sign that the account of --from may be paid for an id, and that a sponsor may submit for it. The sponsor hands what is\n" +
			"printed on with `roles register --consent`. It serves no other id, account, sponsor or chain.",
		Example: "peerz roles consent --id ann --sponsor peerz1qly33gjk58n6xsd3qdq5tuhjlk7fpq7tvy6mkc --from annkey",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			key, err := node.Signer(from)
			if err != nil {
				return err
			}
			by, err := node.Address(c.Context(), sponsor)
			if err != nil {
				return cli.Usagef("%w", err)
			}
			if chainID == "" {
				status, err := node.Status(c.Context())
				if err != nil {
					return fmt.Errorf("%w; without a node, --chain-id says for which chain it is", err)
				}
				chainID = status.ChainID
			}
			id = text.Lower(id)
			consent := chain.ConsentText(chain.Consent(key.Signer(), chainID, id, by))
			return env.Show(map[string]any{"id": id, "account": key.Address(), "sponsor": by, "consent": consent}, func(w *cli.Printer) {
				w.Printf("%s\n", consent)
			})
		}),
	}
	requireID(c, &id)
	c.Flags().StringVar(&from, "from", chain.DefaultFrom, "name of the key whose account is paid")
	c.Flags().StringVar(&sponsor, "sponsor", "", "name or address of who registers the id")
	c.Flags().StringVar(&chainID, "chain-id", "", "the chain that it is for (default: that of the node)")
	_ = c.MarkFlagRequired("sponsor")
	return c
}

// moveCommand is rotate or recover.
func moveCommand(env *cli.Env, use, short, long string, call func(roles.RotateArgs) sdk.MethodCall[struct{}], did func(id, account string) string) *cobra.Command {
	var s chain.Sending
	var id, account, consent string
	c := &cobra.Command{
		Use: use + " --id ID --account NAME|ADDRESS", Short: short, Long: long,
		Example: "peerz roles " + use + " --id ann --account newkey --from annkey",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			id = text.Lower(id)
			p, err := roles.Client{Node: node}.Participant(c.Context(), roles.ParticipantArgs{ID: id})
			if err != nil {
				return err
			}
			to, err := node.Address(c.Context(), account)
			if err != nil {
				return cli.Usagef("%w", err)
			}
			args := roles.RotateArgs{ID: id, Account: chain.InMessage(to)}
			if args.Consent, err = node.ConsentOf(c.Context(), consent, id, to, chain.AddressOf(p.Sponsor), s.From); err != nil {
				return err
			}
			r, _, err := chain.Transact(c.Context(), node, s, call(args), sdk.Amount{})
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, did(id, to.String()), nil)
		}),
	}
	s.Flags(c)
	requireID(c, &id)
	c.Flags().StringVar(&account, "account", "", "name or address that the id moves to")
	c.Flags().StringVar(&consent, "consent", "", "what roles consent printed for that account (default: signed with its key, if it is here)")
	_ = c.MarkFlagRequired("account")
	return c
}

func rotateCommand(env *cli.Env) *cobra.Command {
	return moveCommand(env, "rotate", "Move an id to another account",
		"Move an id to another account, which agrees. --from is its account of now. What was submitted before is paid to\n"+
			"that one.",
		roles.Client{}.Rotate, func(id, account string) string { return fmt.Sprintf("%s is paid to %s from now on", id, account) })
}

func recoverCommand(env *cli.Env) *cobra.Command {
	return moveCommand(env, "recover", "Move an id whose account's key is lost",
		"Move an id to another account as its recovery, which `peerz roles backing` has named before. The first call begins\n"+
			"it. After recovery_delay epochs, in which the account can end it by `peerz roles backing`, the same call again\n"+
			"moves the id.",
		roles.Client{}.Recover, func(id, account string) string {
			return fmt.Sprintf("%s moves to %s: `peerz roles show %s` says since when, or when to send this again", id, account, id)
		})
}

func backingCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var id, sponsor, recovery string
	c := &cobra.Command{
		Use:   "backing --id ID --sponsor NAME|ADDRESS",
		Short: "Name who submits for an id, and who moves it should its key be lost",
		Long: "Name the sponsor of an id, who may submit for it, and its recovery, who may move it to another account after a delay\n" +
			"(`peerz roles recover`); without --recovery nobody may. --from is the id's account. A move that has begun ends.",
		Example: "peerz roles backing --id ann --sponsor alice --recovery vault --from annkey",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			args := roles.SetBackingArgs{ID: text.Lower(id)}
			by, err := node.Address(c.Context(), sponsor)
			if err != nil {
				return cli.Usagef("%w", err)
			}
			args.Sponsor = chain.InMessage(by)
			if recovery != "" {
				to, err := node.Address(c.Context(), recovery)
				if err != nil {
					return cli.Usagef("%w", err)
				}
				args.Recovery = chain.InMessage(to)
			}
			r, _, err := chain.Transact(c.Context(), node, s, roles.Client{}.SetBacking(args), sdk.Amount{})
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s is sponsored by %s", args.ID, by), nil)
		}),
	}
	s.Flags(c)
	requireID(c, &id)
	c.Flags().StringVar(&sponsor, "sponsor", "", "name or address of who may submit for it")
	c.Flags().StringVar(&recovery, "recovery", "", "name or address of who may move it (default: nobody)")
	_ = c.MarkFlagRequired("sponsor")
	return c
}

func leaveCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var id string
	c := &cobra.Command{
		Use:   "leave --id ID",
		Short: "Retire an id for ever",
		Long: "Retire an id. It is never used again, by anybody. What was submitted for it is verified and paid, and bonds come\n" +
			"back by themselves.",
		Example: "peerz roles leave --id ann --from annkey",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			id = text.Lower(id)
			r, _, err := chain.Transact(c.Context(), node, s, roles.Client{}.Leave(roles.IDArgs{ID: id}), sdk.Amount{})
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, id+" has left", nil)
		}),
	}
	s.Flags(c)
	requireID(c, &id)
	return c
}
