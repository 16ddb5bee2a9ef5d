package config

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

func setCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "set KEY=VALUE...",
		Short: "Change settings in the files of --home",
		Long: "Change settings in the files of --home, all or none: what no node could run with is refused. Comments\n" +
			"and everything else stay as they are. A running node has the new values when it is started again.",
		Example: "peerz config set history=5000 keep_blocks=200000\npeerz config set comet.p2p.persistent_peers=3f2c...@10.0.0.7:26652",
		Args:    cli.Takes(1, -1, "KEY=VALUE"),
		RunE: func(_ *cobra.Command, args []string) error {
			var keys, values []string
			for _, arg := range args {
				key, value, ok := strings.Cut(arg, "=")
				if !ok || key == "" {
					return cli.Usagef("%q is not of the form KEY=VALUE", arg)
				}
				keys, values = append(keys, key), append(values, value)
			}
			dir := home.Dir(env.Home)
			if err := home.Change(dir, keys, values); err != nil {
				return err
			}
			all, err := settingsOf(dir)
			if err != nil {
				return err
			}
			changed := []setting{}
			for _, s := range all {
				for _, key := range keys {
					if s.Key == key {
						changed = append(changed, s)
					}
				}
			}
			return env.Show(changed, func(w *cli.Printer) {
				for _, s := range changed {
					w.Row(s.Key, s.Value)
					if s.From == home.FromEnvironment {
						w.Printf("but %s is set, and takes its place\n", s.Environment)
					}
				}
				w.Printf("a running node has them when it is started again\n")
			})
		},
	}
}

func checkCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Check the settings as a start would",
		Long: "Check both settings files and the environment as a start would: unknown keys, values that no node can\n" +
			"run with, and addresses that two servers want. What is wrong is an error, and nothing is changed.",
		Example: "peerz config check --home /tmp/full",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			list, err := settingsOf(home.Dir(env.Home))
			if err == nil {
				err = home.CheckAddresses(home.Dir(env.Home))
			}
			if err != nil {
				return err
			}
			own := 0
			for _, s := range list {
				if s.From != home.FromDefault {
					own++
				}
			}
			answer := map[string]int{"settings": len(list), "changed": own}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("%d settings are good; %d differ from the defaults\n", len(list), own)
			})
		},
	}
}
