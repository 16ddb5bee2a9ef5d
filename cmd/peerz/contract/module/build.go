package module

import (
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/contracts/build"
)

func newCommand(env *cli.Env) *cobra.Command {
	var kind, dir string
	c := &cobra.Command{
		Use:     "new NAME",
		Short:   "Start a new contract in a folder of its own",
		Example: "peerz contract new tally --kind contract",
		Args:    cli.Takes(1, 1, "the NAME of the contract"),
		RunE: func(_ *cobra.Command, args []string) error {
			if dir == "" {
				dir = args[0]
			}
			if err := build.CheckNew(args[0], kind); err != nil {
				return cli.Usagef("%w", err)
			}
			files, err := build.Scaffold(dir, args[0], kind)
			if err != nil {
				return err
			}
			answer := map[string]any{"name": args[0], "kind": kind, "folder": dir, "files": files}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("made %s, %d files; start with %s\n\nnext\n", dir, len(files), filepath.Join(dir, "README.md"))
				for _, next := range nextSteps(args[0], dir, kind) {
					w.Row("  " + next)
				}
			})
		},
	}
	c.Flags().StringVar(&kind, "kind", "contract", "contract (with storage) or formula (pure)")
	c.Flags().StringVar(&dir, "dir", "", "folder to make (default: NAME)")
	return c
}

// nextSteps are the commands from a new folder to code that runs on a chain.
func nextSteps(name, dir, kind string) []string {
	wasm := filepath.Join(dir, name+".wasm")
	steps := []string{
		"peerz contract build " + dir + "    # needs TinyGo: make tinygo",
		"peerz contract test " + dir,
		"peerz contract upload " + wasm + " --from alice",
	}
	if kind == "formula" {
		return append(steps, "peerz gov propose upgrade --contract formula --code "+wasm+" --from alice")
	}
	return append(steps, "peerz contract instantiate "+wasm+" '{}' --label "+name+" --from alice")
}

func buildCommand(env *cli.Env) *cobra.Command {
	var names string
	c := &cobra.Command{
		Use:   "build FOLDER...",
		Short: "Compile contracts to wasm, byte for byte the same everywhere",
		Long: "Compile contracts: write their generated code, compile them with TinyGo, reduce the module to what the\n" +
			"chain's interface names, and check it. NAME.wasm and its hash are written into each folder.",
		Example: "peerz contract build tally",
		Args:    cli.Takes(1, -1, "one or more FOLDERs"),
		RunE: func(c *cobra.Command, args []string) error {
			if names != "" && len(args) > 1 {
				return cli.Usagef("--names is for one FOLDER, got %d", len(args))
			}
			type built struct {
				Name     string `json:"name"`
				Path     string `json:"path"`
				CodeHash string `json:"code_hash"`
				Size     int    `json:"size"`
			}
			var answer []built
			for _, dir := range args {
				r, err := build.Build(c.Context(), dir, build.Options{Names: names})
				if err != nil {
					return err
				}
				if err := Check(r.Path, r.Wasm); err != nil {
					return err
				}
				env.Note("built %s: %d bytes", r.Path, r.Size)
				answer = append(answer, built{r.Name, r.Path, r.Hash, r.Size})
			}
			return env.Show(map[string]any{"contracts": answer}, func(w *cli.Printer) {
				for _, b := range answer {
					w.Printf("%s\t%d bytes\t%s\n", b.Path, b.Size, b.CodeHash)
				}
			})
		},
	}
	c.Flags().StringVar(&names, "names", "", "also write the module with the names of its functions to this file, for contract profile")
	return c
}
