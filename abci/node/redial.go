package node

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/cometbft/cometbft/p2p"
)

// redialInterval is the time between two attempts to reach a persistent peer. CometBFT itself
// waits up to 3 s before the first one, and later longer and longer, so that nodes which were
// apart for minutes would not find each other for as long again.
const redialInterval = time.Second

// network is what a redialer does with CometBFT's switch.
type network interface {
	// Connected reports whether a peer is connected.
	Connected(id p2p.ID) bool
	// Dial connects to a peer, id@host:port.
	Dial(address string) error
}

// redialer dials the persistent peers that are not connected, for ever.
type redialer struct {
	network  network
	interval time.Duration

	mu     sync.Mutex
	failed map[string]error // of the last attempt, by address
}

// run dials until ctx ends. An attempt may take a while: each peer has its own rhythm.
func (r *redialer) run(ctx context.Context, addresses []string) {
	for _, address := range addresses {
		go func() {
			tick := time.NewTicker(r.interval)
			defer tick.Stop()
			for {
				r.attempt(address)
				select {
				case <-ctx.Done():
					return
				case <-tick.C:
				}
			}
		}()
	}
}

func (r *redialer) attempt(address string) {
	var err error
	if !r.network.Connected(peerID(address)) {
		err = r.network.Dial(address)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	var busy p2p.ErrCurrentlyDialingOrExistingAddress
	if errors.As(err, &busy) { // CometBFT is at it
		return
	}
	if r.failed == nil {
		r.failed = map[string]error{}
	}
	r.failed[address] = err
}

// failure says why none of some peers can be reached, or "".
func (r *redialer) failure(addresses []string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var why []string
	for _, address := range addresses {
		if err := r.failed[address]; err != nil {
			why = append(why, fmt.Sprintf("%s: %v", address, err))
		}
	}
	return strings.Join(why, "; ")
}

func peerID(address string) p2p.ID {
	id, _, _ := strings.Cut(address, "@")
	return p2p.ID(id)
}

// Connected implements network.
func (c *consensus) Connected(id p2p.ID) bool {
	n := c.node.Load()
	return n != nil && n.Switch().Peers().Has(id)
}

// Dial implements network.
func (c *consensus) Dial(address string) error {
	n := c.node.Load()
	if n == nil || !n.Switch().IsRunning() {
		return nil // not yet
	}
	at, err := p2p.NewNetAddressString(address)
	if err != nil {
		return err
	}
	return n.Switch().DialPeerWithAddress(at)
}

// persistentPeers are the addresses that the settings name.
func (c *consensus) persistentPeers() []string {
	return strings.FieldsFunc(c.settings.P2P.PersistentPeers, func(r rune) bool { return r == ',' || r == ' ' })
}
