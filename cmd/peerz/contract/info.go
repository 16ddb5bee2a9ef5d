package contract

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func listCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the contracts of the chain",
		Example: "peerz contract list --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, _ []string) error {
			list, err := node.Contracts(c.Context())
			if err != nil {
				return err
			}
			return env.Show(map[string]any{"contracts": list}, func(w *cli.Printer) {
				w.Printf("built-in\tlabel\taddress\tcode\tcapabilities\n")
				for _, con := range list {
					w.Printf("%s\t%s\t%s\t%.12s\t%s\n", cmp.Or(con.Name, "-"), cmp.Or(con.Label, "-"), con.Address, con.CodeHash, strings.Trim(fmt.Sprint(con.Capabilities), "[]"))
				}
			})
		}),
	}
}

func infoCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "info NAME|ADDRESS",
		Short:   "Show a contract, its methods and what they take",
		Example: "peerz contract info rewards",
		Args:    cli.Takes(1, 1, "the NAME or ADDRESS of a contract"),
		RunE: chain.With(env, func(c *cobra.Command, node *chain.Chain, args []string) error {
			con, err := node.FindContract(c.Context(), args[0])
			if err != nil {
				return err
			}
			return env.Show(con, func(w *cli.Printer) {
				w.Printf("%s\t%s\ncode\t%s\nrevision\t%d\n", chain.NameOf(con), con.Address, con.CodeHash, con.Revision)
				if con.ProbationEnd > 0 {
					w.Printf("probation\tuntil epoch %d at least, measured in epochs of use; one failure takes it back to %s\n", con.ProbationEnd, con.LastGood)
				}
				showWayBack(w, con)
				showInterface(w, con.Interface)
			})
		}),
	}
}

// showWayBack writes what happens, or does not, when the code fails.
func showWayBack(w *cli.Printer, con client.Contract) {
	if con.Failing > 0 {
		w.Printf("failing\tfor %d epochs in a row\n", con.Failing)
	}
	switch {
	case con.Previous == nil:
		return
	case con.BackFault > 0:
		w.Printf("way back\tclosed: when it was last tried, going back to %s failed with %s\n", con.Previous, abi.Code(con.BackFault))
	default:
		w.Printf("way back\topen: to %s\n", con.Previous)
	}
}

// showInterface writes what a contract says about itself.
func showInterface(w *cli.Printer, raw json.RawMessage) {
	iface, err := abi.ParseInterface(raw)
	if err != nil {
		w.Printf("it does not describe its methods; `peerz contract call` and `query` take their input as it is, with --raw HEX\n")
		return
	}
	w.Printf("\n%s %s: ", iface.Name, iface.Version)
	w.Block(2, iface.Doc)
	for _, m := range iface.Methods {
		w.Printf("\n%s %s%s\n  %s\n", m.Entry, m.Name, signature(m.Args), m.Doc)
		for _, f := range m.Args {
			w.Printf("  %s\t%s\t%s\t%s\n", f.Name, kind(f), f.Unit, f.Doc)
		}
		if len(m.Returns) > 0 {
			w.Printf("  returns %s\n", signature(m.Returns))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(iface.Types)) {
		w.Printf("\ntype %s%s\n", name, signature(iface.Types[name]))
	}
}

func signature(fields []abi.Field) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = f.Name + " " + kind(f)
	}
	return " {" + strings.Join(parts, ", ") + "}"
}

func kind(f abi.Field) string {
	if f.Optional {
		return f.Type + "?"
	}
	return f.Type
}
