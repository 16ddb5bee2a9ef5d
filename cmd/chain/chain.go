// Package chain is the chain that a command works on, as its user sees it: a node's API and the
// keys of this machine in one.
//
// On top of cmd/client, which speaks the API as it is, it knows names. A person writes "alice",
// "rewards", "1.5tokens"; the chain takes addresses and base units. Chain finds what a name stands
// for (names.go), reads a contract's interface so that calls are written as JSON and errors
// have their meaning (contract.go, query.go), and signs and sends with the key that --from
// names (send.go). A command makes one Chain with Of and asks it for everything.
package chain

import (
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Chain is a node's API together with the keys of --home.
type Chain struct {
	*client.Client
	Keys *keystore.Store
	env  *cli.Env // tells the user which accounts were found, and asks for passphrases

	unlocked map[string]keystore.Key // by name, so that a command opens each once
	names    map[abi.Address]Found   // nil until somebody asks what an address is called here

	// Described is the interface that the user has for a contract whose code describes none; nil: there is none.
	Described *abi.Interface
}

// Of returns the chain that the flags name: that of the nodes at --api, else of the node or the
// nodes of the devnet in --home, else of a node on the default port. It does not connect yet.
func Of(env *cli.Env) (*Chain, error) {
	apis := env.API
	if len(apis) == 0 {
		var err error
		if err := mustExist(env.Home); err != nil {
			return nil, err
		}
		if apis, err = APIs(env.Home); err != nil {
			return nil, err
		}
	}
	node, err := client.New(apis...)
	if err != nil {
		return nil, err
	}
	return &Chain{Client: node, Keys: keystore.In(env.Home), env: env, unlocked: map[string]keystore.Key{}}, nil
}

// With makes the RunE of a command that works on a chain.
func With(env *cli.Env, do func(c *cobra.Command, node *Chain, args []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		node, err := Of(env)
		if err != nil {
			return err
		}
		return do(c, node, args)
	}
}
