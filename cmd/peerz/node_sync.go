package main

import (
	"context"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/peerz-ai/peerz-chain/abci/node"
)

// syncFlags are the flags of a node that joins from a snapshot.
func syncFlags(c *cobra.Command, s *node.StateSync) {
	f := c.Flags()
	f.StringSliceVar(&s.Servers, "state-sync", nil, "join from a snapshot: CometBFT RPC addresses of two nodes, host:port,host:port")
	trustFlags(f, s)
}

// trustFlags name the header that everything else follows from.
func trustFlags(f *pflag.FlagSet, s *node.StateSync) {
	f.Int64Var(&s.Height, "trust-height", 0, "height of the block header to trust (default: asked of these nodes)")
	f.StringVar(&s.Hash, "trust-hash", "", "its hash, from a source that you trust")
}

// trust completes what the flags say with what the servers say.
func (a *app) trust(ctx context.Context, o node.InitOptions) (node.StateSync, error) {
	s := o.StateSync
	switch {
	case len(s.Servers) == 0 && (s.Height != 0 || s.Hash != ""):
		return s, usagef("--trust-height and --trust-hash belong to --state-sync")
	case len(s.Servers) == 0:
		return s, nil
	}
	if err := checkTrust("--state-sync", s); err != nil {
		return s, err
	}
	if len(o.Peers) == 0 {
		return s, usagef("--state-sync needs --peers: snapshots come from them")
	}
	return a.fetchTrust(ctx, s, o.Genesis.ChainID)
}

// checkTrust refuses servers, which flag has named, and a header that do not suffice.
func checkTrust(flag string, s node.StateSync) error {
	switch {
	case len(s.Servers) == 1:
		return usagef("%s needs two addresses; give one twice if there is only one", flag)
	case s.Hash != "" && s.Height == 0:
		return usagef("--trust-hash needs --trust-height")
	}
	return nil
}

// fetchTrust asks the servers for the header to trust, and says so.
func (a *app) fetchTrust(ctx context.Context, s node.StateSync, chainID string) (node.StateSync, error) {
	given := s.Hash != ""
	s, err := s.FetchTrust(ctx, chainID)
	if err == nil && !given {
		a.note("warning: trusting header %d with hash %s because the nodes asked say so;", s.Height, s.Hash)
		a.note("         compare it with a source that you trust, or give --trust-height and --trust-hash")
	}
	return s, err
}
