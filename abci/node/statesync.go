package node

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	cometconfig "github.com/cometbft/cometbft/config"
	rpc "github.com/cometbft/cometbft/rpc/client/http"
)

// StateSync tells a new node to join from a snapshot instead of replaying the
// chain. The zero value replays.
type StateSync struct {
	// Servers are CometBFT RPC addresses of at least two nodes of the chain, the
	// same one twice if there is only one. Headers are compared between them.
	Servers []string
	// Height and Hash name a block header to trust; all else follows from it.
	Height int64
	Hash   string // hex
}

// trustDepth is how many blocks lie between the last block and the one that
// FetchTrust takes: snapshots older than that still verify, only slower.
const trustDepth = 1000

// FetchTrust fills in Height and Hash from what the servers say. That trusts
// them: all must agree, but only a hash from elsewhere is proof against servers
// that lie together. It fails when one does not answer or disagrees.
func (s StateSync) FetchTrust(ctx context.Context, chainID string) (StateSync, error) {
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

// check finds what is missing.
func (s StateSync) check() error {
	switch {
	case len(s.Servers) == 0:
		return nil
	case len(s.Servers) < 2:
		return errors.New("state sync needs two RPC servers; name one twice if there is only one")
	case s.Height < 1 || s.Hash == "":
		return errors.New("state sync needs the height and the hash of a block header to trust")
	}
	return nil
}

// discovery is how long a joining node listens for offers of snapshots before it
// chooses one, on a network whose nodes share a machine.
const discovery = 5 * time.Second

func (s StateSync) settle(c *cometconfig.StateSyncConfig, local bool) {
	if len(s.Servers) == 0 {
		return
	}
	c.Enable = true
	c.RPCServers, c.TrustHeight, c.TrustHash = s.Servers, s.Height, s.Hash
	if local {
		c.DiscoveryTime = discovery
	}
}
