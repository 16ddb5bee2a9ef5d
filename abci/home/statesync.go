package home

import (
	"errors"
	"time"

	cometconfig "github.com/cometbft/cometbft/config"
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

// apply writes s into CometBFT's settings; local is for a network on one machine.
func (s StateSync) apply(c *cometconfig.StateSyncConfig, local bool) {
	if len(s.Servers) == 0 {
		return
	}
	c.Enable = true
	c.RPCServers, c.TrustHeight, c.TrustHash = s.Servers, s.Height, s.Hash
	if local {
		c.DiscoveryTime = discovery
	}
}
