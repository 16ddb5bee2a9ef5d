package contribution

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// Command is `peerz contribution`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("contribution", "Bring what participants did onto the chain",
		"peerz contribution import --file contributions.csv --period 2026-06",
		importCommand(env), submitCommand(env), signCommand(env))
}

const submitHelp = `
Participants that the chain does not know are registered, with a new key each that comes from that of
--from. The attestors whose keys are there confirm the contributions: on a devnet that is all of them. All
of it lands in one epoch; if the present one is nearly over, the command waits for the next.`

// sending holds the flags of both commands.
type sending struct {
	from  string
	async bool
}

func (s *sending) flags(c *cobra.Command) {
	c.Flags().StringVar(&s.from, "from", chain.DefaultFrom, "name of the key that submits and pays")
	c.Flags().BoolVar(&s.async, "async", false, "do not wait until the contributions are in a block and verified")
}

// submit brings contributions onto the chain and shows what became of them.
func submit(ctx context.Context, env *cli.Env, node *chain.Chain, s sending, ref, period string, contributions []Contribution) error {
	key, err := node.Signer(s.from)
	if err != nil {
		return err
	}
	run := Run{Node: node.Client, Keys: node.Keys, From: key, Unlock: node.Signer, Ref: ref, Async: s.async, Note: env.Note}
	result, err := run.Do(ctx, contributions)
	if err != nil {
		return err
	}
	answer := struct {
		Result
		Ref    string `json:"ref"`
		Period string `json:"period,omitempty"`
	}{result, ref, period}
	return env.Show(answer, func(w *cli.Printer) {
		if s.async {
			w.Printf("sent, not in a block yet: %d contributions of %d participants to epoch %d\nregistered\t%d\nfees\t%s\n",
				result.Contributions, result.Participants, result.Epoch, result.Registered, arguments.Tokens(result.Fees))
			for _, hash := range result.Hashes {
				w.Printf("transaction\t%s\n", hash)
			}
			return
		}
		w.Printf("epoch %d: %d contributions of %d participants, %d verified\n", result.Epoch, result.Contributions, result.Participants, result.Verified)
		w.Printf("registered\t%d\nattestors\t%d\ntransactions\t%d\nfees\t%s\nheight\t%d\n",
			result.Registered, result.Attestors, result.Transactions, arguments.Tokens(result.Fees), result.Height)
		w.Printf("they are paid when epoch %d has closed and its dispute window is over: peerz rewards epoch %d\n", result.Epoch, result.Epoch)
	})
}
