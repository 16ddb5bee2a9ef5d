package genesis

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func requestCommand(env *cli.Env) *cobra.Command {
	var r genesis.Request
	var bond, address, from string
	c := &cobra.Command{
		Use:   "request FILE --chain-id ID --bond AMOUNT --address HOST:PORT --from KEY",
		Short: "Ask to validate a network from its first block on",
		Long: "Write a request to validate a network, for whoever puts its genesis document together. It names the node's\n" +
			"key and address, and is signed by that key and by the account of --from, whose stake the bond will be.\n" +
			"The node's keys are made in --home if there are none; `peerz node init` uses them later. FILE must not exist.",
		Example: "peerz genesis request alice.json --chain-id example-1 --bond 100000tokens --address node.example.org:26652 --moniker alice --from alice --home /srv/node",
		Args:    cli.Takes(1, 1, "a FILE"),
		RunE: chain.With(env, func(_ *cobra.Command, node *chain.Chain, args []string) (err error) {
			if r.Bond, err = arguments.Amount(bond); err != nil {
				return cli.Usagef("--bond: %w", err)
			}
			account, err := node.Signer(from)
			if err != nil {
				return err
			}
			keys, err := home.MakeKeys(home.Dir(env.Home))
			if err != nil {
				return err
			}
			if r.Moniker == "" {
				r.Moniker = from
			}
			r.Account, r.Validator = account.Signer().Public(), keys.ValidatorPub()
			r.Peer = keys.PeerID() + "@" + address
			if r.Proof, err = keys.Validator.Sign(r.KeyProof()); err != nil {
				return err
			}
			r.Sign(account.Signer())
			if err := r.Check(); err != nil {
				return cli.Usagef("%w", err)
			}
			return writeRequest(env, args[0], r)
		}),
	}
	f := c.Flags()
	f.StringVar(&r.ChainID, "chain-id", "", "name of the chain")
	f.StringVar(&r.Moniker, "moniker", "", "name of the validator, for people (default: that of the key)")
	f.StringVar(&bond, "bond", "", "stake from the start, like 100000tokens, or in base units")
	f.StringVar(&address, "address", "", "where the others reach the node: host:port of its peer-to-peer port")
	f.StringVar(&from, "from", "", "key of the operator's account")
	for _, name := range []string{"chain-id", "bond", "address", "from"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

func writeRequest(env *cli.Env, file string, r genesis.Request) error {
	raw, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := isNew(file); err != nil {
		return err
	}
	if err := home.WriteFile(file, append(raw, '\n'), 0o644); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	answer := map[string]any{"file": file, "account": r.Address(), "validator_key": r.Validator, "peer": r.Peer, "bond": r.Bond}
	return env.Show(answer, func(w *cli.Printer) {
		w.Printf("file\t%s\naccount\t%s\nvalidator key\t%s\npeer\t%s\nbond\t%s\n", file, r.Address(), r.Validator, r.Peer, arguments.Tokens(r.Bond))
	})
}

func validatorCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "add-validator FILE REQUEST...",
		Short: "Take in those who ask to validate from the first block on",
		Long: "Add validators to a genesis document, from the files that `peerz genesis request` wrote. Each is given the\n" +
			"bond that it asks for, as stake; what pays its fees comes with add-account. A request whose signatures do\n" +
			"not hold, or for another chain, is refused, and then nothing is added.",
		Example: "peerz genesis add-validator genesis.json alice.json bob.json",
		Args:    cli.Takes(2, -1, "FILE and the files of requests"),
		RunE: func(_ *cobra.Command, args []string) error {
			return change(env, args[0], func(d *genesis.Draft) (string, error) {
				total := abi.Amount{}
				for _, file := range args[1:] {
					raw, err := os.ReadFile(file)
					if err != nil {
						return "", err
					}
					r, err := genesis.ReadRequest(raw)
					if err == nil {
						err = d.AddValidator(r)
					}
					if err != nil {
						return "", fmt.Errorf("%s: %w", file, err)
					}
					total, _ = total.Add(r.Bond) // AddValidator has added them up
				}
				return fmt.Sprintf("%d more validate, with bonds of %s", len(args)-1, arguments.Tokens(total)), nil
			})
		},
	}
}

func peersCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "peers REQUEST...",
		Short:   "Print where the nodes of those who ask to validate are",
		Long:    "Print the addresses of the nodes that requests name, as `peerz node init` takes them for --peers.",
		Example: "peerz genesis peers alice.json bob.json",
		Args:    cli.Takes(1, -1, "the files of requests"),
		RunE: func(_ *cobra.Command, args []string) error {
			var peers []string
			for _, file := range args {
				raw, err := os.ReadFile(file)
				if err != nil {
					return err
				}
				r, err := genesis.ReadRequest(raw)
				if err != nil {
					return fmt.Errorf("%s: %w", file, err)
				}
				peers = append(peers, r.Peer)
			}
			return env.Show(map[string]any{"peers": peers}, func(w *cli.Printer) { w.Printf("%s\n", strings.Join(peers, ",")) })
		},
	}
}
