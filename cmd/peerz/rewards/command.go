// Package rewards is `peerz rewards`: what each epoch pays to whom, as the rewards contract
// accounts for it. Only `claim` makes a transaction, and nobody needs it: the chain pays what
// has matured by itself.
package rewards

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/peerz/proof"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Command is `peerz rewards`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("rewards", "Look at what is paid to whom, and claim it",
		"peerz rewards epoch latest\npeerz rewards payouts --epoch 3 --role developers",
		epochCommand(env), payoutsCommand(env), showCommand(env), explainCommand(env), proof.Receipt(env), claimCommand(env), scheduleCommand(env))
}

func epochCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "epoch N|latest",
		Short: "Show what one epoch emits and how the roles share it",
		Long: "Show one epoch: its pool, where it comes from, and each role's share. `latest` is the last one that closed.\n\n" +
			"An epoch is open until it closes, then sealed while its payouts can be disputed, then matured: they are\n" +
			"paid. The pool is emission + fees + from_reserve: a part of what earlier epochs returned to the reserve,\n" +
			"because a role had nothing to pay. carry_out is what this one returns. It is paid by the live formula, by\n" +
			"the last_good one if that failed, or linear, by the measures alone, if there was no other.",
		Example: "peerz rewards epoch latest --output json",
		Args:    cli.Takes(1, 1, "the number of an epoch, or latest"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			var epoch rewards.EpochResult
			var err error
			contract := rewards.Client{Node: node}
			if args[0] == "latest" {
				epoch, err = contract.Latest(c.Context())
			} else {
				n, bad := strconv.ParseUint(args[0], 10, 64)
				if bad != nil {
					return cli.Usagef("%q is not the number of an epoch, nor latest", args[0])
				}
				epoch, err = contract.Epoch(c.Context(), rewards.EpochArgs{Epoch: n})
			}
			if err != nil {
				return err
			}
			return env.Show(chain.Fields(epoch), func(w *cli.Printer) { showEpoch(w, &epoch) })
		}),
	}
}

// states and payers say what the words of an epoch's statement mean.
var (
	states = map[string]string{
		"open":      "contributions can still be submitted; the pool is known when it closes",
		"closed":    "its pools are fixed; what was reported is verified next",
		"verifying": "its pools are fixed; contributions are being verified and scored, some in each block",
		"sealed":    "its scores are final, and its payouts can be disputed before they are due",
		"matured":   "its payouts are due: the chain pays them by itself, a bounded number in each block",
	}
	payers = map[string]string{
		"live":      "the formula in force gave the scores",
		"last_good": "the formula in force failed, so the one before it gave the scores",
		"linear":    "no formula worked, so the measures alone were the scores",
	}
)

// showEpoch writes an epoch as a short statement of account.
func showEpoch(w *cli.Printer, e *rewards.EpochResult) {
	w.Printf("epoch %d is %s, %s to %s\n", e.Epoch, e.State, cli.Time(int64(e.Start)), cli.Time(int64(e.End)))
	w.Printf("emission\t%s\nfees\t%s\nfrom_reserve\t%s\npool\t%s\nfee_pool\t%s\ncarry_out\t%s\nreserve\t%s\n", chain.Tokens(e.Emission), chain.Tokens(e.Fees),
		chain.Tokens(e.FromReserve), chain.Tokens(e.Pool), chain.Tokens(e.FeePool), chain.Tokens(e.CarryOut), chain.Tokens(e.Reserve))
	w.Printf("paid by\t%s\n\nrole\tweight\tpool\tscore\tparticipants\n", e.PaidBy)
	for _, r := range e.Roles {
		w.Printf("%s\t%s\t%s\t%s\t%d\n", r.Role, arguments.Percent(r.Weight), chain.Tokens(r.Pool), r.ScoreTotal, r.Participants)
	}
	for _, r := range e.Roles {
		if r.PaidBy != e.PaidBy && r.PaidBy != "" {
			w.Printf("%s is paid by %s: the formula in force would have paid nobody there.\n", r.Role, r.PaidBy)
		}
	}
	w.Printf("\n%s: %s.\ncarry_out returned to the reserve: shares of roles that had nothing to pay, and what rounding left. from_reserve was minted again out of it, reserve was left in it.\n", e.State, states[e.State])
	if e.Overdue {
		w.Printf("A review of the weights was due: `peerz weights show` says since when.\n")
	}
	if e.Waiting {
		w.Printf("Some of it waits for the next epoch: this one has paid out twice what any of the last 30 brought.\n")
	}
	if by := payers[e.PaidBy]; by != "" {
		w.Printf("paid by %s: %s.\n", e.PaidBy, by)
	}
	if e.Reason != 0 {
		w.Printf("reason %d: %s.\n", e.Reason, rewards.ReasonName(e.Reason))
	}
}

func showCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "show ADDRESS|NAME|ID",
		Short:   "Show what an account or a participant earned and is still owed",
		Example: "peerz rewards show 258008cdd776",
		Args:    cli.Takes(1, 1, "one ADDRESS, NAME or participant ID"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			address, err := node.Address(c.Context(), args[0])
			if err != nil {
				return err
			}
			account, err := rewards.Client{Node: node}.Account(c.Context(), rewards.AccountArgs{Account: chain.InMessage(address)})
			if err != nil {
				return err
			}
			answer := chain.Fields(account)
			answer["address"] = address
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("account\t%s\npaid to\t%s\nearned\t%s\npaid\t%s\nowed\t%s\n", node.Known(address), node.Known(chain.AddressOf(account.Payout)),
					chain.Tokens(account.Earned), chain.Tokens(account.Paid), chain.Tokens(account.Owed))
				if len(account.Pending) > 0 {
					w.Printf("\npending\trole\tamount\tstate\n")
				}
				for _, p := range account.Pending {
					w.Printf("epoch %d\t%s\t%s\t%s\n", p.Epoch, p.Role, chain.Tokens(p.Amount), p.State)
				}
			})
		}),
	}
}

func claimCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var account, id string
	c := &cobra.Command{
		Use:   "claim",
		Short: "Have everything that has matured paid to its account",
		Long: "Have everything that has matured paid to its account. Anybody may send the claim; the tokens always go\n" +
			"to the account that earned them. Nobody has to: the chain pays matured rewards by itself, a bounded\n" +
			"number in each block. A claim pays at most 100 entitlements, the oldest first, and says so when there may be more.",
		Example: "peerz rewards claim --participant 258008cdd776",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			if account != "" && id != "" {
				return cli.Usagef("--account and --participant both name who is paid: give one")
			}
			who := s.From
			if account+id != "" {
				who = account + id
			}
			address, err := node.Address(c.Context(), who)
			if err != nil {
				return cli.Usagef("%w", err)
			}
			if s.Spare, err = spare(c.Context(), node, who, address); err != nil {
				return err
			}
			claim := rewards.Client{}.Claim(rewards.ClaimArgs{Account: chain.InMessage(address)})
			r, result, err := chain.Transact(c.Context(), node, s, claim, sdk.Amount{})
			if err != nil {
				return err
			}
			did := "claim for " + who
			if result != nil {
				did = fmt.Sprintf("%s was paid %s", who, chain.Tokens(result.Paid))
				if result.Entitlements == rewards.MaxClaim {
					did += fmt.Sprintf(" for its oldest %d entitlements; there may be more, which another claim pays", rewards.MaxClaim)
				}
			}
			return chain.ShowReceipt(env, r, did, chain.Fields(result))
		}),
	}
	s.Flags(c)
	c.Flags().StringVar(&account, "account", "", "name or address of the account to pay (default: --from)")
	c.Flags().StringVar(&id, "participant", "", "participant whose account to pay")
	return c
}

// settling is the gas that a claim takes for an entitlement, at most; runtime/claim_year_test.go holds the contract to it.
const settling = 500_000

// spare is the gas for what matures between the simulation of a claim and its block: an epoch may end in between. A claim that
// would pay nothing but its own fee is refused.
func spare(ctx context.Context, node *chain.Chain, who string, address abi.Address) (uint64, error) {
	account, err := rewards.Client{Node: node}.Account(ctx, rewards.AccountArgs{Account: chain.InMessage(address)})
	if err != nil || !account.Owed.IsZero() {
		return spareFor(account.Pending), err
	}
	later := ""
	if len(account.Pending) > 0 {
		later = fmt.Sprintf("; payouts for %d epochs and roles are still open or can be disputed, `peerz rewards show %s` lists them", len(account.Pending), who)
	}
	return 0, cli.WithCode("nothing_owed", fmt.Errorf("nothing was sent: nothing that %s earned has matured and is not paid yet%s", who, later))
}

// spareFor is the gas for those of an account's entitlements, at most rewards.MaxClaim, that have not matured yet.
func spareFor(pending []rewards.Pending) (gas uint64) {
	for _, p := range pending {
		if p.State != "matured" {
			gas += settling
		}
	}
	return gas
}
