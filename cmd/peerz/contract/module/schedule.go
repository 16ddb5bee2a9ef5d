package module

import (
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm"
)

func scheduleCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "schedule",
		Short:   "Print what every instruction and host function costs, and the limits of a module",
		Example: "peerz contract schedule",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			type price struct {
				Class string `json:"class"`
				Gas   uint64 `json:"gas"`
				Per   string `json:"per"`
				Ops   string `json:"ops,omitempty"`
			}
			type host struct {
				Name string `json:"name"`
				Gas  string `json:"gas"`
			}
			type limit struct {
				Name string `json:"name"`
				Max  int    `json:"max"`
			}
			answer := struct {
				Version uint64  `json:"version"`
				Prices  []price `json:"prices"`
				Host    []host  `json:"host"`
				Limits  []limit `json:"limits"`
			}{Version: uint64(vm.ScheduleVersion)}
			for _, p := range vm.Schedule() {
				answer.Prices = append(answer.Prices, price(p))
			}
			for _, f := range abi.Functions() {
				answer.Host = append(answer.Host, host{f.Name, f.Gas()})
			}
			for _, l := range vm.Limits() {
				answer.Limits = append(answer.Limits, limit(l))
			}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("schedule %d: one gas is one simple instruction\n\nclass\tgas\tper\tinstructions\n", answer.Version)
				for _, p := range answer.Prices {
					w.Printf("%s\t%d\t%s\t%s\n", p.Class, p.Gas, p.Per, p.Ops)
				}
				w.Printf("\nhost functions\n")
				for _, f := range answer.Host {
					w.Printf("%s\t%s\n", f.Name, f.Gas)
				}
				w.Printf("\nlimits of a module\n")
				for _, l := range answer.Limits {
					w.Printf("%s\t%d\n", l.Name, l.Max)
				}
			})
		},
	}
}
