// Package genesis is `peerz genesis`: how the founders of a network put its genesis document together, and how
// everybody checks that it is the same one and within the bounds of the chain.
package genesis

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Command is `peerz genesis`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("genesis", "Put the genesis document of a network together",
		"peerz genesis new genesis.json --chain-id example-1 --time 2027-01-01T00:00:00Z\npeerz genesis add-account genesis.json alice 1000tokens\npeerz genesis check genesis.json",
		newCommand(env), accountCommand(env), requestCommand(env), validatorCommand(env), peersCommand(env), checkCommand(env), hashCommand(env))
}

func newCommand(env *cli.Env) *cobra.Command {
	var n genesis.Network
	var at, epoch, guardian string
	c := &cobra.Command{
		Use:   "new FILE --chain-id ID --time TIME",
		Short: "Begin the genesis document of a network",
		Long: "Begin the genesis document of a network, with the defaults of one: epochs of a day, votes of five, the\n" +
			"built-in contracts of this program, and nobody who holds anything. The chain begins at --time: nodes that\n" +
			"are started earlier wait for it. FILE must not exist.",
		Example: "peerz genesis new genesis.json --chain-id example-1 --time 2027-01-01T00:00:00Z",
		Args:    cli.Takes(1, 1, "a FILE"),
		RunE: func(_ *cobra.Command, args []string) (err error) {
			if n.Time, err = time.Parse(time.RFC3339, at); err != nil {
				return cli.Usagef("--time %s: want a time like 2027-01-01T00:00:00Z", at)
			}
			if n.Epoch, err = arguments.Duration(epoch); err != nil {
				return cli.Usagef("--epoch: %w", err)
			}
			if guardian != "" {
				if n.Guardian, err = arguments.Address(guardian, lookup(env)); err != nil {
					return err
				}
			}
			n.Program = abci.Version
			d, err := genesis.NewDraft(n)
			if err != nil {
				return err
			}
			if err := isNew(args[0]); err != nil {
				return err
			}
			return save(env, args[0], d, fmt.Sprintf("began the genesis of %s", n.ChainID))
		},
	}
	f := c.Flags()
	f.StringVar(&n.ChainID, "chain-id", "", "name of the chain, which no other has")
	f.StringVar(&at, "time", "", "when the chain begins, like 2027-01-01T00:00:00Z")
	f.StringVar(&epoch, "epoch", "1d", "length of an epoch; it never changes")
	f.StringVar(&guardian, "guardian", "", "ADDRESS or NAME that may once stop a proposal, or have some wait (default: nobody)")
	f.Uint64Var(&n.GuardianUntil, "guardian-until", 0, "epoch with whose beginning its mandate ends, at most 1000")
	_ = c.MarkFlagRequired("chain-id")
	_ = c.MarkFlagRequired("time")
	return c
}

func accountCommand(env *cli.Env) *cobra.Command {
	var vesting, over, cliff, bond string
	c := &cobra.Command{
		Use:   "add-account FILE ADDRESS|NAME AMOUNT",
		Short: "Give an account tokens",
		Long: "Give an account tokens from the start: AMOUNT at once, and with --vesting more that time releases, evenly over\n" +
			"--over, with every epoch, and none before --cliff. With --bond it has stake, with which it votes, without a\n" +
			"validator. NAME is a key of --home or in its address book.",
		Example: "peerz genesis add-account genesis.json alice 1000tokens --bond 500tokens\n" +
			"peerz genesis add-account genesis.json bob 100tokens --vesting 900tokens --over 1460d --cliff 365d",
		Args: cli.Takes(3, 3, "FILE, ADDRESS or NAME, and AMOUNT"),
		RunE: func(_ *cobra.Command, args []string) error {
			a, err := readAccount(env, args[1], args[2], vesting, over, cliff)
			if err != nil {
				return err
			}
			var stake abi.Amount
			if bond != "" {
				if stake, err = arguments.Amount(bond); err != nil {
					return cli.Usagef("--bond: %w", err)
				}
			}
			return change(env, args[0], func(d *genesis.Draft) (string, error) {
				did := fmt.Sprintf("%s holds %s", a.Address, arguments.Tokens(a.Balance))
				if v := a.Vesting; v != nil {
					did += fmt.Sprintf(", and %s more come in %s", arguments.Tokens(v.Amount), time.Duration(v.Seconds)*time.Second)
				}
				if !stake.IsZero() {
					did += fmt.Sprintf(", and has bonded %s", arguments.Tokens(stake))
				}
				return did, d.AddAccount(a, stake)
			})
		},
	}
	f := c.Flags()
	f.StringVar(&bond, "bond", "", "stake from the start, on top of AMOUNT, which may be 0 then")
	f.StringVar(&vesting, "vesting", "", "tokens that time releases, on top of AMOUNT")
	f.StringVar(&over, "over", "", "how long that takes, like 1460d")
	f.StringVar(&cliff, "cliff", "0s", "how long nothing of it is released")
	return c
}

func readAccount(env *cli.Env, who, amount, vesting, over, cliff string) (a runtime.GenesisAccount, err error) {
	if a.Address, err = arguments.Address(who, lookup(env)); err != nil {
		return a, err
	}
	if a.Balance, err = arguments.Amount(amount); err != nil {
		return a, cli.Usagef("%w", err)
	}
	switch {
	case vesting == "" && over == "":
		return a, nil
	case vesting == "" || over == "":
		return a, cli.Usagef("--vesting and --over belong together")
	}
	v := new(runtime.GenesisVesting)
	if v.Amount, err = arguments.Amount(vesting); err != nil {
		return a, cli.Usagef("--vesting: %w", err)
	}
	for _, x := range []struct {
		flag, text string
		seconds    *uint64
	}{{"--over", over, &v.Seconds}, {"--cliff", cliff, &v.Cliff}} {
		d, err := arguments.Duration(x.text)
		if err != nil || d%time.Second != 0 || d < 0 {
			return a, cli.Usagef("%s %s: want whole seconds, like 1460d or 36h", x.flag, x.text)
		}
		*x.seconds = uint64(d / time.Second)
	}
	a.Vesting = v
	return a, nil
}

// lookup finds keys of the home, and entries of its address book: there is no chain yet that could be asked.
func lookup(env *cli.Env) arguments.Lookup {
	return func(name string) (abi.Address, error) {
		keys := keystore.In(env.Home)
		key, err := keys.Get(name)
		if err == nil {
			return key.Address(), nil
		}
		if !errors.Is(err, keystore.ErrNotFound) {
			return abi.Address{}, err
		}
		book, unreadable := keys.Book()
		if a, known := book[name]; known {
			return a, nil
		}
		return abi.Address{}, errors.Join(fmt.Errorf("%w, nor an entry of the address book", err), unreadable)
	}
}

// isNew refuses a file that is there.
func isNew(file string) error {
	if _, err := os.Stat(file); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s is there already", file), err)
	}
	return nil
}

// read reads a document that is put together.
func read(file string) (*genesis.Draft, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return genesis.ReadDraft(raw)
}

// change reads a document, changes it, and writes it as a whole or not at all.
func change(env *cli.Env, file string, do func(*genesis.Draft) (string, error)) error {
	d, err := read(file)
	if err != nil {
		return err
	}
	did, err := do(d)
	if err != nil {
		return err
	}
	return save(env, file, d, did)
}

func save(env *cli.Env, file string, d *genesis.Draft, did string) error {
	raw, err := d.Bytes()
	if err != nil {
		return err
	}
	if err := home.WriteFile(file, raw, 0o644); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	hash, err := home.GenesisHash(d.Doc)
	if err != nil {
		return err
	}
	return env.Show(map[string]any{"file": file, "did": did, "hash": hash}, func(w *cli.Printer) {
		w.Printf("%s\nfile\t%s\nhash\t%s\n", did, file, hash)
	})
}
