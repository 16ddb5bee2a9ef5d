package snapshot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"

	comet "github.com/cometbft/cometbft/types"
	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/join"
	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/operator"
)

func restoreCommand(env *cli.Env) *cobra.Command {
	var trust home.StateSync
	c := &cobra.Command{
		Use:   "restore HEIGHT|FILE",
		Short: "Give a new home the state of a snapshot",
		Long: "Give a new home, from `peerz node init`, the state of a snapshot: one that was imported into it, by its\n" +
			"height, or a file. The next start goes on from there. Nothing in the file is believed: its state is compared\n" +
			"with the block headers around its height, which the two --rpc nodes give and which the validators have\n" +
			"signed; the chain must be two blocks above. One header is trusted to begin with: the one with\n" +
			"--trust-height and --trust-hash, known from elsewhere, or else what both nodes say. A home that has data is\n" +
			"left as it is.",
		Example: "peerz node init --home /tmp/full --genesis genesis.json --peers ID@HOST:26652\n" +
			"peerz snapshot restore /tmp/state.snapshot --home /tmp/full --rpc 127.0.0.1:26651,127.0.0.1:26661",
		Args: cli.Takes(1, 1, "a height or a file"),
		RunE: func(c *cobra.Command, args []string) error {
			info, err := restore(c.Context(), env, args[0], trust)
			if err != nil {
				return err
			}
			return env.Show(answerOf(info), func(w *cli.Printer) {
				w.Printf("height\t%d\napp hash\t%x\nnext\tpeerz node start --home %s\n", info.Head.Height, info.Head.Root, env.Home)
			})
		},
	}
	f := c.Flags()
	f.StringSliceVar(&trust.Servers, "rpc", nil, "CometBFT RPC addresses of two nodes, host:port,host:port (default: those of \"node init --state-sync\")")
	operator.TrustFlags(f, &trust)
	return c
}

func restore(ctx context.Context, env *cli.Env, name string, trust home.StateSync) (info snapshot.Info, err error) {
	dir := home.Dir(env.Home)
	if !dir.Initialised() {
		return info, fmt.Errorf("%s: %w", dir, home.ErrNotInitialised)
	}
	cfg, err := home.LoadConfig(dir)
	if err != nil {
		return info, err
	}
	doc, err := comet.GenesisDocFromFile(dir.Genesis())
	if err != nil {
		return info, err
	}
	file, err := findFile(dir, name)
	if err != nil {
		return info, err
	}
	if trust, err = trusted(ctx, env, dir, trust, doc.ChainID); err != nil {
		return info, err
	}
	progress, loading := env.Progress("restore", "chunks"), env.Progress("load", "records")
	defer progress.End()
	return join.RestoreFile(ctx, dir, cfg, join.RestoreOptions{File: file, Trust: trust, Progress: progress.Step, Loading: loading.Step})
}

// findFile returns the file that a user named, by a height if it looks like one,
// and fails if there is none before anybody is asked for headers.
func findFile(dir home.Dir, name string) (string, error) {
	if height, err := strconv.ParseUint(name, 10, 64); err == nil {
		f, err := dir.Snapshots().Open(height)
		if errors.Is(err, snapshot.ErrNone) {
			return "", fmt.Errorf("%w; `peerz snapshot list` shows what is in %s, `peerz snapshot import` takes a file there; a file of that name is ./%s", err, dir, name)
		}
		if err != nil {
			return "", err
		}
		return f.Name(), f.Close()
	}
	f, err := snapshot.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("there is no file %s", name)
	}
	if err != nil {
		return "", err
	}
	return filepath.Clean(name), f.Close()
}

// trusted completes what the flags say with the settings of the home and with
// what the servers say.
func trusted(ctx context.Context, env *cli.Env, dir home.Dir, s home.StateSync, chainID string) (home.StateSync, error) {
	if len(s.Servers) == 0 {
		settings, err := home.LoadComet(dir)
		if err != nil {
			return s, err
		}
		s.Servers = settings.StateSync.RPCServers
		if s.Hash == "" && s.Height == 0 {
			s.Height, s.Hash = settings.StateSync.TrustHeight, settings.StateSync.TrustHash
		}
	}
	if len(s.Servers) == 0 {
		return s, cli.Usagef("name two nodes of the chain with --rpc: the snapshot is compared with their block headers")
	}
	if err := operator.CheckTrust("--rpc", s); err != nil {
		return s, err
	}
	return operator.FetchTrust(ctx, env, s, chainID)
}
