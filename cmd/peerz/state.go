package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/node"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

func stateCommand(a *app) *cobra.Command {
	return group("state", "Look into the state of stopped nodes",
		"peerz state check\npeerz state diff /tmp/one /tmp/two", stateCheck(a), stateDiff(a), stateStats(a))
}

// openState opens the state of a stopped home: the argument if there is one, else --home.
func (a *app) openState(args []string) (*node.Stopped, error) {
	home := node.Home(a.home)
	if len(args) > 0 {
		home = node.Home(args[0])
	}
	cfg, err := node.LoadConfig(home)
	if err != nil {
		return nil, err
	}
	s, err := node.OpenStopped(home, cfg)
	if errors.Is(err, node.ErrInUse) {
		return nil, fmt.Errorf("%w: this looks into stopped nodes", err)
	}
	return s, err
}

// names gives addresses of contracts their names, as far as the state has any.
func names(view *state.View) (func(abi.Address) string, error) {
	list, err := world.Read(view).Contracts()
	if err != nil {
		return nil, err
	}
	by := map[abi.Address]string{}
	for _, c := range list {
		by[c.Address] = c.Name
	}
	return func(addr abi.Address) string { return by[addr] }, nil
}
