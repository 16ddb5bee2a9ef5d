package module

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/vm/profile"
)

func profileCommand(env *cli.Env) *cobra.Command {
	var o running
	var file string
	c := &cobra.Command{
		Use:   "profile FILE --entry ENTRY",
		Short: "Say where the gas of a run goes",
		Long: "Run one entry of a module here and say where its gas goes, function by function and host call by host\n" +
			"call. Nothing is sampled: the column \"own\" adds up to the gas used.\n\n" + runHelp +
			"\n\nThe same account, by stacks of calls, is written to a file in the format of pprof, whose viewer draws a\n" +
			"flame graph: `go tool pprof -http=: NAME.pprof`.",
		Example: `peerz contract profile examples/formula-sqrt/formula-sqrt.wasm --entry scores --input '{"role": "developers", "measures": [["9"], ["16"]]}'`,
		Args:    cli.Takes(1, 1, "the FILE of a module"),
		RunE: func(c *cobra.Command, args []string) error {
			o.limited = c.Flags().Changed("gas")
			p := profile.New()
			answer, err := o.run(env, args[0], p)
			if err != nil {
				return err
			}
			p.Rest(answer.GasUsed, "creation of the contract")
			if file == "" {
				file = strings.TrimSuffix(filepath.Base(args[0]), ".wasm") + ".pprof"
				if args[0] == "-" {
					file = "stdin.pprof"
				}
			}
			if err := writeProfile(file, p); err != nil {
				return err
			}
			return showProfile(env, answer, p, file)
		},
	}
	o.flags(c)
	c.Flags().StringVar(&file, "file", "", "where the stacks go, in the format of pprof (default: NAME.pprof in this folder)")
	return c
}

func writeProfile(file string, p *profile.Profile) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := p.Write(f); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

type profileAnswer struct {
	GasUsed   uint64        `json:"gas_used"`
	Error     *runError     `json:"error"` // null when the run went well
	Functions []profiledRow `json:"functions"`
	File      string        `json:"file"`
}

type profiledRow struct {
	Kind  string `json:"kind"` // start, function, host or lost
	Name  string `json:"name"`
	Calls uint64 `json:"calls"`
	Own   uint64 `json:"own"`   // gas without what it called; adds up to gas_used
	Total uint64 `json:"total"` // gas with what it called
}

func showProfile(env *cli.Env, r runAnswer, p *profile.Profile, file string) error {
	answer := profileAnswer{GasUsed: r.GasUsed, Error: r.Error, Functions: []profiledRow{}, File: file}
	for _, row := range p.Rows() {
		answer.Functions = append(answer.Functions, profiledRow(row))
	}
	err := env.Show(answer, func(w *cli.Printer) {
		w.Printf("own\tshare\ttotal\tcalls\tkind\tname\n")
		for _, row := range answer.Functions {
			share := float64(row.Own) * 100 / float64(max(r.GasUsed, 1))
			w.Printf("%d\t%.1f%%\t%d\t%d\t%s\t%s\n", row.Own, share, row.Total, row.Calls, row.Kind, row.Name)
		}
		w.Printf("%d\t100.0%%\t\t\t\tgas used\n\nstacks are in %s: go tool pprof -http=: %s\n", r.GasUsed, file, file)
	})
	if err == nil && r.Error != nil {
		err = r.Error.failure()
	}
	return err
}
