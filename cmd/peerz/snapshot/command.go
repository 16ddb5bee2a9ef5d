// Package snapshot is `peerz snapshot`: copies of the whole state in files, for nodes that join.
// They lie in the home of a node; only `create` asks a node that runs, over its control socket.
package snapshot

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/cmd/operator"
)

// Command is `peerz snapshot`.
func Command(env *cli.Env) *cobra.Command {
	return cli.Group("snapshot", "Snapshots of a node's state, for others to begin from",
		"peerz snapshot create\npeerz snapshot list --home /tmp/full",
		createCommand(env), listCommand(env), exportCommand(env), importCommand(env), restoreCommand(env), deleteCommand(env))
}

// answer is one snapshot as commands show it.
type answer struct {
	Height  uint64 `json:"height"`
	AppHash string `json:"app_hash"`
	Chunks  int    `json:"chunks"`
	Bytes   int64  `json:"bytes"`
}

func answerOf(info snapshot.Info) answer {
	return answer{info.Head.Height, hex.EncodeToString(info.Head.Root[:]), info.Chunks, info.Bytes}
}

func show(env *cli.Env, s answer) error {
	return env.Show(s, func(w *cli.Printer) {
		w.Printf("height\t%d\napp hash\t%s\nchunks\t%d\nbytes\t%d\n", s.Height, s.AppHash, s.Chunks, s.Bytes)
	})
}

func createCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:   "create",
		Short: "Take a snapshot of the last height",
		Long: "Take a snapshot of the last height of the node of --home, whether it runs or not. It lies in\n" +
			"data/snapshots and is offered to nodes that want to join. A node takes them by itself every\n" +
			"`snapshot_interval` blocks (config/peerz.toml) and then retains the last two. Meanwhile it takes the space of\n" +
			"two; beside blocks it works at half speed.",
		Example: "peerz snapshot create --home /tmp/four/validator0",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			progress := env.Progress("snapshot", "pairs")
			dir := home.Dir(env.Home)
			r, err := control.NewClient(dir.Socket()).TakeSnapshot(c.Context(), progress.Step)
			if !errors.Is(err, control.ErrNotRunning) {
				progress.End()
				if err != nil {
					return err
				}
				return show(env, answer{r.Height, r.AppHash, r.Chunks, r.Bytes})
			}
			info, err := createStopped(c.Context(), dir, progress.Step)
			progress.End()
			if err != nil {
				return err
			}
			return show(env, answerOf(info))
		},
	}
}

func createStopped(ctx context.Context, dir home.Dir, progress snapshot.Progress) (info snapshot.Info, err error) {
	s, err := operator.OpenStopped(dir)
	if err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.Snapshot(ctx, progress)
}

func listCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the snapshots of a home",
		Example: "peerz snapshot list --home /tmp/full --output json",
		Args:    cli.Takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			dir := home.Dir(env.Home)
			if !dir.Initialised() {
				return fmt.Errorf("%s: %w", dir, home.ErrNotInitialised)
			}
			list, err := dir.Snapshots().List()
			if len(list) == 0 && err != nil {
				return err
			}
			all := struct {
				Snapshots []answer `json:"snapshots"`
			}{[]answer{}}
			for _, info := range list {
				all.Snapshots = append(all.Snapshots, answerOf(info))
			}
			shown := env.Show(all, func(w *cli.Printer) {
				if len(list) == 0 {
					w.Printf("no snapshots; `peerz snapshot create` takes one\n")
					return
				}
				w.Printf("height\tchunks\tbytes\tapp hash\n")
				for _, s := range all.Snapshots {
					w.Printf("%d\t%d\t%d\t%s\n", s.Height, s.Chunks, s.Bytes, s.AppHash)
				}
			})
			return errors.Join(shown, cli.Shown(err)) // those that are damaged come last
		},
	}
}

// heightOf reads a height that a user typed.
func heightOf(text string) (uint64, error) {
	height, err := strconv.ParseUint(text, 10, 64)
	if err != nil || height == 0 {
		return 0, cli.Usagef("%q is not a height", text)
	}
	return height, nil
}

func deleteCommand(env *cli.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "delete HEIGHT",
		Short:   "Remove a snapshot",
		Example: "peerz snapshot delete 1000",
		Args:    cli.Takes(1, 1, "a height"),
		RunE: func(_ *cobra.Command, args []string) error {
			height, err := heightOf(args[0])
			if err != nil {
				return err
			}
			if err := home.Dir(env.Home).Snapshots().Delete(height); err != nil {
				return err
			}
			return env.Show(map[string]uint64{"deleted": height}, func(w *cli.Printer) { w.Printf("removed the snapshot of height %d\n", height) })
		},
	}
}
