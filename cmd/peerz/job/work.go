package job

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func listCommand(env *cli.Env) *cobra.Command {
	var w where
	c := &cobra.Command{
		Use: "list", Short: "List jobs, the newest first", Example: "peerz job list --output json",
		Args: cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			market, err := w.market(c.Context(), node)
			if err != nil {
				return err
			}
			r, err := jobs.Client{Node: market}.Jobs(c.Context(), jobs.PageArgs{})
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"jobs": chain.List(r.Jobs)}, func(p *cli.Printer) {
				p.Printf("job\tkind\tmodel\tprice\tstate\tuntil\n")
				for _, j := range r.Jobs {
					until := "-"
					if j.Info.Until > 0 {
						until = cli.Time(int64(j.Info.Until))
					}
					p.Printf("%d\t%s\t%d\t%s\t%s\t%s\n", j.Job, j.Info.Job.Kind, j.Info.Job.Model, chain.Tokens(j.Info.Price), j.Info.State, until)
				}
			})
		}),
	}
	w.flags(c, false)
	return c
}

func showCommand(env *cli.Env) *cobra.Command {
	var w where
	c := &cobra.Command{
		Use: "show JOB", Short: "Show a job", Example: "peerz job show 1",
		Args: cli.Takes(1, 1, "the number of a JOB"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			market, number, err := w.job(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			j, err := jobs.Client{Node: market}.Job(c.Context(), jobs.JobArgs{Job: number})
			if err != nil {
				return err
			}
			return env.Show(chain.Fields(j), func(p *cli.Printer) { show(p, number, &j, node.Known) })
		}),
	}
	w.flags(c, false)
	return c
}

// show writes a job for people; known says what an account is called.
func show(w *cli.Printer, number uint64, j *jobs.JobInfo, known func(abi.Address) string) {
	w.Printf("job %d\t%s on model %d\nstate\t%s\n", number, j.Job.Kind, j.Job.Model, j.State)
	if j.Until > 0 {
		w.Printf("ends by itself\t%s\n", cli.Time(int64(j.Until)))
	}
	w.Printf("price\t%s\ncustomer\t%s\n", chain.Tokens(j.Price), known(chain.AddressOf(j.Customer)))
	if !j.Provider.IsZero() {
		w.Printf("provider\t%s, with %s of its bond held for it\n", known(chain.AddressOf(j.Provider)), chain.Tokens(j.Held))
	}
	w.Printf("to be taken\tuntil %s\nto be delivered\twithin %s\n", cli.Time(int64(j.Job.Deadline)), time.Duration(j.Job.Work)*time.Second)
	w.Printf("input\t%s, sha256 %x\n", j.Job.Locator, j.Job.Input.Bytes())
	if j.Delivered.Locator != "" {
		w.Printf("result\t%s, sha256 %x\n", j.Delivered.Locator, j.Delivered.Result.Bytes())
	}
	if !j.For.IsZero() || !j.Against.IsZero() {
		w.Printf("judged\tattestors with %s accept the result, with %s refuse it\n", chain.Tokens(j.For), chain.Tokens(j.Against))
	}
}

func deliverCommand(env *cli.Env) *cobra.Command {
	var w where
	var result, locator string
	c := &cobra.Command{
		Use: "deliver JOB", Short: "Deliver the result of a job that you have taken", Example: "peerz job deliver 1 --result answer.txt --locator https://example.org/answer --from bob",
		Args: cli.Takes(1, 1, "the number of a JOB"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			market, number, err := w.job(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			hash, err := hashOf(result)
			if err != nil {
				return err
			}
			call := jobs.Client{}.Deliver(jobs.DeliverArgs{Job: number, Result: hash, Locator: locator})
			return chain.Do(c.Context(), env, market, w.Sending, chain.Deed[struct{}]{Call: call, Did: fmt.Sprintf("%s delivered job %d", w.From, number)})
		}),
	}
	w.flags(c, true)
	c.Flags().StringVar(&result, "result", "", "file with the result, or its SHA-256")
	c.Flags().StringVar(&locator, "locator", "", "where the customer finds the result")
	_ = c.MarkFlagRequired("result")
	_ = c.MarkFlagRequired("locator")
	return c
}

func judgeCommand(env *cli.Env) *cobra.Command {
	var w where
	c := &cobra.Command{
		Use: "judge JOB accept|refuse", Short: "Say, as an attestor, whether a rejected result is what was asked for", Example: "peerz job judge 1 accept --from validator0",
		Args: cli.Takes(2, 2, "the number of a JOB, and accept or refuse"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			market, number, err := w.job(c.Context(), node, args[0])
			if err != nil {
				return err
			}
			if word := strings.ToLower(args[1]); word != "accept" && word != "refuse" {
				return cli.Usagef("%q: want accept or refuse", args[1])
			}
			call := jobs.Client{}.Judge(jobs.JudgeArgs{Job: number, Accept: strings.EqualFold(args[1], "accept")})
			return chain.Do(c.Context(), env, market, w.Sending, chain.Deed[struct{}]{Call: call, Did: fmt.Sprintf("%s judged job %d: %s", w.From, number, args[1])})
		}),
	}
	w.flags(c, true)
	return c
}

// money is a command that takes an amount and nothing else.
type money struct {
	use, short, did string
	deed            func(sdk.Amount) chain.Deed[struct{}]
}

var bonds = []money{
	{"bond", "Stand behind your work as a provider", "%s adds %s to the bond that stands behind its work",
		func(a sdk.Amount) chain.Deed[struct{}] {
			return chain.Deed[struct{}]{Call: jobs.Client{}.Bond(), Funds: a}
		}},
	{"unbond", "Take back what no job holds of your bond", "%s took back %s", func(a sdk.Amount) chain.Deed[struct{}] {
		return chain.Deed[struct{}]{Call: jobs.Client{}.Unbond(jobs.UnbondArgs{Amount: a})}
	}},
}

func (m money) command(env *cli.Env) *cobra.Command {
	var w where
	c := &cobra.Command{
		Use: m.use + " AMOUNT", Short: m.short, Example: "peerz job " + m.use + " 100tokens --from bob",
		Args: cli.Takes(1, 1, "an AMOUNT"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			market, err := w.market(c.Context(), node)
			if err != nil {
				return err
			}
			amount, err := arguments.Amount(args[0])
			if err != nil {
				return cli.Usagef("%w", err)
			}
			deed := m.deed(sdk.Amount(amount))
			deed.Did = fmt.Sprintf(m.did, w.From, arguments.Tokens(amount))
			return chain.Do(c.Context(), env, market, w.Sending, deed)
		}),
	}
	w.flags(c, true)
	return c
}
