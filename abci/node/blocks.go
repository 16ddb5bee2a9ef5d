package node

import (
	"reflect"
	"unsafe"

	"github.com/cometbft/cometbft/libs/log"
	cometnode "github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	sm "github.com/cometbft/cometbft/state"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/catchup"
	"github.com/peerz-ai/peerz-chain/abci/cometdb"
)

// fetchBlocks has our own reactor fetch blocks in CometBFT's place, whose 0.40.0 panics when the peer that sent the next block goes at the
// wrong moment, and gives up peers that send small blocks.
func (c *consensus) fetchBlocks(key comet.PrivValidator, stores *cometdb.Store, logger log.Logger) cometnode.Option {
	return func(n *cometnode.Node) {
		own, err := key.GetPubKey()
		if err != nil {
			panic(err) // CometBFT has asked for it before
		}
		states := stores.Outcomes()
		executor := sm.NewBlockExecutor(states, logger.With("module", "state"), n.ProxyApp().Consensus(), n.Mempool(), n.EvidencePool(), n.BlockStore(),
			sm.BlockExecutorWithBlockTimeTolerance(c.settings.Consensus.BlockTimeTolerance))
		executor.SetEventBus(n.EventBus())
		r := catchup.New(catchup.Options{
			Blocks: n.BlockStore(), States: states, Executor: executor, Validator: own.Address(),
			Begin: n.ConsensusReactor().WaitSync() && !c.restoring(states),
			GoOver: func(state sm.State, came bool) {
				if m, ok := n.MempoolReactor().(interface{ EnableInOutTxs() }); ok {
					m.EnableInOutTxs()
				}
				n.ConsensusReactor().SwitchToConsensus(state, came)
			},
			Failed: c.fault.report,
		})
		r.SetLogger(logger.With("module", "blocksync"))
		cometnode.CustomReactors(map[string]p2p.Reactor{"BLOCKSYNC": r})(n)
		afterSnapshot(n, r)
	}
}

// restoring reports whether CometBFT looks for a snapshot before blocks: if it is told to and has no state.
func (c *consensus) restoring(states sm.Store) bool {
	state, err := states.Load()
	return err == nil && c.settings.StateSync.Enable && state.LastBlockHeight == 0
}

// afterSnapshot has CometBFT enable a reactor when a snapshot is restored. It keeps the one to enable beside those that its option
// replaces, where nothing else reaches.
func afterSnapshot(n *cometnode.Node, r p2p.Reactor) {
	field := reflect.ValueOf(n).Elem().FieldByName("bcReactor")
	*(*p2p.Reactor)(unsafe.Pointer(field.UnsafeAddr())) = r
}
