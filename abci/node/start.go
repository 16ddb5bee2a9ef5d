package node

import (
	"context"
	"fmt"
	"strings"

	cometnode "github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/proxy"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/cometlog"
	"github.com/peerz-ai/peerz-chain/abci/receipts"
)

// Start replays what the state lacks, opens the listeners and joins the network.
// After an error the caller must still Stop.
func (n *Node) Start(ctx context.Context) error {
	if err := n.openPorts(); err != nil {
		return err
	}
	if err := trimWAL(n.home.ConsensusWAL()); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	if err := n.app.Warm(ctx); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	c, err := n.newComet(ctx)
	if err != nil {
		return err
	}
	n.comet.Store(c)
	if err := n.reindex(); err != nil {
		return err
	}
	if err := n.serve(); err != nil {
		return err
	}
	n.serveOwner()
	go n.watchSpace()
	n.scrubbed = make(chan struct{})
	go n.scrub()
	return launch(c)
}

// launch starts CometBFT, which reads its consensus log on the way: what fails in
// the block that it was in the middle of, it throws.
func launch(c *cometnode.Node) (err error) {
	defer refused(&err)
	if err := c.Start(); err != nil {
		return fmt.Errorf("node: start CometBFT: %w", err)
	}
	return nil
}

// refused returns what CometBFT throws while it starts as an error.
func refused(err *error) {
	if r := recover(); r != nil {
		cause, ok := r.(error)
		if !ok {
			cause = fmt.Errorf("%v", r)
		}
		*err = fmt.Errorf("node: CometBFT refuses to start: %w", cause)
	}
}

// openPorts listens on our own addresses and makes sure that CometBFT's are free,
// so that a taken port is named before anything else happens.
func (n *Node) openPorts() (err error) {
	if n.cfg.API != "" {
		if n.api, err = listen("API", n.cfg.API, "api in config/peerz.toml (or --port-base)"); err != nil {
			return err
		}
	}
	if n.cfg.Debug != "" {
		if n.debug, err = listen("debug server", n.cfg.Debug, "debug in config/peerz.toml"); err != nil {
			return err
		}
	}
	err = probe("CometBFT RPC", n.tuning.RPC.ListenAddress, "rpc.laddr in config/config.toml (or --port-base)")
	if err != nil {
		return err
	}
	return probe("peer-to-peer port", n.tuning.P2P.ListenAddress, "p2p.laddr in config/config.toml (or --port-base)")
}

// newComet assembles CometBFT. Its handshake with the app happens here: missing
// blocks are replayed. It reports some disagreements by panicking.
func (n *Node) newComet(ctx context.Context) (c *cometnode.Node, err error) {
	defer refused(&err)
	peer, err := loadPeer(n.home)
	if err != nil {
		return nil, err
	}
	if err := n.goOnFromAnchor(); err != nil {
		return nil, fmt.Errorf("node: %w", err)
	}
	n.tuning.Mempool.Recheck = true // PrepareProposal relies on it
	n.tuning.Instrumentation.Prometheus = n.cfg.Debug != ""
	n.tuning.Instrumentation.PrometheusListenAddr = "" // the debug server shows them
	c, err = cometnode.NewNodeWithContext(ctx, n.tuning, n.signer, peer,
		proxy.NewConnSyncLocalClientCreator(n.app),
		func() (*comet.GenesisDoc, error) { return n.genesis, nil },
		n.stores.Provider(),
		cometnode.DefaultMetricsProvider(n.tuning.Instrumentation),
		cometlog.New(n.log, cometlog.Watch{Halted: n.fail, Unsigned: n.unsigned}))
	if err != nil {
		return nil, fmt.Errorf("node: assemble CometBFT: %w", err)
	}
	return c, nil
}

// reindex feeds the last block to the receipt index again: its commit may have
// been cut short before the index was written.
func (n *Node) reindex() error {
	height := n.state.Head().Height
	if height == 0 {
		return nil
	}
	blocks := n.comet.Load().BlockStore()
	if blocks.Height() < int64(height) {
		return nil // the state came as a snapshot, without its block
	}
	block := blocks.LoadBlock(int64(height))
	if block == nil {
		return fmt.Errorf("node: block %d is not in the block store", height)
	}
	return n.index.Put(height, hashes(block.Txs))
}

func hashes(txs comet.Txs) []receipts.Hash {
	out := make([]receipts.Hash, len(txs))
	for i, raw := range txs {
		out[i] = receipts.Hash(raw.Key())
	}
	return out
}

// Run starts the node and keeps it until ctx ends or the node fails, and stops
// it. It returns nil when ctx ended it.
func (n *Node) Run(ctx context.Context) error {
	err := n.Start(ctx)
	if err == nil {
		select {
		case <-ctx.Done():
		case err = <-n.fault:
		case <-n.stopped:
		}
	}
	if stop := n.Stop(); err == nil {
		return stop
	}
	return n.cause(err) // what a stop after a failure says besides is a consequence
}

// Wait blocks until the node is stopped, or fails: then it returns the failure,
// and the caller must Stop.
func (n *Node) Wait() error {
	select {
	case err := <-n.fault:
		return err
	case <-n.stopped:
		return n.stopErr
	}
}

func trimScheme(address string) string { return strings.TrimPrefix(address, "tcp://") }
