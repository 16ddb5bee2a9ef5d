// Package operator is what several commands on a node's home share: to open the state of one
// that does not run, and the block header that a node trusts when it begins from a snapshot.
package operator

import (
	"context"

	"github.com/spf13/pflag"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/join"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
)

// TrustFlags name the header that everything else follows from.
func TrustFlags(f *pflag.FlagSet, s *home.StateSync) {
	f.Int64Var(&s.Height, "trust-height", 0, "height of the block header to trust (default: asked of these nodes)")
	f.StringVar(&s.Hash, "trust-hash", "", "hash of that header, from a source that you trust")
}

// CheckTrust declines servers, which flag has named, and a header that do not suffice.
func CheckTrust(flag string, s home.StateSync) error {
	switch {
	case len(s.Servers) == 1:
		return cli.Usagef("%s needs two addresses; give one twice if there is only one", flag)
	case s.Hash != "" && s.Height == 0:
		return cli.Usagef("--trust-hash needs --trust-height")
	}
	return nil
}

// FetchTrust asks the servers for the header to trust, and says so.
func FetchTrust(ctx context.Context, env *cli.Env, s home.StateSync, chainID string) (home.StateSync, error) {
	given := s.Hash != ""
	s, err := join.FetchTrust(ctx, s, chainID)
	if err == nil && !given {
		env.Note("warning: trusting header %d with hash %s because the nodes asked say so;", s.Height, s.Hash)
		env.Note("         compare it with a source that you trust, or give --trust-height and --trust-hash")
	}
	return s, err
}
