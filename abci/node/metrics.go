package node

import (
	"context"
	"errors"
	"time"

	cometnode "github.com/cometbft/cometbft/node"

	"github.com/peerz-ai/peerz-chain/abci/metrics"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// usageInterval is how old the sizes of the folders may be that are shown.
const usageInterval = 30 * time.Second

// instruments adds what this node knows of itself to its metrics, and says where CometBFT puts its own.
func (n *Node) instruments() cometnode.MetricsProvider {
	m := n.metrics
	m.Add(&metrics.Chain{Source: source{n}})
	n.usage = metrics.NewUsage(n.dir.Parts(), usageInterval)
	m.Add(n.usage)
	m.Gauge("disk_free_bytes", "Space left on the disk of the data.", func() float64 {
		left, _ := n.dir.FreeSpace()
		return float64(left)
	})
	m.Counter("code_loads_total", "Codes brought into memory since the start, from the disk or by compiling them: by calls of cold codes.",
		func() float64 { return float64(n.engine.Loads()) })
	m.Gauge("mempool_transactions", "Transactions that wait for a block.", func() float64 {
		transactions, _ := n.app.Load()
		return float64(transactions)
	})
	m.Gauge("mempool_bytes", "Bytes of the transactions that wait for a block.", func() float64 {
		_, bytes := n.app.Load()
		return float64(bytes)
	})
	m.Gauge("indexer_lag_blocks", "Blocks that are stored and whose receipts are not indexed yet.", n.indexerLag)
	m.Gauge("history_lag_blocks", "Blocks that the index of history has still to read; 0 when there is none.", n.historyLag)
	m.Gauge("peers", "Connected peers.", func() float64 { return float64(n.consensus.Peers()) })
	m.Gauge("catching_up", "1 while the node fetches blocks that the chain has made already.", func() float64 { return oneIf(n.consensus.CatchingUp()) })
	m.Gauge("snapshot_height", "Height of the newest snapshot for nodes that join; 0 for none.", n.newestSnapshot)
	settings := n.consensus.settings.Instrumentation
	settings.Prometheus = n.cfg.Metrics != ""
	settings.PrometheusListenAddr = "" // our own server shows them
	return m.Comet(settings)
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func (n *Node) indexerLag() float64 {
	comet := n.consensus.node.Load()
	if comet == nil {
		return 0
	}
	return float64(max(comet.BlockStore().Height()-n.history.indexed.Load(), 0))
}

func (n *Node) newestSnapshot() (newest float64) {
	list, _ := n.dir.Snapshots().List()
	for _, info := range list {
		newest = max(newest, float64(info.Head.Height))
	}
	return newest
}

// system are the contracts whose events are counted: those whose hooks the chain calls. Genesis names
// them, and nothing else does.
func (n *Node) system() map[string]bool {
	if n.counted != nil {
		return n.counted
	}
	view := n.state().View()
	defer view.Close()
	hooks, err := world.Read(view).Hooks()
	if err != nil {
		return nil
	}
	n.counted = map[string]bool{}
	for _, a := range hooks {
		n.counted[a.String()] = true
	}
	return n.counted
}

// source is metrics.Source.
type source struct{ node *Node }

// Latest implements metrics.Source.
func (s source) Latest() (*state.View, runtime.Header) { return s.node.app.Latest() }

// Query implements metrics.Source.
func (s source) Query(ctx context.Context, v *state.View, h runtime.Header, contract abi.Address, input []byte) ([]byte, error) {
	done, err := s.node.turns.Take(ctx, "metrics")
	if err != nil {
		return nil, err
	}
	defer done()
	output, _, fault, err := s.node.machine.Query(v, h, contract, input, s.node.cfg.QueryGas)
	if err == nil && fault != nil {
		err = errors.New(fault.Log)
	}
	return output, err
}
