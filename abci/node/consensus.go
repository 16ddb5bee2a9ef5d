package node

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	cometconfig "github.com/cometbft/cometbft/config"
	cs "github.com/cometbft/cometbft/consensus"
	"github.com/cometbft/cometbft/libs/log"
	cometnode "github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	comet "github.com/cometbft/cometbft/types"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/abci/cometdb"
)

// consensus is CometBFT in this process. It implements api.Network.
type consensus struct {
	settings *cometconfig.Config
	signer   *privval.FilePV               // nil: a remote signer signs
	own      atomic.Pointer[comet.Address] // of a remote signer's key; nil until it is known
	abstains int64                         // the height at which it signs nothing, 0 for none: see signingKey
	fault    *fault

	node       atomic.Pointer[cometnode.Node] // nil before assemble
	ready      chan struct{}                  // closed when the first block after Start is committed
	readyOnce  sync.Once
	lastCommit atomic.Int64 // when, unix nanoseconds; 0 before the first since Start

	closeSigner func() error // of a remote signer; may be nil
}

func newConsensus(settings *cometconfig.Config, signer *privval.FilePV, f *fault) *consensus {
	return &consensus{settings: settings, signer: signer, fault: f, ready: make(chan struct{})}
}

// assemble makes CometBFT's node. Its handshake with the app happens here: missing
// blocks are replayed. It reports some disagreements by panicking.
func (c *consensus) assemble(ctx context.Context, app application, key comet.PrivValidator, peer *p2p.NodeKey,
	genesis *comet.GenesisDoc, stores *cometdb.Store, metrics cometnode.MetricsProvider, logger log.Logger) (err error) {
	defer recovered(&err)
	c.settings.Mempool.Recheck = true // PrepareProposal relies on it
	n, err := cometnode.NewNodeWithContext(ctx, c.settings, key, peer,
		appClients{app},
		func() (*comet.GenesisDoc, error) { return genesis, nil },
		stores.Provider(),
		metrics,
		logger,
		c.fetchBlocks(key, stores, logger))
	if err != nil {
		return fmt.Errorf("node: assemble CometBFT: %w", err)
	}
	c.node.Store(n)
	return nil
}

// launch starts CometBFT, which reads its consensus log on the way: what fails in
// the block that it was in the middle of, it throws.
func (c *consensus) launch() (err error) {
	defer recovered(&err)
	if err := c.node.Load().Start(); err != nil {
		return fmt.Errorf("node: start CometBFT: %w", err)
	}
	return nil
}

// recovered returns what CometBFT throws while it starts as an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		cause, ok := r.(error)
		if !ok {
			cause = fmt.Errorf("%v", r)
		}
		*err = fmt.Errorf("node: CometBFT refuses to start: %w", cause)
	}
}

// stop ends CometBFT. After a failure it may hang in its own stop.
func (c *consensus) stop() error {
	if c.closeSigner != nil {
		_ = c.closeSigner() // a vote that waits for it would hold up the end
	}
	n := c.running()
	if n == nil {
		return nil
	}
	limit := stopTime
	if c.fault.err() != nil {
		limit = failTime
	}
	return within(limit, "CometBFT", func() error {
		err := n.Stop()
		n.Wait()
		return err
	})
}

// running is CometBFT's node while it runs, or nil.
func (c *consensus) running() *cometnode.Node {
	if n := c.node.Load(); n != nil && n.IsRunning() {
		return n
	}
	return nil
}

// committed notes the moment of a commit. It reports false for a block that the handshake
// replays, before Start has gone on.
func (c *consensus) committed() bool {
	if c.node.Load() == nil {
		return false
	}
	c.lastCommit.Store(time.Now().UnixNano())
	c.readyOnce.Do(func() { close(c.ready) })
	return true
}

// Peers implements api.Network.
func (c *consensus) Peers() int {
	if n := c.running(); n != nil {
		return n.Switch().Peers().Size()
	}
	return 0
}

// PeerList implements api.Network.
func (c *consensus) PeerList() []v1.Peer {
	n := c.running()
	if n == nil {
		return nil
	}
	var list []v1.Peer
	n.Switch().Peers().ForEach(func(p p2p.Peer) {
		peer := v1.Peer{ID: string(p.ID()), Address: p.SocketAddr().DialString(), Outbound: p.IsOutbound()}
		if info, ok := p.NodeInfo().(p2p.DefaultNodeInfo); ok {
			peer.Name = info.Moniker
		}
		if state, ok := p.Get(comet.PeerStateKey).(*cs.PeerState); ok {
			peer.Height = uint64(max(state.GetHeight()-1, 0)) // it is at work on the next one
		}
		list = append(list, peer)
	})
	slices.SortFunc(list, func(a, b v1.Peer) int { return strings.Compare(a.ID, b.ID) })
	return list
}

// CatchingUp implements api.Network.
func (c *consensus) CatchingUp() bool {
	n := c.node.Load()
	return n == nil || n.ConsensusReactor().WaitSync()
}

// Flowing implements api.Network: a block was committed within a few block times.
func (c *consensus) Flowing() bool {
	last := c.lastCommit.Load()
	patience := 10*c.settings.Consensus.TimeoutCommit + 5*time.Second
	return last != 0 && time.Since(time.Unix(0, last)) < patience
}

// Fault implements api.Network.
func (c *consensus) Fault() error { return c.fault.err() }
