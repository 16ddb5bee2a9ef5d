package contribution

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
)

// Command is `peerz contribution`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("contribution", "Bring what participants did onto the chain",
		"peerz contribution import --file contributions.csv --period 2026-06",
		importCommand(env), submitCommand(env), signCommand(env),
		disputeCommand(env), disputesCommand(env), voteDisputeCommand(env))
}

const submitHelp = `
The account that is paid is named by the evidence: --account, or a column account.
Without it that is whose name the id is here: a key of this home, or else a new one that comes from that of --from,
and that is registered. Whoever else has registered the name is paid nothing. The evidence is a table that --from
signs as its publisher, in the folder evidence of --home, which is where a devnet's attestors look, and take
whoever signs for a publisher. What they find is verified when the epoch to
which the submission belongs has ended; what is sent in its last part belongs to the next. Each has a bond, which
comes back with what is verified. The same contribution again pays nothing.`

// sending holds the flags of both commands.
type sending struct {
	from  string
	async bool
}

func (s *sending) flags(c *cobra.Command) {
	c.Flags().StringVar(&s.from, "from", chain.DefaultFrom, "name of the key that submits and pays")
	c.Flags().BoolVar(&s.async, "async", false, "do not wait until the contributions are verified")
}

// submit brings contributions onto the chain and shows what became of them.
func submit(ctx context.Context, env *cli.Env, node *chain.Chain, s sending, known []roles.RoleInfo, at Evidence, contributions []Contribution) error {
	if env.Build {
		return build(ctx, node, s.from, at, contributions)
	}
	key, err := node.Signer(s.from)
	if err != nil {
		return err
	}
	Refer(contributions, key.Address())
	run := Run{Node: node.Client, Keys: node.Keys, From: key, Unlock: node.Signer, Evidence: at, Home: env.Home, Known: known, Async: s.async, Note: env.Note}
	result, err := run.Do(ctx, contributions)
	if err != nil {
		return err
	}
	answer := struct {
		Result
		Ref      string `json:"ref,omitempty"` // when there is one contribution
		Period   string `json:"period,omitempty"`
		Evidence string `json:"evidence"`
	}{Result: result, Evidence: run.Evidence.Locator}
	if len(contributions) == 1 {
		answer.Ref = contributions[0].Ref
	}
	if len(contributions) > 0 {
		answer.Period = contributions[0].Period
	}
	return env.Show(answer, func(w *cli.Printer) {
		if s.async {
			w.Printf("submitted, not verified yet: %d contributions of %d participants\nregistered\t%d\nfees\t%s\nbonds\t%s\n",
				result.Contributions, result.Participants, result.Registered, arguments.Tokens(result.Fees), arguments.Tokens(result.Bonds))
			for _, hash := range result.Hashes {
				w.Printf("transaction\t%s\n", hash)
			}
			return
		}
		w.Printf("epoch %d: %d contributions of %d participants, %d verified\n", result.Epoch, result.Contributions, result.Participants, result.Verified)
		if result.Repeated > 0 {
			w.Printf("repeated\t%d: verified before, and not paid again\n", result.Repeated)
		}
		w.Printf("registered\t%d\nattestors\t%d\ntransactions\t%d\nfees\t%s\nheight\t%d\n",
			result.Registered, result.Attestors, result.Transactions, arguments.Tokens(result.Fees), result.Height)
		if result.Verified > 0 {
			w.Printf("they are paid when the dispute window of epoch %d is over: peerz rewards epoch %d\n", result.Epoch, result.Epoch)
		}
	})
}
