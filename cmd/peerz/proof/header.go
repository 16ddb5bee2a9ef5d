package proof

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	dbm "github.com/cometbft/cometbft-db"
	"github.com/cometbft/cometbft/light"
	"github.com/cometbft/cometbft/light/provider"
	lightdb "github.com/cometbft/cometbft/light/store/db"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/join"
)

// Trust is where trust begins.
type Trust struct {
	// Servers are CometBFT RPC addresses of nodes to get headers from; further
	// ones are asked whether they agree.
	Servers []string
	// Height and Hash name a header that is known to be right, from anywhere but
	// the servers. Without them the servers themselves are trusted.
	Height int64
	Hash   string // hex
}

// trustingPeriod is how old a trusted header may be: validators that left long
// ago risk nothing by signing another history.
const trustingPeriod = 14 * 24 * time.Hour

// patience is how long to wait for a header that is about to be made.
const patience = 10 * time.Second

// AppHash is the root of the state after a block, from the header of the next
// one. It fails when the servers disagree, or the header does not follow from the
// trusted one.
func (t Trust) AppHash(ctx context.Context, chainID string, height uint64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	next := int64(height) + 1
	if t.Hash == "" {
		from := home.StateSync{Servers: t.Servers, Height: next}
		for {
			told, err := join.FetchTrust(ctx, from, chainID)
			if err == nil {
				t.Height, t.Hash = told.Height, told.Hash
				break
			}
			if wait(ctx) != nil {
				return nil, fmt.Errorf("header %d, which holds the app hash after block %d: %w", next, height, err)
			}
		}
	}
	hash, err := hex.DecodeString(t.Hash)
	if err != nil {
		return nil, fmt.Errorf("the trusted hash: %w", err)
	}
	witnesses := t.Servers[1:]
	if len(witnesses) == 0 {
		witnesses = t.Servers
	}
	c, err := light.NewHTTPClient(ctx, chainID, light.TrustOptions{Period: trustingPeriod, Height: t.Height, Hash: hash},
		t.Servers[0], witnesses, lightdb.New(dbm.NewMemDB(), chainID), light.MaxRetryAttempts(1))
	if err != nil {
		return nil, fmt.Errorf("light client: %w", err)
	}
	for {
		block, err := c.VerifyLightBlockAtHeight(ctx, next, time.Now())
		if err == nil {
			return block.AppHash, nil
		}
		notYet := errors.Is(err, provider.ErrHeightTooHigh) || errors.Is(err, provider.ErrLightBlockNotFound)
		if !notYet || wait(ctx) != nil {
			return nil, fmt.Errorf("light client: header %d, which holds the app hash after block %d: %w", next, height, err)
		}
	}
}

// wait passes the time until a header may be there.
func wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(500 * time.Millisecond):
		return nil
	}
}
