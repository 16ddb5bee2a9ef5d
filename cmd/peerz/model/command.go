// Package model is `peerz model`: models on which customers have jobs done.
package model

import (
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/api/jobs"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Command is `peerz model`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("model", "Register models, and earn a royalty when they are used",
		"peerz model list\npeerz model register --name 'small talk' --hash HASH --locator https://example.org/model --from carol",
		registerCommand(env), listCommand(env), showCommand(env), retireCommand(env))
}

const atHelp = "label or address of the market (default: the first that is listed as a source of models)"

func registerCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var a jobs.RegisterModelArgs
	var at, hash, royalty string
	c := &cobra.Command{
		Use:   "register",
		Short: "Register a model",
		Long: "Register a model: the hash of its weights, or of a manifest that names them, where they are, and the royalty\n" +
			"of what providers earn with it. None of it ever changes; a new version is a new model.",
		Example: "peerz model register --name 'small talk' --version 1.0 --licence Apache-2.0 --hash HASH --locator https://example.org/model --royalty 10%",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			market, err := node.FindInstance(c.Context(), at, "models")
			if err != nil {
				return err
			}
			artifact, err := abi.ParseHash(hash)
			if err != nil {
				return cli.Usagef("--hash: %w", err)
			}
			a.Artifact = sdk.HashOf(artifact[:])
			if a.Royalty, err = arguments.Share(royalty); err != nil {
				return cli.Usagef("--royalty: %w", err)
			}
			return chain.Do(c.Context(), env, market, s, chain.Deed[jobs.ModelResult]{Call: jobs.Client{}.RegisterModel(a),
				Did: fmt.Sprintf("%s registers the model %s", s.From, a.Name),
				Result: func(r *jobs.ModelResult) (string, map[string]any) {
					return fmt.Sprintf("%s registered model %d, %s", s.From, r.Model, a.Name), chain.Fields(*r)
				}})
		}),
	}
	s.Flags(c)
	f := c.Flags()
	f.StringVar(&a.Name, "name", "", "name for people")
	f.StringVar(&a.Version, "version", "1", "its version")
	f.StringVar(&a.Licence, "licence", "Apache-2.0", "its licence, such as an SPDX expression")
	f.StringVar(&hash, "hash", "", "SHA-256 of its weights, in hex")
	f.StringVar(&a.Locator, "locator", "", "where they are")
	f.StringVar(&royalty, "royalty", "10%", "of what providers earn with it, up to 50%")
	f.StringVar(&at, "at", "", atHelp)
	for _, name := range []string{"name", "hash", "locator"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

func listCommand(env *cli.Env) *cobra.Command {
	var at string
	c := &cobra.Command{
		Use: "list", Short: "List models, the newest first", Example: "peerz model list --output json",
		Args: cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			market, err := node.FindInstance(c.Context(), at, "models")
			if err != nil {
				return err
			}
			list, err := chain.Pages(func(before uint64) ([]jobs.ModelEntry, uint64, error) {
				r, err := jobs.Client{Node: market}.Models(c.Context(), jobs.PageArgs{Before: before})
				next := uint64(0)
				if n := len(r.Models); n > 0 && r.Models[n-1].Model > 1 {
					next = r.Models[n-1].Model
				}
				return r.Models, next, err
			})
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"models": chain.List(list)}, func(w *cli.Printer) {
				w.Printf("model\tname\tversion\tlicence\troyalty\tuses\towner\n")
				for _, m := range list {
					w.Printf("%d\t%s\t%s\t%s\t%s\t%d\t%s\n", m.Model, m.Info.Model.Name, m.Info.Model.Version, m.Info.Model.Licence,
						arguments.Percent(m.Info.Model.Royalty), m.Info.Uses, node.Known(chain.AddressOf(m.Info.Owner)))
				}
			})
		}),
	}
	c.Flags().StringVar(&at, "at", "", atHelp)
	return c
}

func showCommand(env *cli.Env) *cobra.Command {
	var at string
	c := &cobra.Command{
		Use: "show MODEL", Short: "Show a model", Example: "peerz model show 1",
		Args: cli.Takes(1, 1, "the number of a MODEL"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			market, number, err := find(c, node, at, args[0])
			if err != nil {
				return err
			}
			m, err := jobs.Client{Node: market}.Model(c.Context(), jobs.ModelArgs{Model: number})
			if err != nil {
				return err
			}
			return env.Show(chain.Fields(m), func(w *cli.Printer) {
				w.Printf("model %d\t%s, version %s\nlicence\t%s\nowner\t%s\n", number, m.Model.Name, m.Model.Version, m.Model.Licence, node.Known(chain.AddressOf(m.Owner)))
				w.Printf("royalty\t%s of what providers earn with it\nuses\t%d accepted jobs\n", arguments.Percent(m.Model.Royalty), m.Uses)
				w.Printf("weights\t%s, sha256 %x\n", m.Model.Locator, m.Model.Artifact.Bytes())
				if m.Retired {
					w.Printf("retired\tit takes no jobs any more\n")
				}
			})
		}),
	}
	c.Flags().StringVar(&at, "at", "", atHelp)
	return c
}

func retireCommand(env *cli.Env) *cobra.Command {
	var s chain.Sending
	var at string
	c := &cobra.Command{
		Use: "retire MODEL", Short: "Take no jobs any more for a model of yours", Example: "peerz model retire 1 --from carol",
		Args: cli.Takes(1, 1, "the number of a MODEL"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			market, number, err := find(c, node, at, args[0])
			if err != nil {
				return err
			}
			return chain.Do(c.Context(), env, market, s, chain.Deed[struct{}]{Call: jobs.Client{}.RetireModel(jobs.ModelArgs{Model: number}),
				Did: fmt.Sprintf("%s retired model %d", s.From, number)})
		}),
	}
	s.Flags(c)
	c.Flags().StringVar(&at, "at", "", atHelp)
	return c
}

func find(c *cobra.Command, node *chain.Chain, at, text string) (*chain.Instance, uint64, error) {
	number, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return nil, 0, cli.Usagef("%q: want the number of a model: `peerz model list` shows them", text)
	}
	market, err := node.FindInstance(c.Context(), at, "models")
	return market, number, err
}
