package node

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/light"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/statesync"
	"github.com/cometbft/cometbft/store"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/state"
)

// anchor is what CometBFT must know of a height to go on from there: validators,
// parameters, hashes, and the signatures under the block.
type anchor struct {
	state  sm.State
	commit *comet.Commit
}

// anchor follows the headers from the trusted one to those around the height of
// a state, and fails with state.ErrSnapshot if they name another root for it.
// Trust in a header lasts for period.
func (s StateSync) anchor(ctx context.Context, doc *comet.GenesisDoc, v state.Head, period time.Duration) (a anchor, err error) {
	hash, err := hex.DecodeString(s.Hash)
	if err != nil {
		return a, fmt.Errorf("node: the trusted hash is not hex: %w", err)
	}
	trust := light.TrustOptions{Period: period, Height: s.Height, Hash: hash}
	headers, err := statesync.NewLightClientStateProvider(ctx, doc.ChainID, sm.InitStateVersion, doc.InitialHeight,
		s.Servers, trust, log.NewNopLogger())
	if err != nil {
		return a, fmt.Errorf("node: header %d to trust: %w", s.Height, err)
	}
	if a.state, err = headers.State(ctx, v.Height); err == nil {
		a.commit, err = headers.Commit(ctx, v.Height)
	}
	if err != nil {
		return a, fmt.Errorf("node: headers of blocks %d to %d, which a state of height %d needs: %w", v.Height, v.Height+2, v.Height, err)
	}
	if !bytes.Equal(a.state.AppHash, v.Root[:]) {
		return a, fmt.Errorf("node: %w: it has app hash %x, but the chain has %x after block %d", state.ErrSnapshot, v.Root, a.state.AppHash, v.Height)
	}
	return a, nil
}

// write puts it into CometBFT's empty stores.
func (a anchor) write(h Home, cfg Config) (err error) {
	stores, err := cometdb.Open(h.Comet(), cometdb.Config{FS: cfg.disk})
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	defer func() { err = errors.Join(err, stores.Close()) }()
	if err := sm.NewStore(stores.DB("state"), sm.StoreOptions{}).Bootstrap(a.state); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	err = store.NewBlockStore(stores.DB("blockstore")).SaveSeenCommit(a.state.LastBlockHeight, a.commit)
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	return nil
}

// goOnFromAnchor tells CometBFT that its blocks begin above a restored state. It
// forgets that with every start, even if no block has come yet.
func (n *Node) goOnFromAnchor() error {
	last, err := n.outcomes.Load()
	if err != nil || last.LastBlockHeight == 0 || store.NewBlockStore(n.stores.DB("blockstore")).Height() > 0 {
		return err
	}
	return n.outcomes.SetOfflineStateSyncHeight(last.LastBlockHeight)
}
