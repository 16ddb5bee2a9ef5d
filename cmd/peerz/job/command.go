// Package job is `peerz job`: inference and fine-tuning for those who need it, and for those who do it.
package job

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Command is `peerz job`.
func Command(env *cli.Env) *cobra.Command {
	group := cli.Group("job", "Have inference or fine-tuning done, or do it",
		"peerz job create 1 --price 10tokens --input question.txt --locator https://example.org/question\npeerz job list",
		marketCommand(env), createCommand(env), listCommand(env), showCommand(env), deliverCommand(env), judgeCommand(env))
	for _, m := range bonds {
		group.AddCommand(m.command(env))
	}
	for _, s := range steps {
		group.AddCommand(s.command(env))
	}
	return group
}

// where holds the flags that say on which market.
type where struct {
	chain.Sending
	at string
}

func (w *where) flags(c *cobra.Command, sends bool) {
	c.Flags().StringVar(&w.at, "at", "", "label or address of the market (default: the first that is listed as a source of compute)")
	if sends {
		w.Sending.Flags(c)
	}
}

func (w *where) market(ctx context.Context, node *chain.Chain) (*chain.Instance, error) {
	return node.FindInstance(ctx, w.at, "compute")
}

// job finds a market, and reads the number of a job.
func (w *where) job(ctx context.Context, node *chain.Chain, text string) (*chain.Instance, uint64, error) {
	number, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return nil, 0, cli.Usagef("%q: want the number of a job: `peerz job list` shows them", text)
	}
	market, err := w.market(ctx, node)
	return market, number, err
}

// step is a command that takes a job's number and nothing else.
type step struct {
	use, short, did string
	call            func(jobs.JobArgs) sdk.MethodCall[struct{}]
	funds           func(jobs.JobInfo) sdk.Amount
}

var steps = []step{
	{"take", "Take a job: deliver in time, with a part of your bond held", "takes", jobs.Client{}.Take, nil},
	{"accept", "Accept a result: everybody is paid", "accepts", jobs.Client{}.Accept, nil},
	{"reject", "Reject a result: attestors decide, and you put up as much as the provider has", "rejects", jobs.Client{}.Reject,
		func(j jobs.JobInfo) sdk.Amount { return j.Held }},
	{"cancel", "Take back a job that nobody has taken", "cancels", jobs.Client{}.Cancel, nil},
	{"settle", "End a job whose time is over", "settles", jobs.Client{}.Settle, nil},
}

func (s step) command(env *cli.Env) *cobra.Command {
	var w where
	c := &cobra.Command{
		Use: s.use + " JOB", Short: s.short, Example: "peerz job " + s.use + " 1 --from bob",
		Args: cli.Takes(1, 1, "the number of a JOB"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			market, number, err := w.job(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			var funds sdk.Amount
			if s.funds != nil {
				j, err := jobs.Client{Node: market}.Job(c.Context(), jobs.JobArgs{Job: number})
				if err != nil {
					return err
				}
				funds = s.funds(j)
			}
			return chain.Do(c.Context(), env, market, w.Sending, chain.Deed[struct{}]{Call: s.call(jobs.JobArgs{Job: number}), Funds: funds,
				Did: fmt.Sprintf("%s %s job %d", w.From, s.did, number)})
		}),
	}
	w.flags(c, true)
	return c
}

func marketCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var fee, royalty, bond, least, label string
	var review, judging time.Duration
	c := &cobra.Command{
		Use:   "market",
		Short: "Open a market for jobs",
		Long: "Open a market for jobs. Its code and terms never change. What is done on it is paid by the roles compute and\n" +
			"models once governance has listed it as their source:\n" +
			"peerz gov propose source compute LABEL --returned 45%",
		Example: "peerz job market --label market --from alice",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			a := jobs.TermsInfo{Review: uint64(review / time.Second), Judging: uint64(judging / time.Second)}
			for _, share := range []struct {
				to         *uint64
				name, text string
			}{{&a.Fee, "job-fee", fee}, {&a.RoyaltyBurn, "royalty-burn", royalty}, {&a.Bond, "bond", bond}} {
				var err error
				if *share.to, err = arguments.Share(share.text); err != nil {
					return cli.Usagef("--%s: %w", share.name, err)
				}
			}
			amount, err := arguments.Amount(least)
			if err != nil {
				return cli.Usagef("--least: %w", err)
			}
			a.Least = sdk.Amount(amount)
			r, made, err := node.Deploy(c.Context(), s, jobs.Name, label, &a)
			if err != nil {
				return err
			}
			return chain.ShowReceipt(env, r, fmt.Sprintf("%s opened the market %s", s.From, label), map[string]any{"address": made.Address, "label": label})
		}),
	}
	s.Flags(c)
	f := c.Flags()
	f.StringVar(&fee, "job-fee", "5%", "of a price: burned, 0.1% to 20%")
	f.StringVar(&royalty, "royalty-burn", "10%", "of a royalty: burned, up to 50%")
	f.StringVar(&bond, "bond", "20%", "of a price: what of a provider's bond is held, 1% to 100%")
	f.StringVar(&least, "least", "0.001tokens", "that a job costs")
	arguments.DurationVar(f, &review, "review", 24*time.Hour, "in which a customer may reject a result")
	arguments.DurationVar(f, &judging, "judging", 72*time.Hour, "in which attestors may decide")
	f.StringVar(&label, "label", "market", "label of the contract")
	return c
}

func createCommand(env *cli.Env) *cobra.Command {
	var w where
	var price, input, locator, kind string
	var wait, work time.Duration
	c := &cobra.Command{
		Use:     "create MODEL --price AMOUNT",
		Short:   "Offer a job on a model; the price is held until it is over",
		Example: "peerz job create 1 --price 10tokens --input question.txt --locator https://example.org/question --from alice",
		Args:    cli.Takes(1, 1, "the number of a MODEL"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			market, number, err := w.job(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			amount, err := arguments.Amount(price)
			if err != nil {
				return cli.Usagef("--price: %w", err)
			}
			hash, err := hashOf(input)
			if err != nil {
				return err
			}
			status, err := node.Status(c.Context())
			if err != nil {
				return err
			}
			a := jobs.CreateArgs{Model: number, Kind: kind, Input: hash, Locator: locator,
				Deadline: uint64(status.Time) + uint64(wait/time.Second), Work: uint64(work / time.Second)}
			return chain.Do(c.Context(), env, market, w.Sending, chain.Deed[jobs.JobResult]{Call: jobs.Client{}.Create(a), Funds: sdk.Amount(amount),
				Did: fmt.Sprintf("%s offers a job for %s", w.From, arguments.Tokens(amount)),
				Result: func(r *jobs.JobResult) (string, map[string]any) {
					return fmt.Sprintf("%s offers job %d for %s", w.From, r.Job, arguments.Tokens(amount)), chain.Fields(*r)
				}})
		}),
	}
	w.flags(c, true)
	f := c.Flags()
	f.StringVar(&price, "price", "", "what it costs, all in all")
	f.StringVar(&kind, "kind", jobs.Inference, "inference or fine_tuning")
	f.StringVar(&input, "input", "", "file with the input, or its SHA-256")
	f.StringVar(&locator, "locator", "", "where providers find the input")
	arguments.DurationVar(f, &wait, "wait", time.Hour, "until then somebody must have taken it")
	arguments.DurationVar(f, &work, "work", time.Hour, "time to deliver, once it is taken")
	for _, name := range []string{"price", "input", "locator"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

// hashOf is the hash of a file, or one that is written out.
func hashOf(fileOrHash string) (sdk.Hash, error) {
	raw, err := os.ReadFile(fileOrHash)
	if err == nil {
		sum := sha256.Sum256(raw)
		return sdk.HashOf(sum[:]), nil
	}
	hash, bad := abi.ParseHash(fileOrHash)
	if bad != nil {
		return sdk.Hash{}, cli.Usagef("%q is neither a file nor a SHA-256", fileOrHash)
	}
	return sdk.HashOf(hash[:]), nil
}
