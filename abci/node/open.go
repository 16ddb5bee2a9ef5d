package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/cometbft/cometbft/privval"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/api"
	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/invariants"
	"github.com/peerz-ai/peerz-chain/abci/join"
	"github.com/peerz-ai/peerz-chain/abci/receipts"
	"github.com/peerz-ai/peerz-chain/abci/rehearsal"
	"github.com/peerz-ai/peerz-chain/abci/turns"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
)

// onClose adds what close has to do for something that has just been opened.
func (n *Node) onClose(f func() error) { n.closers = append(n.closers, f) }

// openHome reads the home and locks it.
func (n *Node) openHome() error {
	genesis, hash, err := home.LoadGenesis(n.dir)
	if err != nil {
		return err
	}
	lock, err := home.Acquire(n.dir)
	if err != nil {
		return err
	}
	n.onClose(lock.Release)
	settings, err := home.LoadComet(n.dir)
	if err != nil {
		return err
	}
	if err := home.CheckChain(n.dir, genesis.ChainID, hash); err != nil {
		return err
	}
	var signer *privval.FilePV
	if settings.PrivValidatorListenAddr == "" {
		if signer, err = home.LoadSigner(n.dir); err != nil {
			return err
		}
	}
	n.genesis, n.consensus = genesis, newConsensus(settings, signer, n.fault)
	n.redialer = &redialer{network: n.consensus, interval: redialInterval, log: n.log}
	return nil
}

// openStores opens the state and CometBFT's stores.
func (n *Node) openStores() error {
	if err := os.MkdirAll(n.dir.Data(), 0o755); err != nil {
		return fmt.Errorf("node: home %s is not writable: %w", n.dir, err)
	}
	if err := join.RemoveUnfinished(n.dir); err != nil {
		return err
	}
	if err := n.dir.CheckSpace(); err != nil {
		return err
	}
	store, err := state.Open(n.dir.App(), n.cfg.State(n.fault.report))
	if err != nil {
		return fmt.Errorf("node: open state: %w", err)
	}
	n.state = func() *state.Store { return store }
	n.onClose(func() error { return n.state().Close() })
	n.stores, err = cometdb.Open(n.dir.Comet(), cometdb.Config{OnFault: n.fault.report, FS: n.cfg.FS})
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	n.onClose(n.stores.Close)
	if err = errors.Join(home.SyncDir(n.dir.Data()), home.SyncDir(string(n.dir))); err != nil { // one of the two alone is no node
		return fmt.Errorf("node: %w", err)
	}
	if err := n.stores.CheckComplete(); err != nil {
		return n.dir.Damaged(fmt.Errorf("%s lacks what the next block needs: %w", n.dir.Comet(), err))
	}
	return nil
}

func (n *Node) openMachine() error {
	cfg := runtime.Config{Code: compiledCode(n.dir, n.cfg.CodeCacheMB)}
	engine, err := runtime.NewEngine(cfg)
	if err != nil {
		return fmt.Errorf("node: %w", err)
	}
	n.onClose(engine.Close)
	n.engine, n.machine = engine, runtime.New(engine)
	n.machine.Rehearsal = rehearsal.Acts()
	n.onClose(func() error { n.machine.Close(); return nil }) // compilations under way use the engine
	return nil
}

func (n *Node) openApp() error {
	last, err := n.lastTime()
	if err != nil {
		return err
	}
	n.restorer = join.NewRestorer(n.life, n.dir, n.cfg.State(n.fault.report), n.module("join"))
	n.onClose(n.restorer.Close)
	n.taker = join.NewTaker(n.life, n.dir, n.cfg.SnapshotInterval, n.module("join"))
	n.onClose(func() error { n.taker.Wait(); return nil }) // one under way ends early, since life has ended
	n.turns = turns.New()
	n.app = abci.New(n.state(), n.machine, n.appConfig(last))
	n.state, n.history = n.app.State, newHistory(n.stores, n.consensus, n.app)
	n.stream = api.NewStream(n.history)
	n.onClose(func() error { n.app.Close(); return nil })
	return nil
}

func (n *Node) appConfig(last int64) abci.Config {
	return abci.Config{
		ChainID: n.genesis.ChainID, LastTime: last, RetainBlocks: n.retention(), QueryGas: n.cfg.QueryGas, Turns: n.turns,
		OnCommit: n.committed, OnDisplaced: n.displaced, OnFault: n.fault.report, Snapshots: n.dir.Snapshots(), Restore: n.restorer, Log: n.module("chain"),
		Program: abci.ThisProgram(), Genesis: func(read func(*json.Decoder) error) error { return home.ReadState(n.dir, read) },
		Check: invariants.AtBoundaries(n.machine, n.module("chain")),
	}
}

// displaced ends the waits for a transaction that was displaced from the mempool.
func (n *Node) displaced(h abi.Hash) { n.history.waiters.GiveUp(receipts.Hash(h)) }

// lastTime is the time of the last block in the state, from its header: unix
// seconds, the genesis time when there is no block. The state and the blocks are
// two folders of one node; it fails when they do not belong together.
func (n *Node) lastTime() (int64, error) {
	height := n.state().Head().Height
	if height == 0 {
		return n.genesis.GenesisTime.Unix(), nil
	}
	at, ok, err := n.stores.BlockTime(height)
	if err == nil && !ok {
		err = fmt.Errorf("node: the state in %s is at height %d, but %s has no such block; go back to its last one with `peerz rollback`, or restore both from one backup",
			n.dir.App(), height, n.dir.Comet())
	}
	return at.Unix(), err
}

// retention is how many blocks are retained, 0 for all: what the operator wishes, but no less
// than evidence of misbehaviour needs, and whoever joins from a snapshot: the blocks above it.
func (n *Node) retention() uint64 {
	if n.cfg.KeepBlocks == 0 {
		return 0
	}
	evidence := uint64(n.genesis.ConsensusParams.Evidence.MaxAgeNumBlocks) + 1
	return max(n.cfg.KeepBlocks, evidence, (join.Retained+1)*min(n.cfg.SnapshotInterval, 1<<40))
}
