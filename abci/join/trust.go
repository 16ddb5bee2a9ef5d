package join

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	rpc "github.com/cometbft/cometbft/rpc/client/http"

	"github.com/peerz-ai/peerz-chain/abci/home"
)

// trustDepth is how many blocks lie between the last block and the one that
// FetchTrust takes: snapshots older than that still verify, only slower.
const trustDepth = 1000

// FetchTrust fills in the Height and Hash of s from what its servers say. That trusts
// them: all must agree, but only a hash from elsewhere is proof against servers
// that lie together. It fails when one does not answer or disagrees.
func FetchTrust(ctx context.Context, s home.StateSync, chainID string) (home.StateSync, error) {
	s.Hash = strings.ToLower(s.Hash)
	for _, server := range s.Servers {
		c, err := rpc.New(address(server), "/websocket")
		if err != nil {
			return s, fmt.Errorf("node: RPC server %s: %w", server, err)
		}
		if s.Height == 0 {
			status, err := c.Status(ctx)
			if err != nil {
				return s, fmt.Errorf("node: RPC server %s: %w", server, err)
			}
			s.Height = max(status.SyncInfo.LatestBlockHeight-trustDepth, status.SyncInfo.EarliestBlockHeight, 1)
		}
		commit, err := c.Commit(ctx, &s.Height)
		if err != nil {
			return s, fmt.Errorf("node: RPC server %s: header %d: %w", server, s.Height, err)
		}
		hash := hex.EncodeToString(commit.Hash())
		switch {
		case commit.ChainID != chainID:
			return s, fmt.Errorf("node: RPC server %s is of chain %s, the genesis of %s", server, commit.ChainID, chainID)
		case s.Hash == "":
			s.Hash = hash
		case s.Hash != hash:
			return s, fmt.Errorf("node: header %d: %s has hash %s, not %s: do not trust it before you know why", s.Height, server, hash, s.Hash)
		}
	}
	return s, nil
}

// address adds the scheme that people leave out, as CometBFT does.
func address(server string) string {
	if strings.Contains(server, "://") {
		return server
	}
	return "http://" + server
}
