package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/arguments"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/devnet"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

func devnetCommand(a *app) *cobra.Command {
	var o devnet.Options
	c := &cobra.Command{
		Use:   "devnet",
		Short: "Run a whole chain on this machine",
		Long: "Run a whole chain on this machine, in the foreground, with funded accounts alice, bob and carol. Ctrl-C\n" +
			"stops it; the same command goes on from where it was. With --validators N every validator is a process\n" +
			"of its own, with its home in HOME/validator<i> and its ports from --port-base + 10*i: the API, CometBFT's\n" +
			"RPC (+1) and its peer-to-peer port (+2).",
		Example: "peerz devnet --epoch 10s\npeerz devnet --validators 4 --home /tmp/four --port-base 28000",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			o.Home, o.Note = a.home, a.note
			o.Ready = func(info devnet.Info) {
				if err := a.welcome(c, info); err != nil {
					a.note("warning: %v", err)
				}
			}
			err := devnet.Run(c.Context(), o)
			if errors.Is(err, devnet.ErrOptions) {
				return &usageError{err}
			}
			if err == nil {
				a.note("stopped; run the same command to go on")
			}
			return err
		},
	}
	f := c.Flags()
	f.IntVar(&o.Settings.Validators, "validators", 0, "number of validators (default 1; part of the chain)")
	f.DurationVar(&o.Settings.Epoch, "epoch", 0, "length of an epoch, whole seconds (default 10s; part of the chain)")
	f.DurationVar(&o.Settings.BlockTime, "block-time", 0, "pause between blocks (default 500ms)")
	f.IntVar(&o.Settings.PortBase, "port-base", 0, "port of the first API (default 26650)")
	f.BoolVar(&o.Reset, "reset", false, "remove the chain and start anew; keys are kept")
	return c
}

// banner is what a devnet says when it runs.
type banner struct {
	ChainID   string            `json:"chain_id"`
	Home      string            `json:"home"`
	API       string            `json:"api"`
	RPC       string            `json:"rpc"`
	Peer      string            `json:"peer"`
	Epoch     string            `json:"epoch"`
	Height    uint64            `json:"height"`
	Accounts  []funded          `json:"accounts"`
	Contracts []client.Contract `json:"contracts"`
}

// funded is an account whose key is here.
type funded struct {
	Name    string      `json:"name"`
	Address abi.Address `json:"address"`
	Balance abi.Amount  `json:"balance"`
}

// welcome prints what a user needs to begin.
func (a *app) welcome(c *cobra.Command, info devnet.Info) error {
	node, err := client.New(info.API)
	if err != nil {
		return err
	}
	status, err := node.Status(c.Context())
	if err != nil {
		return err
	}
	b := banner{ChainID: status.ChainID, Home: info.Home, API: info.API, RPC: info.RPC, Peer: info.Peer, Epoch: info.Epoch.String(), Height: status.Height}
	list, err := a.keys().List()
	if err != nil {
		return err
	}
	for _, key := range list {
		account, err := node.Account(c.Context(), key.Address())
		if err != nil {
			return err
		}
		b.Accounts = append(b.Accounts, funded{key.Name, account.Address, account.Balance})
	}
	if b.Contracts, err = node.Contracts(c.Context()); err != nil {
		return err
	}
	return a.show(b, func(w io.Writer) { b.write(w, info) })
}

func (b banner) write(w io.Writer, info devnet.Info) {
	fmt.Fprintf(w, "%s is at height %d: %d validator(s), blocks every %s, epochs of %s\n\n", b.ChainID, b.Height, info.Validators, info.BlockTime, info.Epoch)
	fmt.Fprintf(w, "home\t%s\nAPI\t%s\nRPC\t%s\npeer\t%s\n\naccounts\n", b.Home, b.API, b.RPC, b.Peer)
	for _, acc := range b.Accounts {
		fmt.Fprintf(w, "  %s\t%s\t%s\n", acc.Name, acc.Address, arguments.Tokens(acc.Balance))
	}
	fmt.Fprintln(w, "\ncontracts")
	for _, con := range b.Contracts {
		fmt.Fprintf(w, "  %s\t%s\tcode %s\n", called(con), con.Address, con.CodeHash)
	}
	home := ""
	if b.Home != userHome() {
		home = " --home " + b.Home
	}
	fmt.Fprintf(w, "\ntry, in another terminal\n")
	fmt.Fprintf(w, "  peerz contribution submit --role developers --id ann --measure merged_changes=3%s\n", home)
	fmt.Fprintf(w, "  sleep %d && peerz rewards epoch latest%s\n", 2*info.Epoch/time.Second, home)
	fmt.Fprintf(w, "  peerz gov propose weights --set compute=380000,developers=140000 --from alice%s\n", home)
}
