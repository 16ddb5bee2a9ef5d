package node

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/invariants"
	"github.com/peerz-ai/peerz-chain/abci/logging"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/state"
)

// Snapshot takes one of the last height now. It waits for one that is being
// taken. progress may be nil.
func (n *Node) Snapshot(ctx context.Context, progress snapshot.Progress) (snapshot.Info, error) {
	ctx, cancel := n.untilStop(ctx)
	defer cancel()
	return n.taker.Take(ctx, func() *state.View { return n.state().View() }, progress)
}

// Backup copies the running node's home into dir, which must not exist, while the next
// block is committed: see maintenance.Source.
//
// At a commit consensus stands still: the block is stored, the state is that
// block's, and nothing is signed above it. The copy is what a crash at this
// moment would leave, which any start repairs.
func (n *Node) Backup(ctx context.Context, dir string, keys bool) (head state.Head, err error) {
	ctx, cancel := n.untilStop(ctx)
	defer cancel()
	done := make(chan struct{})
	work := func() {
		defer close(done)
		if n.restorer.Unfinished() {
			err = errors.New("node: backup: the node has only just joined; try again")
			return
		}
		head, err = maintenance.Source{Dir: n.dir, State: n.state(), Comet: n.stores}.Backup(ctx, home.Dir(dir), keys)
	}
	select {
	case n.atCommit <- work:
		<-done
		return head, err
	case <-ctx.Done():
		return head, fmt.Errorf("node: backup: no block came: %w", ctx.Err())
	}
}

// owner is control.Node.
type owner struct{ node *Node }

// TakeSnapshot implements control.Node.
func (o owner) TakeSnapshot(ctx context.Context, progress control.Progress) (control.Result, error) {
	info, err := o.node.Snapshot(ctx, snapshot.Progress(progress))
	return control.Result{
		Height: info.Head.Height, AppHash: hex.EncodeToString(info.Head.Root[:]),
		Chunks: info.Chunks, Bytes: info.Bytes,
	}, err
}

// Backup implements control.Node.
func (o owner) Backup(ctx context.Context, dir string, keys bool) (control.Result, error) {
	if !filepath.IsAbs(dir) {
		return control.Result{}, errors.New("node: backup needs an absolute path")
	}
	head, err := o.node.Backup(ctx, dir, keys)
	return control.Result{Height: head.Height, AppHash: hex.EncodeToString(head.Root[:])}, err
}

// LogLevels implements control.Node.
func (o owner) LogLevels(changes []string) (control.Result, error) {
	levels := logging.LevelsOf(o.node.log)
	if levels == nil {
		return control.Result{}, errors.New("node: its log has no levels")
	}
	if err := levels.SetAll(changes); err != nil {
		return control.Result{}, err
	}
	return control.Result{Levels: levels.String()}, nil
}

// Invariants implements control.Node.
func (o owner) Invariants() (control.Result, error) {
	view := o.node.state().View()
	defer view.Close()
	r, err := invariants.Check(o.node.machine, view, o.node.app.Last(), invariants.AtRest)
	return control.Result{Invariants: r}, err
}

// Why implements control.Node.
func (o owner) Why() (control.Result, error) { return control.Result{Reason: o.node.idleReason()}, nil }
