package node

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"

	cometconfig "github.com/cometbft/cometbft/config"
	cometnode "github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/privval"
	sm "github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/store"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/abci/receipts"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/vm"
)

// A Node is one running member of a chain. Open it with New, then Start, and
// always Stop.
type Node struct {
	home    Home
	cfg     Config
	log     *slog.Logger
	genesis *comet.GenesisDoc
	tuning  *cometconfig.Config // CometBFT's settings
	signer  *privval.FilePV

	lock    *lock
	state   *state.Store
	engine  *vm.Engine
	machine *runtime.Machine
	app     *abci.App

	stores   *cometdb.Store
	outcomes sm.Store // CometBFT's record of what each block did
	index    *receipts.Index
	waiters  receipts.Waiters

	comet       atomic.Pointer[cometnode.Node] // nil before Start
	api         net.Listener                   // nil when switched off, like debug
	debug       net.Listener
	server      *http.Server
	debugServer *http.Server
	ownerServer *http.Server // on the home's socket

	restoring sync.Mutex // guards state and restore while the node joins from a snapshot
	restore   restore
	taking    sync.Mutex  // held while a snapshot is taken
	atCommit  chan func() // work for the moment after a commit, when consensus stands still

	scrubbed   chan struct{} // closed when the state has been read; nil before
	ready      chan struct{} // closed when the first block after Start is committed
	readyOnce  sync.Once
	lastCommit atomic.Int64          // when, unix nanoseconds; 0 before the first since Start
	failure    atomic.Pointer[error] // the first failure after which the node must stop
	fault      chan error            // gets it, once
	stopOnce   sync.Once
	stopping   chan struct{} // closed when Stop begins
	stopped    chan struct{} // closed when it is done
	stopErr    error
}

// New opens the home of a node: it locks the home, checks that the data belongs
// to its genesis, and opens the stores. Nothing listens and no block is made
// before Start. Its errors wrap the sentinels of this package where a caller may
// branch. log may be nil.
func New(h Home, cfg Config, log *slog.Logger) (n *Node, err error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	n = &Node{home: h, cfg: cfg, log: log,
		ready: make(chan struct{}), fault: make(chan error, 1), atCommit: make(chan func()),
		stopping: make(chan struct{}), stopped: make(chan struct{})}
	defer func() {
		if err != nil {
			err = errors.Join(n.cause(err), n.close())
			n = nil
		}
	}()
	var hash string
	if n.genesis, hash, err = loadGenesis(h); err != nil {
		return n, err
	}
	if n.lock, err = acquire(h); err != nil {
		return n, err
	}
	if n.tuning, err = LoadComet(h); err != nil {
		return n, err
	}
	if err = claim(h, n.genesis.ChainID, hash); err != nil {
		return n, err
	}
	if n.signer, err = loadValidator(h); err != nil {
		return n, err
	}
	if err = n.openStores(); err != nil {
		return n, err
	}
	return n, n.openApp()
}

func (n *Node) openStores() (err error) {
	if err := os.MkdirAll(n.home.Data(), 0o755); err != nil {
		return fmt.Errorf("node: home %s is not writable: %w", n.home, err)
	}
	if err := n.home.forget(); err != nil {
		return err
	}
	if err := room(n.home); err != nil {
		return err
	}
	if n.state, err = state.Open(n.home.App(), n.stateConfig()); err != nil {
		return fmt.Errorf("node: open state: %w", err)
	}
	if n.stores, err = cometdb.Open(n.home.Comet(), cometdb.Config{OnFault: n.fail, FS: n.cfg.disk}); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	if err = errors.Join(syncDir(n.home.Data()), syncDir(string(n.home))); err != nil { // one of the two alone is no node
		return fmt.Errorf("node: %w", err)
	}
	n.outcomes = sm.NewStore(n.stores.DB("state"), sm.StoreOptions{})
	n.index = receipts.NewIndex(n.stores.DB("receipts"))
	return n.intact()
}

func (n *Node) stateConfig() state.Config {
	return state.Config{CacheBytes: n.cfg.CacheMB << 20, History: n.cfg.History, OnFault: n.fail, FS: n.cfg.disk}
}

func (n *Node) openApp() (err error) {
	cfg := runtime.Config{Code: n.compiledCode()}
	if n.engine, err = runtime.NewEngine(cfg); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	n.machine = runtime.New(n.engine, cfg)
	last, err := n.lastTime()
	if err != nil {
		return err
	}
	n.app, err = abci.New(n.state, n.machine, abci.Config{
		ChainID: n.genesis.ChainID, LastTime: last, KeepBlocks: n.keepBlocks(), QueryGas: n.cfg.QueryGas,
		OnCommit: n.committed, OnFault: n.fail, Snapshots: shelf{n}, Log: n.log,
	})
	return err
}

// lastTime is the time of the last block in the state, from its header: unix
// seconds, the genesis time when there is no block. The state and the blocks are
// two folders of one node; it fails when they do not belong together.
func (n *Node) lastTime() (int64, error) {
	height := n.state.Head().Height
	if height == 0 {
		return n.genesis.GenesisTime.Unix(), nil
	}
	last, err := n.outcomes.Load()
	if err == nil && uint64(last.LastBlockHeight) == height {
		return last.LastBlockTime.Unix(), nil // the block itself is not here if the state came as a snapshot
	}
	meta := store.NewBlockStore(n.stores.DB("blockstore")).LoadBlockMeta(int64(height))
	if meta == nil {
		return 0, fmt.Errorf("node: the state in %s is at height %d, but %s has no such block; go back to its last one with `peerz rollback`, or restore both from one backup",
			n.home.App(), height, n.home.Comet())
	}
	return meta.Header.Time.Unix(), nil
}

// keepBlocks raises the operator's wish to what evidence of misbehaviour needs,
// and whoever joins from a snapshot: the blocks above it.
func (n *Node) keepBlocks() uint64 {
	if n.cfg.KeepBlocks == 0 {
		return 0
	}
	evidence := uint64(n.genesis.ConsensusParams.Evidence.MaxAgeNumBlocks) + 1
	return max(n.cfg.KeepBlocks, evidence, (keepSnapshots+1)*min(n.cfg.SnapshotInterval, 1<<40))
}

// cause is what a failed step comes from: the failure of the disk, if there was
// one, says more than what followed from it.
func (n *Node) cause(err error) error {
	if f := n.failure.Load(); f != nil {
		return *f
	}
	return remedy(n.home, err)
}

// fail notes the failure after which the node must stop; the first one counts.
func (n *Node) fail(err error) {
	err = remedy(n.home, err)
	if n.failure.CompareAndSwap(nil, &err) {
		n.fault <- err // has room for one
	}
}

// Home is the folder that the node runs in.
func (n *Node) Home() Home { return n.home }

// ChainID is the name of the chain.
func (n *Node) ChainID() string { return n.genesis.ChainID }

// Ready is closed when the node has committed its first block since Start.
func (n *Node) Ready() <-chan struct{} { return n.ready }

// API is the address that the HTTP API listens on, "" before Start or when it is
// switched off.
func (n *Node) API() string {
	if n.api == nil {
		return ""
	}
	return n.api.Addr().String()
}

// RPC is the address of CometBFT's JSON-RPC, host:port.
func (n *Node) RPC() string { return trimScheme(n.tuning.RPC.ListenAddress) }
