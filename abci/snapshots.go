package abci

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// SnapshotFormat is the format of the snapshots that this program offers and
// takes, with the manifest of package state as metadata and its sha256 as hash.
// 1: the first; 2: chunks hold records.
const SnapshotFormat = 2

// A Restorer puts the state of a joining node together, beside the empty one that the
// node has.
type Restorer interface {
	// Begin prepares an empty folder for the state that m describes. A restore
	// under way is given up.
	Begin(m *state.Manifest) error
	// Add takes a chunk and returns how many are still missing. It fails with
	// state.ErrSnapshot, and changes nothing, if the chunk is bad.
	Add(i int, chunk []byte) (missing int, err error)
	// Adopt makes the complete state the node's, instead of the empty one, which it
	// closes. It returns the open store.
	Adopt(empty *state.Store) (*state.Store, error)
}

// ripe is how many blocks must lie above a snapshot before it is offered: a
// joining node asks for their headers at once, and drops a snapshot for good
// if they are not there.
const ripe = 2

// ListSnapshots offers the snapshots of the node.
func (a *App) ListSnapshots(context.Context, *abcitypes.RequestListSnapshots) (res *abcitypes.ResponseListSnapshots, err error) {
	defer rescue("list snapshots", &err)
	res = &abcitypes.ResponseListSnapshots{}
	if a.cfg.Snapshots == "" {
		return res, nil
	}
	list, err := a.cfg.Snapshots.List()
	if len(list) == 0 && err != nil {
		return nil, err
	}
	for _, info := range list {
		if info.Head.Height+ripe > a.Last().Height {
			continue
		}
		hash := sha256.Sum256(info.Manifest)
		res.Snapshots = append(res.Snapshots, &abcitypes.Snapshot{
			Height: info.Head.Height, Format: SnapshotFormat, Chunks: uint32(info.Chunks),
			Hash: hash[:], Metadata: info.Manifest,
		})
	}
	return res, nil
}

// LoadSnapshotChunk reads a chunk for a peer. Asking for one that is not there,
// any more or at all, is no offence.
func (a *App) LoadSnapshotChunk(_ context.Context, req *abcitypes.RequestLoadSnapshotChunk) (res *abcitypes.ResponseLoadSnapshotChunk, err error) {
	defer rescue("load snapshot chunk", &err)
	res = &abcitypes.ResponseLoadSnapshotChunk{}
	if a.cfg.Snapshots == "" || req.Format != SnapshotFormat {
		return res, nil
	}
	res.Chunk, err = a.cfg.Snapshots.Chunk(req.Height, int(req.Chunk))
	if errors.Is(err, snapshot.ErrNone) {
		return res, nil
	}
	return res, err
}

// OfferSnapshot begins a restore if the manifest fits the app hash, which the
// light client vouches for. A manifest that does not was made up: its senders
// are not asked again.
func (a *App) OfferSnapshot(_ context.Context, req *abcitypes.RequestOfferSnapshot) (res *abcitypes.ResponseOfferSnapshot, err error) {
	defer rescue("offer snapshot", &err)
	answer := func(r abcitypes.ResponseOfferSnapshot_Result) (*abcitypes.ResponseOfferSnapshot, error) {
		return &abcitypes.ResponseOfferSnapshot{Result: r}, nil
	}
	switch {
	case a.cfg.Restore == nil || req.Snapshot == nil || a.State().Head().Height > 0:
		return answer(abcitypes.ResponseOfferSnapshot_ABORT)
	case req.Snapshot.Format != SnapshotFormat:
		return answer(abcitypes.ResponseOfferSnapshot_REJECT_FORMAT)
	}
	m, err := state.DecodeManifest(req.Snapshot.Metadata)
	if err != nil || m.Head.Height != req.Snapshot.Height || !bytes.Equal(m.Head.Root[:], req.AppHash) ||
		m.Chunks() == 0 || uint32(m.Chunks()) != req.Snapshot.Chunks {
		a.cfg.Log.Warn("a snapshot does not fit the app hash; its senders are rejected", "height", req.Snapshot.Height)
		return answer(abcitypes.ResponseOfferSnapshot_REJECT_SENDER)
	}
	if err := a.cfg.Restore.Begin(m); err != nil {
		return nil, err
	}
	return answer(abcitypes.ResponseOfferSnapshot_ACCEPT)
}

// ApplySnapshotChunk takes a chunk. A bad one is fetched again, from somebody
// else; the last good one makes the state this node's.
func (a *App) ApplySnapshotChunk(_ context.Context, req *abcitypes.RequestApplySnapshotChunk) (res *abcitypes.ResponseApplySnapshotChunk, err error) {
	defer rescue("apply snapshot chunk", &err)
	if a.cfg.Restore == nil {
		return &abcitypes.ResponseApplySnapshotChunk{Result: abcitypes.ResponseApplySnapshotChunk_ABORT}, nil
	}
	missing, err := a.cfg.Restore.Add(int(req.Index), req.Chunk)
	if errors.Is(err, state.ErrSnapshot) {
		a.cfg.Log.Warn("bad snapshot chunk; its sender is rejected", "chunk", req.Index, "peer", req.Sender, "err", err)
		return &abcitypes.ResponseApplySnapshotChunk{
			Result:        abcitypes.ResponseApplySnapshotChunk_RETRY,
			RefetchChunks: []uint32{req.Index},
			RejectSenders: slices.DeleteFunc([]string{req.Sender}, func(s string) bool { return s == "" }),
		}, nil
	}
	if err == nil && missing == 0 {
		err = a.adopt()
	}
	if err != nil {
		return nil, err
	}
	return &abcitypes.ResponseApplySnapshotChunk{Result: abcitypes.ResponseApplySnapshotChunk_ACCEPT}, nil
}

// adopt goes on with the restored state. The time of its block is in a header
// that the app does not have: until the next block, queries see the start of
// the epoch instead.
func (a *App) adopt() error {
	store, err := a.cfg.Restore.Adopt(a.State())
	if err != nil {
		return err
	}
	view := store.View()
	defer view.Close()
	clock, err := world.Read(view).Clock()
	if err != nil {
		return fmt.Errorf("the restored state: %w", err)
	}
	a.last.Store(&runtime.Header{ChainID: a.cfg.ChainID, Height: view.Height(), Time: int64(clock.Start)})
	a.current.Store(store)
	if err := a.Warm(context.Background()); err != nil {
		return err
	}
	a.renewCheck()
	return nil
}
