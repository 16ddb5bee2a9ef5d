package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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

	log *slog.Logger

	mu     sync.Mutex
	failed map[string]error // of the last attempt, by address
	away   map[string]absence
}

// absence is that of a peer that cannot be reached.
type absence struct {
	since time.Time
	told  bool
}

// awayFor is how long a peer may be away before a line of the log tells of it: as long as a start takes.
const awayFor = 10 * time.Second

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
		r.failed, r.away = map[string]error{}, map[string]absence{}
	}
	r.failed[address] = err
	r.tell(address, err)
}

// tell writes a line when a peer has been away for a while, and one when it is back.
func (r *redialer) tell(address string, err error) {
	a, away := r.away[address]
	switch lasts := time.Since(a.since).Round(time.Second); {
	case err == nil && a.told:
		r.log.Warn("a peer is back", "peer", address, "for", lasts)
		fallthrough
	case err == nil:
		delete(r.away, address)
	case !away:
		r.away[address] = absence{since: time.Now()}
	case !a.told && time.Since(a.since) >= awayFor:
		r.log.Warn("a peer is away", "peer", address, "for", lasts, "err", err)
		r.away[address] = absence{a.since, true}
	}
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
