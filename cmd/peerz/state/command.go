// Package state is `peerz state`: commands that read the whole state of stopped nodes, to verify
// it, to compare two of them key by key, or to say what takes the space.
package state

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/operator"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// Command is `peerz state`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("state", "Look into the state of stopped nodes",
		"peerz state check\npeerz state diff /tmp/one /tmp/two", checkCommand(env), diffCommand(env), statsCommand(env))
}

// openState opens the state of a stopped home: the argument if there is one, else --home.
func openState(env *cli.Env, args []string) (*maintenance.Stopped, error) {
	dir := home.Dir(env.Home)
	if len(args) > 0 {
		dir = home.Dir(args[0])
	}
	s, err := operator.OpenStopped(dir)
	if errors.Is(err, home.ErrInUse) {
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
