package genesis

import (
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

func checkCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE",
		Short: "Say what is wrong with a genesis document, or what its chain begins with",
		Long: "Build the state that a genesis document describes, as every node of the chain will, and show what it begins\n" +
			"with. A document is refused when anything is outside of the bounds of the chain: parameters in the ranges\n" +
			"of votes, the built-in contracts with their capabilities, tokens within the cap. What is legal and may be a\n" +
			"mistake is shown as a doubt. Founders compare the hash with each other.",
		Example: "peerz genesis check genesis.json",
		Args:    cli.Takes(1, 1, "a FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			d, err := read(args[0])
			if err != nil {
				return err
			}
			s, err := d.Check()
			if err != nil {
				return err
			}
			hash, err := home.GenesisHash(d.Doc)
			if err != nil {
				return err
			}
			answer := struct {
				Hash string `json:"hash"`
				genesis.Summary
			}{hash, s}
			return env.Show(answer, func(w *cli.Printer) { writeSummary(w, hash, s) })
		},
	}
}

func writeSummary(w *cli.Printer, hash string, s genesis.Summary) {
	w.Printf("chain\t%s\nhash\t%s\napp hash\t%s\nbegins\t%s\nprogram\t%s\n", s.ChainID, hash, s.AppHash, cli.Time(s.Time.Unix()), s.Program)
	w.Printf("tokens\t%s of %s\n", arguments.Tokens(s.Minted), arguments.Tokens(s.Cap))
	w.Printf("accounts\t%d\n", s.Accounts)
	if !s.Vesting.IsZero() {
		w.Printf("vesting\t%s\n", arguments.Tokens(s.Vesting))
	}
	if s.Guardian != nil {
		w.Printf("guardian\t%s, until epoch %d begins\n", *s.Guardian, s.GuardianUntil)
	}
	for _, c := range s.Code {
		w.Printf("contract %s\t%s\n", c.Name, c.Hash)
	}
	for _, doubt := range s.Doubts {
		w.Printf("doubt\t%s\n", doubt)
	}
}

func hashCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "hash FILE",
		Short:   "Print the hash by which a genesis document is compared",
		Long:    "Print the sha256 of a genesis document in the form in which `peerz node init` writes it: two documents that\nsay the same have the same. The one of a home is in its config/genesis.json.",
		Example: "peerz genesis hash genesis.json",
		Args:    cli.Takes(1, 1, "a FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			doc, err := home.ReadGenesis(args[0])
			if err != nil {
				return err
			}
			hash, err := home.GenesisHash(doc)
			if err != nil {
				return err
			}
			return env.Show(map[string]string{"hash": hash}, func(w *cli.Printer) { w.Printf("%s\n", hash) })
		},
	}
}
