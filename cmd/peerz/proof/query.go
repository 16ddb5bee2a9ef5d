package proof

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"

	rpcclient "github.com/cometbft/cometbft/rpc/client"
	rpc "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/cmd/chain"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Query is `peerz query`.
func Query(env *cli.Env) *cobra.Command {
	return cli.Group("query", "Read the authenticated state", "peerz query state account:alice --prove > alice.json", stateCommand(env))
}

func stateCommand(env *cli.Env) *cobra.Command {
	var prove bool
	var height int64
	var server string
	c := &cobra.Command{
		Use:   "state KEY",
		Short: "Read one key of the state, with a proof",
		Long: "Read one key of the state. KEY is account:WHO, contract:WHO for the record of a contract or contract:WHO/0xKEY\n" +
			"for a key of its own, code:HASH, code-info:HASH, validator:PUBKEY, jailed:CONSENSUS-ADDRESS, name:NAME, label:WHO/LABEL,\n" +
			"upgrade:WHO, probation:WHO, clock, hooks, params, supply, absence, warm-codes, or the whole key in hex as 0x...\n" +
			"WHO is an address or a name: of a contract its built-in one.\n" +
			"With --prove the answer is a file that `peerz verify` checks without trust in this node: the value, or that\n" +
			"there is none, the height, and the ICS23 proof, which leads to the app hash in the header of the next block.",
		Example: "peerz query state supply\npeerz query state account:alice --prove > alice.json",
		Args:    cli.Takes(1, 1, "one KEY"),
		RunE: func(c *cobra.Command, args []string) error {
			key, err := stateKey(c.Context(), env, args[0])
			if err != nil {
				return err
			}
			p, err := askState(c.Context(), env, server, key, height, prove)
			if err != nil {
				return err
			}
			if prove {
				_, err := env.Out.Write(p.Encode())
				return err
			}
			answer := map[string]any{"key": p.Key, "height": p.Height, "value": p.Value}
			return env.Show(answer, func(w *cli.Printer) {
				w.Printf("key\t%s\t0x%s\nheight\t%d\n", args[0], p.Key, p.Height)
				if p.Value == nil {
					w.Printf("value\tnone: there is no such key\n")
					return
				}
				w.Printf("value\t0x%s\n", *p.Value)
			})
		},
	}
	c.Flags().BoolVar(&prove, "prove", false, "write a file that proves the answer")
	c.Flags().Int64Var(&height, "height", 0, "the state after this block (default: the last)")
	c.Flags().StringVar(&server, "rpc", "", "CometBFT RPC of the node (default: the port after its API)")
	return c
}

// stateKey reads a key as people write it. Names of contracts are looked up at the node alone, so that
// a proof of one means the same wherever it was asked for; an account may be a name of this machine.
func stateKey(ctx context.Context, env *cli.Env, text string) ([]byte, error) {
	key, err := world.ParseKeyName(text, func(kind, name string) (abi.Address, error) {
		node, err := chain.Of(env)
		if err != nil {
			return abi.Address{}, err
		}
		if kind == "account" || kind == "label" {
			return node.Address(ctx, name)
		}
		return node.BuiltinContract(ctx, name)
	})
	if err != nil {
		return nil, cli.Usagef("%w", err)
	}
	return key, nil
}

// askState asks the RPC of a node for a key.
func askState(ctx context.Context, env *cli.Env, server string, key []byte, height int64, prove bool) (p Proof, err error) {
	if server, err = rpcOf(env, server); err != nil {
		return p, err
	}
	c, err := rpc.New(server, "/websocket")
	if err != nil {
		return p, cli.Usagef("--rpc: %w", err)
	}
	status, err := c.Status(ctx)
	if err != nil {
		return p, fmt.Errorf("RPC %s: %w", server, err)
	}
	answer, err := c.ABCIQueryWithOptions(ctx, abci.PathState, key, rpcclient.ABCIQueryOptions{Height: height, Prove: prove})
	if err != nil {
		return p, fmt.Errorf("RPC %s: %w", server, err)
	}
	r := answer.Response
	if r.Code != 0 {
		return p, errors.New(r.Log)
	}
	var ics23 []byte
	if prove {
		if r.ProofOps == nil || len(r.ProofOps.Ops) != 1 {
			return p, fmt.Errorf("RPC %s gave no proof", server)
		}
		ics23 = r.ProofOps.Ops[0].Data
	}
	if len(r.Value) == 0 { // the state holds no empty values
		r.Value = nil
	}
	return New(status.NodeInfo.Network, uint64(r.Height), key, r.Value, ics23), nil
}

// rpcOf is the address of a node's CometBFT RPC: as given, else the port after the API's.
func rpcOf(env *cli.Env, given string) (string, error) {
	if given != "" {
		return given, nil
	}
	node, err := chain.Of(env)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(node.Base())
	if err != nil {
		return "", err
	}
	port, err := strconv.Atoi(u.Port())
	if err != nil {
		return "", cli.Usagef("the API %s has no port: name CometBFT's RPC with --rpc", node.Base())
	}
	return "http://" + net.JoinHostPort(u.Hostname(), strconv.Itoa(port+1)), nil
}
