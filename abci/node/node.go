package node

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"

	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/api"
	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/index"
	"github.com/peerz-ai/peerz-chain/abci/join"
	"github.com/peerz-ai/peerz-chain/abci/logging"
	"github.com/peerz-ai/peerz-chain/abci/metrics"
	"github.com/peerz-ai/peerz-chain/abci/turns"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/state/invariant"
	"github.com/peerz-ai/peerz-chain/vm"
)

// A Node is one running member of a chain. Open it with New, then Start, and
// always Stop.
type Node struct {
	dir     home.Dir
	cfg     home.Config
	root    *slog.Logger // of all parts of the program
	log     *slog.Logger // of this one
	genesis *comet.GenesisDoc

	life    context.Context // ends when Stop begins
	endLife context.CancelFunc
	fault   *fault
	closers []func() error // of what is open, in the order of opening

	state    func() *state.Store // as of now: see abci.App.State
	stores   *cometdb.Store
	engine   *vm.Engine
	machine  *runtime.Machine
	app      *abci.App
	turns    *turns.Turns
	restorer *join.Restorer
	taker    *join.Taker

	consensus *consensus
	redialer  *redialer
	obstacle  atomic.Pointer[error] // what CometBFT could not do since the last block; nil: nothing
	history   *history
	past      *index.Index  // nil: none
	newBlock  chan struct{} // wakes what follows the chain
	stream    *api.Stream
	journal   *journal
	unsent    [][]byte // of the journal of an earlier process: not offered to the mempool yet
	servers   *servers
	metrics   *metrics.Metrics
	usage     *metrics.Usage
	epoch     uint64          // whose beginning was told of last
	counted   map[string]bool // contracts whose events metrics count; nil before the first block
	atCommit  chan func()     // work for the moment after a commit, when consensus stands still

	stopOnce sync.Once
	stopped  chan struct{} // closed when Stop is done
	stopErr  error
}

// New opens the home of a node: it locks the home, checks that the data belongs
// to its genesis, and opens the stores. Nothing listens and no block is made
// before Start. Its errors wrap the sentinels of package home where a caller may
// branch. log may be nil.
func New(dir home.Dir, cfg home.Config, log *slog.Logger) (*Node, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if err := cfg.Check(); err != nil {
		return nil, err
	}
	if cfg.CheckInvariants {
		invariant.Enable()
	}
	n := &Node{dir: dir, cfg: cfg, root: log, log: log.With(logging.ModuleKey, "node"), fault: newFault(dir), servers: &servers{}, metrics: metrics.New(),
		atCommit: make(chan func()), stopped: make(chan struct{})}
	n.life, n.endLife = context.WithCancel(context.Background())
	for _, open := range []func() error{n.openHome, n.openStores, n.openMachine, n.openApp, n.openIndex, n.openJournal} {
		if err := open(); err != nil {
			return nil, errors.Join(n.fault.cause(err), n.close())
		}
	}
	return n, nil
}

// Home is the folder that the node runs in.
func (n *Node) Home() home.Dir { return n.dir }

// ChainID is the name of the chain.
func (n *Node) ChainID() string { return n.genesis.ChainID }

// Ready is closed when the node has committed its first block since Start.
func (n *Node) Ready() <-chan struct{} { return n.consensus.ready }

// API is the address that the HTTP API listens on, "" before Start or when it is
// switched off.
func (n *Node) API() string { return address(n.servers.api) }

// Metrics is the address at which /metrics is, "" before Start or when it is switched off.
func (n *Node) Metrics() string { return address(n.servers.metrics) }

// RPC is the address of CometBFT's JSON-RPC, host:port.
func (n *Node) RPC() string { return trimScheme(n.consensus.settings.RPC.ListenAddress) }

func trimScheme(address string) string { return strings.TrimPrefix(address, "tcp://") }

// untilStop is ctx, ended by Stop too. The caller must call the function.
func (n *Node) untilStop(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	detach := context.AfterFunc(n.life, cancel)
	return ctx, func() { detach(); cancel() }
}
