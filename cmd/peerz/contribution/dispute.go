package contribution

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/attestor"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
)

// maxDisputed is how many submissions a dispute names.
const maxDisputed = 16

func disputeCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var a roles.DisputeArgs
	var numbers []uint
	var table, at string
	c := &cobra.Command{
		Use:   "dispute --epoch N --role ROLE --id ID --reason TEXT",
		Short: "Dispute what a participant is to be paid for an epoch",
		Long: "Dispute what a participant is to be paid for a role and an epoch, before the epoch matures. Whoever has stake may,\n" +
			"with a bond (dispute_bond of `peerz gov params roles`). That pay alone waits. The attestors without an interest\n" +
			"look again and vote, in this epoch and the next. Upheld: nothing is paid, the bonds of the submissions are lost,\n" +
			"and a part of them is yours. Rejected: your bond is lost. Undecided: all bonds go back,\n" +
			"but half of yours is lost if one about the same was undecided before. What a publisher has signed\n" +
			"twice counts as the least: who has the other file shows it with --table.",
		Example: "peerz contribution dispute --epoch 7 --role developers --id ann --reason 'never merged' --from bob",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			a.ID = text.Lower(a.ID)
			for _, n := range numbers {
				a.Numbers = append(a.Numbers, uint64(n))
			}
			slices.Sort(a.Numbers)
			if len(a.Numbers) == 0 {
				var err error
				if a.Numbers, err = verifiedOf(c.Context(), node, a); err != nil {
					return err
				}
			}
			if err := show(c.Context(), env, node, &a, table, at); err != nil {
				return err
			}
			params, err := roles.Client{Node: node}.Params(c.Context())
			if err != nil {
				return err
			}
			r, result, err := chain.Transact(c.Context(), node, s, roles.Client{}.Dispute(a), params.DisputeBond)
			if err != nil {
				return err
			}
			did := fmt.Sprintf("%s disputes what %s is to be paid for %s in epoch %d; bond: %s", s.From, a.ID, a.Role, a.Epoch, arguments.Tokens(abi.Amount(params.DisputeBond)))
			if result != nil {
				did += fmt.Sprintf("; dispute %d, attestors vote until epoch %d ends", result.Dispute, result.Last)
			}
			return chain.ShowReceipt(env, r, did, chain.Fields(result))
		}),
	}
	s.Flags(c)
	c.Flags().Uint64Var(&a.Epoch, "epoch", 0, "the epoch for which it is to be paid")
	c.Flags().StringVar(&a.Role, "role", "", "name of the role")
	c.Flags().StringVar(&a.ID, "id", "", "id of the participant")
	c.Flags().StringVar(&a.Reason, "reason", "", "what is wrong: a line of up to 256 bytes")
	c.Flags().StringVar(&table, "table", "", "a file that the same publisher has signed, and that says less: attestors look at it, too")
	c.Flags().StringVar(&at, "at", "", "where attestors find that, as https://HOST/PATH (default: in the folder of evidence)")
	c.Flags().StringVar(&a.Heir, "heir", "", "the id whose work it is, when --id is registered by the wrong account: it is paid instead")
	c.Flags().UintSliceVar(&numbers, "number", nil, "numbers of the submissions that are wrong (default: all that were verified for it, up to 16)")
	for _, name := range []string{"epoch", "role", "id", "reason"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

// show adds a table to the reason of a dispute, if there is one.
func show(ctx context.Context, env *cli.Env, node *chain.Chain, a *roles.DisputeArgs, file, at string) error {
	if file == "" {
		return nil
	}
	source, err := openFile(ctx, env, node, file, at)
	if err != nil {
		return err
	}
	if source.signed == nil {
		return cli.Usagef("--table %s: nobody has signed it", file)
	}
	a.Reason = attestor.WithTable(a.Reason, source.evidence.Locator, source.evidence.Hash)
	return nil
}

// verifiedOf returns the numbers of what was verified for a participant in an epoch.
func verifiedOf(ctx context.Context, node *chain.Chain, a roles.DisputeArgs) (numbers []uint64, err error) {
	for from := uint64(0); len(numbers) < maxDisputed; {
		page, err := roles.Client{Node: node}.Submissions(ctx, roles.SubmissionsArgs{Epoch: a.Epoch, Role: a.Role, From: from})
		if err != nil {
			return nil, err
		}
		for _, s := range page.Submissions {
			if cmp.Or(s.Payee, s.ID) == a.ID && s.State == "verified" && len(numbers) < maxDisputed {
				numbers = append(numbers, s.Number)
			}
		}
		if from = page.Next; from == 0 {
			break
		}
	}
	if len(numbers) == 0 {
		return nil, cli.WithCode("nothing_verified", fmt.Errorf("nothing was verified for %s as one of the %s in epoch %d: there is nothing to dispute", a.ID, a.Role, a.Epoch))
	}
	return numbers, nil
}

func disputesCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "disputes",
		Short:   "List the disputes that are open",
		Example: "peerz contribution disputes --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			list, err := chain.Pages(func(after string) ([]roles.DisputeInfo, string, error) {
				last, _ := strconv.ParseUint(after, 10, 64) // its own answer, or empty at first
				page, err := roles.Client{Node: node}.Disputes(c.Context(), roles.DisputesArgs{After: last})
				next := ""
				if page.Next > 0 {
					next = strconv.FormatUint(page.Next, 10)
				}
				return page.Disputes, next, err
			})
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"disputes": chain.List(list)}, func(w *cli.Printer) {
				if len(list) == 0 {
					w.Printf("no dispute is open\n")
					return
				}
				w.Printf("dispute\tepoch\trole\tparticipant\their\tuphold\tvoid\treject\tneed\tuntil epoch\treason\n")
				for _, d := range list {
					w.Printf("%d\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", d.Dispute, d.Epoch, d.Role, d.ID, cmp.Or(d.Heir, "-"),
						arguments.Tokens(abi.Amount(d.Uphold)), arguments.Tokens(abi.Amount(d.Void)), arguments.Tokens(abi.Amount(d.Reject)),
						arguments.Tokens(abi.Amount(d.Need)), d.Last, d.Reason)
				}
			})
		}),
	}
}

func voteDisputeCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	c := &cobra.Command{
		Use:   "vote-dispute NUMBER uphold|reject|void",
		Short: "Vote on a dispute, as an attestor",
		Long: "Vote on a dispute, with the power that the attestor had in the epoch in which the dispute began. A second vote replaces\n" +
			"the first. Where the dispute names an heir, uphold has the heir paid, and void nobody.\n" +
			"`peerz attestor run` votes by itself, by looking again at the evidence; on whose the work is, it has no opinion.",
		Example: "peerz contribution vote-dispute 1 uphold --from validator0",
		Args:    cli.Takes(2, 2, "the NUMBER of a dispute and uphold, reject or void"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			number, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil {
				return cli.Usagef("%q is no number of a dispute: `peerz contribution disputes` lists them", args[0])
			}
			if args[1] != "uphold" && args[1] != "reject" && args[1] != "void" {
				return cli.Usagef("%q is no vote: want uphold, reject or void", args[1])
			}
			vote := roles.Client{}.VoteDispute(roles.VoteDisputeArgs{Dispute: number, Uphold: args[1] == "uphold", Void: args[1] == "void"})
			r, _, err := chain.Transact(c.Context(), node, s, vote, sdk.Amount{})
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s votes to %s dispute %d", s.From, args[1], number), nil)
		}),
	}
	s.Flags(c)
	return c
}
