package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/abci/node"
	"github.com/peerz-ai/peerz-chain/abci/snapshot"
)

func snapshotCommand(a *app) *cobra.Command {
	return group("snapshot", "Snapshots of a node's state, for others to begin from",
		"peerz snapshot create\npeerz snapshot list --home /tmp/full",
		snapshotCreate(a), snapshotList(a), snapshotExport(a), snapshotImport(a), snapshotRestore(a), snapshotDelete(a))
}

// snapshotAnswer is one snapshot as commands show it.
type snapshotAnswer struct {
	Height  uint64 `json:"height"`
	AppHash string `json:"app_hash"`
	Chunks  int    `json:"chunks"`
	Bytes   int64  `json:"bytes"`
}

func answerOf(info snapshot.Info) snapshotAnswer {
	return snapshotAnswer{info.Head.Height, hex.EncodeToString(info.Head.Root[:]), info.Chunks, info.Bytes}
}

func (a *app) showSnapshot(s snapshotAnswer) error {
	return a.show(s, func(w io.Writer) {
		fmt.Fprintf(w, "height\t%d\napp hash\t%s\nchunks\t%d\nbytes\t%d\n", s.Height, s.AppHash, s.Chunks, s.Bytes)
	})
}

func snapshotCreate(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "create",
		Short: "Take a snapshot of the last height",
		Long: "Take a snapshot of the last height of the node of --home, whether it runs or not. It lies in\n" +
			"data/snapshots and is offered to nodes that want to join. A node takes them by itself every\n" +
			"`snapshot_interval` blocks (config/peerz.toml) and then keeps the last two. Meanwhile it takes the room of\n" +
			"two; beside blocks it works at half speed.",
		Example: "peerz snapshot create --home /tmp/four/validator0",
		Args:    takes(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			progress := a.progress("snapshot", "pairs")
			home := node.Home(a.home)
			r, err := control.NewClient(home.Socket()).TakeSnapshot(c.Context(), progress.step)
			if !errors.Is(err, control.ErrNotRunning) {
				progress.end()
				if err != nil {
					return err
				}
				return a.showSnapshot(snapshotAnswer{r.Height, r.AppHash, r.Chunks, r.Bytes})
			}
			info, err := snapshotStopped(c.Context(), home, progress.step)
			progress.end()
			if err != nil {
				return err
			}
			return a.showSnapshot(answerOf(info))
		},
	}
}

func snapshotStopped(ctx context.Context, home node.Home, progress snapshot.Progress) (info snapshot.Info, err error) {
	s, err := openStopped(home)
	if err != nil {
		return info, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.Snapshot(ctx, progress)
}

// openStopped opens a home whose node does not run, with its own settings.
func openStopped(home node.Home) (*node.Stopped, error) {
	cfg, err := node.LoadConfig(home)
	if err != nil {
		return nil, err
	}
	return node.OpenStopped(home, cfg)
}

func snapshotList(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the snapshots of a home",
		Example: "peerz snapshot list --home /tmp/full --output json",
		Args:    takes(0, 0, ""),
		RunE: func(*cobra.Command, []string) error {
			list, err := node.Home(a.home).Snapshots().List()
			if len(list) == 0 && err != nil {
				return err
			}
			answer := struct {
				Snapshots []snapshotAnswer `json:"snapshots"`
			}{[]snapshotAnswer{}}
			for _, info := range list {
				answer.Snapshots = append(answer.Snapshots, answerOf(info))
			}
			shown := a.show(answer, func(w io.Writer) {
				if len(list) == 0 {
					fmt.Fprintln(w, "no snapshots; `peerz snapshot create` takes one")
					return
				}
				fmt.Fprintln(w, "height\tchunks\tbytes\tapp hash")
				for _, s := range answer.Snapshots {
					fmt.Fprintf(w, "%d\t%d\t%d\t%s\n", s.Height, s.Chunks, s.Bytes, s.AppHash)
				}
			})
			return errors.Join(shown, err) // those that are damaged come last
		},
	}
}

// heightOf reads a height that a user typed.
func heightOf(text string) (uint64, error) {
	height, err := strconv.ParseUint(text, 10, 64)
	if err != nil || height == 0 {
		return 0, usagef("%q is not a height", text)
	}
	return height, nil
}

func snapshotDelete(a *app) *cobra.Command {
	return &cobra.Command{
		Use:     "delete HEIGHT",
		Short:   "Remove a snapshot",
		Example: "peerz snapshot delete 1000",
		Args:    takes(1, 1, "a height"),
		RunE: func(_ *cobra.Command, args []string) error {
			height, err := heightOf(args[0])
			if err != nil {
				return err
			}
			if err := node.Home(a.home).Snapshots().Delete(height); err != nil {
				return err
			}
			return a.show(map[string]uint64{"deleted": height}, func(w io.Writer) { fmt.Fprintf(w, "removed the snapshot of height %d\n", height) })
		},
	}
}
