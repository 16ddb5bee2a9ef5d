package join

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
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/state"
)

// anchor is what CometBFT must know of a height to go on from there: validators,
// parameters, hashes, and the signatures under the block.
type anchor struct {
	state  sm.State
	commit *comet.Commit
}

// fetchAnchor follows the headers from the trusted one to those around the height of
// a state, and fails with state.ErrSnapshot if they name another root for it.
// Trust in a header lasts for period.
func fetchAnchor(ctx context.Context, s home.StateSync, doc *comet.GenesisDoc, v state.Head, period time.Duration) (a anchor, err error) {
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
func (a anchor) write(h home.Dir, cfg home.Config) (err error) {
	stores, err := cometdb.Open(h.Comet(), cometdb.Config{FS: cfg.FS})
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	defer func() { err = errors.Join(err, stores.Close()) }()
	blocks, err := stores.Blocks()
	if err == nil {
		err = stores.Outcomes().Bootstrap(a.state)
	}
	if err == nil {
		err = blocks.SaveSeenCommit(a.state.LastBlockHeight, a.commit)
	}
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	return nil
}

// Resume tells CometBFT, before it starts, that its blocks begin above a restored state.
// It forgets that with every start, even if no block has come yet. Where no state was
// restored, Resume does nothing.
func Resume(stores *cometdb.Store) error {
	blocks, err := stores.Blocks()
	if err != nil || blocks.Height() > 0 {
		return err
	}
	last, err := stores.Outcomes().Load()
	if err != nil || last.LastBlockHeight == 0 {
		return err
	}
	return stores.Outcomes().SetOfflineStateSyncHeight(last.LastBlockHeight)
}
