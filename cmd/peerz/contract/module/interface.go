package module

import (
	"fmt"
	"io"
	"slices"

	"github.com/cometbft/cometbft/libs/tempfile"
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

func interfaceCommand(env *cli.Env) *cobra.Command {
	return cli.Group("interface", "Describe the methods of a module that another compiler made",
		"peerz contract interface add shop.wasm shop.json", addInterfaceCommand(env))
}

func addInterfaceCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "add FILE JSON",
		Short: "Put an interface into a module, before it is uploaded",
		Long: "Put the interface in the file JSON into the module FILE, in place of the one that it may have. Its form is in\n" +
			"runtime/abi/ABI.md. The interface is a part of the code, and of its hash: what is on the chain stays as it is.",
		Example: "peerz contract interface add shop.wasm shop.json",
		Args:    cli.Takes(2, 2, "the FILE of a module and the file JSON of its interface"),
		RunE: func(_ *cobra.Command, args []string) error {
			code, err := readModule(env, args[0])
			if err != nil {
				return err
			}
			section, err := ReadInterface(env, args[1])
			if err != nil {
				return err
			}
			described, err := describe(code, section)
			if err != nil {
				return fmt.Errorf("%s: %w", args[0], err)
			}
			if err := tempfile.WriteFileAtomic(args[0], described, 0o644); err != nil {
				return err
			}
			return env.Show(map[string]any{"file": args[0], "bytes": len(described)}, func(w *cli.Printer) {
				w.Printf("%s has the interface of %s, %d bytes in all\n", args[0], args[1], len(described))
			})
		},
	}
}

// ReadInterface reads a file that is no longer than an interface can be, and checks it.
func ReadInterface(env *cli.Env, file string) ([]byte, error) {
	f, err := env.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	section, err := io.ReadAll(io.LimitReader(f, abi.MaxInterface+1))
	if err != nil {
		return nil, err
	}
	if len(section) == 0 {
		return nil, fmt.Errorf("%s is empty: want an interface in JSON", file)
	}
	if _, err := abi.ParseInterface(section); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return section, nil
}

// describe returns a module with section as its only interface.
func describe(code, section []byte) ([]byte, error) {
	m, err := wasm.Decode(code)
	if err != nil {
		return nil, err
	}
	m.Customs = slices.DeleteFunc(m.Customs, func(c wasm.Custom) bool { return c.Name == abi.InterfaceSection })
	m.Customs = append(m.Customs, wasm.Custom{Name: abi.InterfaceSection, Bytes: section})
	return m.Encode(), nil
}
