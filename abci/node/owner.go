package node

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"path/filepath"

	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/abci/snapshot"
)

// Socket is where the home's owner talks to the node that runs there.
func (h Home) Socket() string { return filepath.Join(string(h), "node.sock") }

// owner is control.Node.
type owner struct{ *Node }

// TakeSnapshot implements control.Node.
func (o owner) TakeSnapshot(ctx context.Context, progress control.Progress) (control.Result, error) {
	info, err := o.Snapshot(ctx, snapshot.Progress(progress))
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
	v, err := o.Node.Backup(ctx, dir, keys)
	return control.Result{Height: v.Height, AppHash: hex.EncodeToString(v.Root[:])}, err
}

// serveOwner opens the socket. A home that is too deep for one has a node
// without: that is no reason not to run.
func (n *Node) serveOwner() {
	ln, err := control.Listen(n.home.Socket())
	if err != nil {
		n.log.Warn("no control socket: snapshots and backups by command need the node stopped", "err", err)
		return
	}
	n.ownerServer = control.New(owner{n})
	go func() {
		if err := n.ownerServer.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			n.log.Warn("the control socket failed", "err", err)
		}
	}()
}
