package node

import (
	"errors"
	"net"
	"net/http"
	"net/http/pprof"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/api"
)

// serve starts the HTTP servers on the listeners that Start has opened.
func (n *Node) serve() error {
	if n.api != nil {
		g, err := abci.ParseGenesis(n.genesis.AppState)
		if err != nil {
			return err
		}
		n.server = api.New(api.Config{
			ChainID: n.genesis.ChainID, BlockTime: n.tuning.Consensus.TimeoutCommit,
			Genesis: g, GenesisTime: n.genesis.GenesisTime.Unix(),
			Chain: n.app, Machine: n.machine, Pool: pool{n}, History: history{n}, Network: network{n},
			QueryGas: n.cfg.QueryGas, QueryTime: time.Duration(n.cfg.QueryTime), Log: n.log,
		})
		n.run(n.server, n.api)
	}
	if n.debug != nil {
		n.debugServer = debugServer()
		n.run(n.debugServer, n.debug)
	}
	return nil
}

// run serves until Stop. A server that dies otherwise takes the node with it.
func (n *Node) run(srv *http.Server, ln net.Listener) {
	go func() {
		if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			n.fail(err)
		}
	}()
}

// debugServer shows profiles under /debug/pprof/ and CometBFT's metrics under
// /metrics.
func debugServer() *http.Server {
	mux := http.NewServeMux()
	mux.Handle("/metrics", promhttp.Handler())
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	return &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
}
