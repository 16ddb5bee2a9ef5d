package config

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// setting is home.Setting for programs.
type setting struct {
	Key         string `json:"key"`
	Value       string `json:"value"`
	Default     string `json:"default"`
	From        string `json:"from"` // default, file or environment
	Environment string `json:"environment"`
}

func settingsOf(dir home.Dir) ([]setting, error) {
	if !dir.Initialised() {
		return nil, fmt.Errorf("%s: %w", dir, home.ErrNotInitialised)
	}
	list, err := home.Settings(dir)
	out := make([]setting, len(list))
	for i, s := range list {
		out[i] = setting{s.Key, s.Value, s.Default, s.From, home.Environment(s.Key)}
	}
	return out, err
}

func getCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "get [KEY...]",
		Short: "Show settings, and where each is from",
		Long: "Show settings as the node will have them when it starts next, and where each is from: the file, an\n" +
			"environment variable, or the default. A key of config/peerz.toml is written as it is, one of CometBFT's\n" +
			"config/config.toml behind comet. A single key shows nothing but its value.",
		Example: "peerz config get\npeerz config get history\npeerz config get comet.p2p.persistent_peers --output json",
		Args:    cli.Takes(0, -1, "keys"),
		RunE: func(_ *cobra.Command, keys []string) error {
			all, err := settingsOf(home.Dir(env.Home))
			if err != nil {
				return err
			}
			list := all
			if len(keys) > 0 {
				list = []setting{}
			}
			for _, key := range keys {
				i := slices.IndexFunc(all, func(s setting) bool { return s.Key == key })
				if i < 0 {
					return cli.Usagef("there is no setting %q; `peerz config get` lists them", key)
				}
				list = append(list, all[i])
			}
			return env.Show(list, func(w *cli.Printer) {
				if len(keys) == 1 {
					w.Printf("%s\n", list[0].Value)
					return
				}
				w.Row("KEY", "VALUE", "FROM")
				for _, s := range list {
					w.Row(s.Key, s.Value, s.From)
				}
			})
		},
	}
}

func diffCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "diff [HOME]",
		Short:   "Show the settings that differ from the defaults, or from another home's",
		Example: "peerz config diff\npeerz config diff /tmp/four/validator1 --home /tmp/four/validator0",
		Args:    cli.Takes(0, 1, "the home of another node"),
		RunE: func(_ *cobra.Command, others []string) error {
			list, err := settingsOf(home.Dir(env.Home))
			if err != nil {
				return err
			}
			other, heading := map[string]string{}, "DEFAULT"
			for _, s := range list {
				other[s.Key] = s.Default
			}
			if len(others) == 1 {
				theirs, err := settingsOf(home.Dir(others[0]))
				if err != nil {
					return err
				}
				heading = "THERE"
				for _, s := range theirs {
					if s.Value != s.Default { // some defaults are the home itself
						other[s.Key] = s.Value
					}
				}
			}
			type difference struct {
				setting
				Other string `json:"other"`
			}
			found := []difference{}
			for _, s := range list {
				if s.Value != other[s.Key] {
					found = append(found, difference{s, other[s.Key]})
				}
			}
			return env.Show(found, func(w *cli.Printer) {
				if len(found) == 0 {
					w.Printf("no setting differs\n")
					return
				}
				w.Row("KEY", "VALUE", heading, "FROM")
				for _, d := range found {
					w.Row(d.Key, d.Value, d.Other, d.From)
				}
			})
		},
	}
}
