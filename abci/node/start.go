package node

import (
	"context"
	"fmt"
	"strings"
	"time"

	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/cometlog"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/join"
)

// Start replays what the state lacks, opens the listeners and joins the network.
// After an error the caller must still Stop. It fails with an abci.WrongProgramError when the next block is
// another version's to execute.
func (n *Node) Start(ctx context.Context) error {
	if err := n.app.CheckProgram(); err != nil {
		return err
	}
	if err := n.checkClock(); err != nil {
		return err
	}
	if err := n.listen(); err != nil {
		return err
	}
	if err := trimWAL(n.dir.ConsensusWAL()); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	if err := n.app.Warm(ctx); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	go n.watchIdle()
	if err := n.assemble(ctx); err != nil {
		return err
	}
	if err := n.history.reindex(n.state().Head().Height); err != nil {
		return err
	}
	n.resubmit() // before anybody takes the next nonce
	if err := n.serve(); err != nil {
		return err
	}
	go n.watchSpace()
	go n.watchJournal()
	n.startScrub()
	n.followChain()
	if err := n.checkTrust(ctx); err != nil {
		return err
	}
	if err := n.consensus.launch(); err != nil {
		return err
	}
	n.redialer.run(n.life, n.consensus.persistentPeers())
	go n.consensus.dropSilent(n.life)
	return nil
}

// checkClock compares this machine's clock with the last block: consensus takes no block that is later than
// the clock by more than a tolerance, and the next one is no earlier than the last.
func (n *Node) checkClock() error {
	last := n.app.Last()
	late := time.Until(time.Unix(last.Time, 0))
	if last.Height == 0 || late <= n.consensus.settings.Consensus.BlockTimeTolerance {
		return nil
	}
	return fmt.Errorf("node: this machine's clock is %s behind the last block of the chain: set it, best by NTP, and start the node again",
		late.Round(time.Second))
}

// listen opens our own addresses and makes sure that CometBFT's are free, so that a
// taken port is named before anything else happens.
func (n *Node) listen() error {
	n.onClose(n.servers.closeListeners)
	if err := n.servers.listen(n.cfg.API, n.cfg.Metrics); err != nil {
		return err
	}
	settings := n.consensus.settings
	err := probe("CometBFT RPC", settings.RPC.ListenAddress, "rpc.laddr in config/config.toml (or --port-base)")
	if err != nil {
		return err
	}
	return probe("peer-to-peer port", settings.P2P.ListenAddress, "p2p.laddr in config/config.toml (or --port-base)")
}

// trustTime is how long the servers of a node that joins from a snapshot have for their answers.
const trustTime = 5 * time.Second

// checkTrust asks those servers for the header to trust: CometBFT would try for long to do with one
// that does not answer, or says something else, and tell nobody.
func (n *Node) checkTrust(ctx context.Context) error {
	s := n.consensus.settings.StateSync
	if !n.joining() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, trustTime)
	defer cancel()
	_, err := join.FetchTrust(ctx, home.StateSync{Servers: s.RPCServers, Height: s.TrustHeight, Hash: s.TrustHash}, n.genesis.ChainID)
	if err != nil {
		return fmt.Errorf("%w; rpc_servers, trust_height and trust_hash are in %s under [statesync]", err, n.dir.CometConfig())
	}
	return nil
}

// assemble puts CometBFT together with the app.
func (n *Node) assemble(ctx context.Context) error {
	peer, err := home.LoadPeerKey(n.dir)
	if err != nil {
		return err
	}
	if err := join.Resume(n.stores); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	obstacle := func(err error) { n.obstacle.Store(&err) }
	logger := cometlog.New(n.root, cometlog.Watch{Halted: n.fault.report, Unsigned: n.unsigned, Obstacle: obstacle})
	var key comet.PrivValidator
	if n.consensus.remote() {
		key, err = n.awaitSigner(ctx, peer, logger, obstacle)
		n.obstacle.Store(nil)
	} else {
		key, err = n.signingKey()
	}
	if err != nil {
		return err
	}
	err = n.consensus.assemble(ctx, n.app, key, peer, n.genesis, n.stores, n.instruments(), logger)
	if err != nil && strings.Contains(err.Error(), replayFailure) {
		err = n.dir.Damaged(fmt.Errorf("%s lacks what leads to the state: %w", n.dir.Comet(), err))
	}
	return err
}

// replayFailure is what CometBFT says when its stores do not lead to the height that the state has.
const replayFailure = "error on replay"

// Run starts the node, waits until ctx ends or the node fails, and stops it. It
// returns nil when ctx ended it.
func (n *Node) Run(ctx context.Context) error {
	err := n.Start(ctx)
	if err == nil {
		select {
		case <-ctx.Done():
		case err = <-n.fault.told:
		case <-n.stopped:
		}
	}
	if stop := n.Stop(); err == nil {
		return stop
	}
	return n.fault.cause(err) // what a stop after a failure says besides is a consequence
}

// Wait blocks until the node is stopped, or fails: then it returns the failure,
// and the caller must Stop.
func (n *Node) Wait() error {
	select {
	case err := <-n.fault.told:
		return err
	case <-n.stopped:
		return n.stopErr
	}
}
