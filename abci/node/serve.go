package node

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/api"
	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/abci/control"
	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/page"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/state"
)

// serve starts the servers. One that dies before Stop takes the node with it, but for the
// owner's.
func (n *Node) serve() error {
	if n.servers.api != nil {
		srv, err := n.apiServer()
		if err != nil {
			return err
		}
		n.servers.serve(srv, api.Limit(n.servers.api), n.fault.report)
	}
	if n.servers.metrics != nil {
		n.servers.serve(metricsServer(n.metrics.Handler()), n.servers.metrics, n.fault.report)
	}
	n.serveOwner()
	return nil
}

func (n *Node) apiServer() (*http.Server, error) {
	var g *runtime.Genesis
	if n.app.Last().Height == 0 { // later nobody asks for it, and one of a million accounts takes seconds to read
		err := home.ReadState(n.dir, func(d *json.Decoder) (err error) { g, err = abci.DecodeGenesis(d); return err })
		if err != nil {
			return nil, err
		}
	}
	faucet, err := n.openFaucet()
	if err != nil {
		return nil, err
	}
	return api.New(api.Config{
		ChainID: n.genesis.ChainID, Version: abci.Version, BlockTime: n.consensus.settings.Consensus.TimeoutCommit,
		Genesis: g, GenesisTime: n.genesis.GenesisTime.Unix(),
		Chain: chain{n.app, n.history}, Machine: n.machine, Pool: n.pool(), History: n.history, Network: n.consensus, Metrics: n.Metrics(), Page: page.Handler(),
		Turns: n.turns, QueryGas: n.cfg.QueryGas, QueryTime: time.Duration(n.cfg.QueryTime), Log: n.module("api"),
		Rate: float64(n.cfg.APIRate), Origins: n.cfg.APIOrigins, Past: n.indexed(), Stream: n.stream, Faucet: faucet,
		Sources: genesis.Sources(), Disk: n.disk,
	}), nil
}

// disk is what the node's files take.
func (n *Node) disk() (d v1.Disk) {
	for _, bytes := range n.usage.Bytes() {
		d.Used += uint64(bytes)
	}
	d.Free, _ = n.dir.FreeSpace()
	return d
}

// chain is api.Chain: the app, which has the states, and the blocks, which have their times.
type chain struct {
	*abci.App
	history *history
}

// At implements api.Chain.
func (c chain) At(height uint64) (*state.View, runtime.Header, error) {
	h := runtime.Header{ChainID: c.Last().ChainID, Height: height}
	if height >= c.Last().Height {
		view, last := c.Latest()
		if last.Height == height {
			return view, last, nil
		}
		view.Close()
	}
	view, err := c.State().ViewAt(height)
	if err != nil {
		return nil, h, err
	}
	b, ok, err := c.history.Header(height)
	if err == nil && !ok {
		err = state.ErrPruned // its block is not here, so nobody knows its time
	}
	if err != nil {
		view.Close()
		return nil, h, err
	}
	h.Time = b.Time
	return view, h, nil
}

// Oldest implements api.Chain.
func (c chain) Oldest() uint64 { return c.State().Oldest() }

// serveOwner opens the socket. A home that is too deep for one has a node
// without: that is no reason not to run.
func (n *Node) serveOwner() {
	ln, err := control.Listen(n.dir.Socket())
	if err != nil {
		n.log.Warn("no control socket: snapshots and backups by command need the node stopped", "err", err)
		return
	}
	n.servers.serve(control.New(owner{n}), ln, func(err error) {
		n.log.Warn("the control socket failed", "err", err)
	})
}
