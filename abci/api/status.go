package api

import (
	"context"
	"encoding/hex"
	"net/http"

	"github.com/cometbft/cometbft/p2p"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

type none struct{}

func (s *server) status(context.Context, *none) (a v1.Status, err error) {
	view, h := s.Chain.Latest()
	defer view.Close()
	a = v1.Status{
		ChainID: s.ChainID, Height: h.Height, AppHash: view.Root(), Time: h.Time,
		BlockTimeMS: s.BlockTime.Milliseconds(), CatchingUp: s.Network.CatchingUp(), Peers: s.Network.Peers(),
		Mempool: s.Pool.Size(), Retained: v1.Retained{State: s.Chain.Oldest(), Blocks: s.History.Oldest()}, Faucet: s.Faucet != nil,
	}
	if s.Past != nil {
		a.History.On = true
		a.History.Oldest, a.History.Newest = s.Past.Covered()
		a.History.Lag = h.Height - min(h.Height, a.History.Newest)
		a.History.Missing = s.Past.Missing()
	}
	if s.Disk != nil {
		disk := s.Disk()
		a.Disk = &disk
	}
	if s.Metrics != "" {
		a.Metrics = "http://" + s.Metrics + "/metrics"
	}
	clock, params, ok := s.genesisRules()
	if !ok {
		if clock, params, err = rules(world.Read(view)); err != nil {
			return a, err
		}
	}
	a.Epoch, a.EpochStart, a.EpochEnd, a.MinGasPrice = clock.Epoch, int64(clock.Start), int64(clock.End), params.MinGasPrice
	if a.Program, err = s.program(world.Read(view)); err != nil {
		return a, err
	}
	a.Failing, a.Rescues, err = troubles(world.Read(view))
	return a, err
}

// rules are the clock and the parameters in force.
func rules(r world.Reader) (clock world.Clock, params world.Params, err error) {
	if clock, err = r.Clock(); err != nil {
		return clock, params, err
	}
	params, err = r.Params()
	return clock, params, err
}

func (s *server) program(r world.Reader) (v1.Program, error) {
	p, err := r.Program()
	a := v1.Program{Running: s.Version, Version: p.Version}
	if p.Plan != (world.Plan{}) {
		a.Planned = &v1.Plan{Version: p.Plan.Version, Height: p.Plan.Height}
	}
	return a, err
}

// healthz says that the process is alive and has met no failure.
func (s *server) healthz(context.Context, *none) (a v1.Healthy, err error) {
	if err := s.Network.Fault(); err != nil {
		return a, fail(http.StatusInternalServerError, "fault", "%s", err.Error())
	}
	return v1.Healthy{Healthy: true}, nil
}

// readyz says that blocks are flowing, so that a transaction sent now will soon
// be in one.
func (s *server) readyz(context.Context, *none) (a v1.Ready, err error) {
	if err := s.Network.Fault(); err != nil {
		return a, notReady("the node is stopping after a failure")
	}
	if s.Network.CatchingUp() {
		return a, notReady("the node is catching up with the chain")
	}
	if !s.Network.Flowing() {
		return a, notReady("no block was made lately")
	}
	return v1.Ready{Ready: true}, nil
}

func (s *server) peers(_ context.Context, in *struct{ Part }) (a v1.Peers, err error) {
	if id, err := hex.DecodeString(in.Cursor); in.Cursor != "" && (err != nil || len(id) != p2p.IDByteLength) {
		return a, bad("cursor: %.60q is no peer's id", in.Cursor)
	}
	a.Peers = []v1.Peer{}
	for _, p := range s.Network.PeerList() {
		if p.ID < in.Cursor {
			continue
		}
		if len(a.Peers) == in.Limit {
			a.Next = p.ID
			break
		}
		a.Peers = append(a.Peers, p)
	}
	return a, nil
}
