package keys

import (
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// addressCommand is the address book: names for accounts of others, on this machine alone.
func addressCommand(env *cli.Env) *cobra.Command {
	return cli.Group("address", "Name the accounts of others, to pay them by name",
		"peerz keys address add shop peerz1d2pxedld263hyqp50yg3th3asyutacn0dnflxd\npeerz keys address list",
		addAddress(env), listAddresses(env), deleteAddress(env))
}

func addAddress(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "add NAME ADDRESS",
		Short:   "Give an address a name",
		Example: "peerz keys address add shop peerz1d2pxedld263hyqp50yg3th3asyutacn0dnflxd",
		Args:    makes(2, "a NAME and an ADDRESS"),
		RunE: func(_ *cobra.Command, args []string) error {
			a, err := abi.ParseAddress(args[1])
			if err != nil {
				return cli.Usagef("%w", err)
			}
			if err := keystore.In(env.Home).PutAddress(args[0], a); err != nil {
				return err
			}
			return env.Show(account{Name: args[0], Address: a.String()}, func(w *cli.Printer) { w.Printf("%s\t%s\n", args[0], a) })
		},
	}
}

func listAddresses(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the address book by name",
		Example: "peerz keys address list --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			book, err := keystore.In(env.Home).Book()
			if err != nil {
				return err
			}
			accounts := []account{}
			for _, name := range slices.Sorted(maps.Keys(book)) {
				accounts = append(accounts, account{Name: name, Address: book[name].String()})
			}
			return env.Show(map[string]any{"addresses": accounts}, func(w *cli.Printer) {
				if len(accounts) == 0 {
					w.Printf("the address book is empty: `peerz keys address add NAME ADDRESS` adds to it\n")
					return
				}
				w.Printf("name\taddress\n")
				for _, a := range accounts {
					w.Printf("%s\t%s\n", a.Name, a.Address)
				}
			})
		},
	}
}

func deleteAddress(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "delete NAME",
		Short:   "Take a name out of the address book",
		Example: "peerz keys address delete shop",
		Args:    cli.Takes(1, 1, "one NAME"),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := keystore.In(env.Home).DeleteAddress(args[0]); err != nil {
				return err
			}
			return env.Show(map[string]string{"deleted": args[0]}, func(w *cli.Printer) { w.Printf("deleted %s\n", args[0]) })
		},
	}
}
