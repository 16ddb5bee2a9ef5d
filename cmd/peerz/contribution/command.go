package contribution

import (
	"context"
	"crypto/sha256"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Command is `peerz contribution`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("contribution", "Bring what participants did onto the chain",
		"peerz contribution import --file contributions.csv --period 2026-06",
		importCommand(env), submitCommand(env), signCommand(env))
}

const submitHelp = `
Participants that the chain does not know are registered, with a new key each that comes from that of
--from. The attestors whose keys are there report on the contributions: on a devnet that is all of them. They are
verified when the epoch to which they belong has ended; what is sent in its last part belongs to the next. Each has
a bond, which comes back with what is verified. The same contribution again pays nothing.`

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
func submit(ctx context.Context, env *cli.Env, node *chain.Chain, s sending, content []byte, period string, contributions []Contribution) error {
	key, err := node.Signer(s.from)
	if err != nil {
		return err
	}
	hash := abi.Hash(sha256.Sum256(content))
	run := Run{Node: node.Client, Keys: node.Keys, From: key, Unlock: node.Signer, Evidence: Evidence{"file:" + hash.String(), hash}, Async: s.async, Note: env.Note}
	result, err := run.Do(ctx, contributions)
	if err != nil {
		return err
	}
	answer := struct {
		Result
		Ref    string `json:"ref,omitempty"` // when there is one contribution
		Period string `json:"period,omitempty"`
	}{Result: result, Period: period}
	if len(contributions) == 1 {
		answer.Ref = contributions[0].Ref
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
