package api

import (
	"net/http"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// statusAnswer is where the chain stands. Before the first block it describes
// the genesis: height 0 and the chain's first epoch to come.
type statusAnswer struct {
	ChainID     string     `json:"chain_id"`
	Height      uint64     `json:"height"`
	AppHash     abi.Hash   `json:"app_hash"`
	Epoch       uint64     `json:"epoch"`
	Time        int64      `json:"time"` // of the last block, unix seconds
	EpochStart  uint64     `json:"epoch_start"`
	EpochEnd    uint64     `json:"epoch_end"`
	BlockTimeMS int64      `json:"block_time_ms"`
	CatchingUp  bool       `json:"catching_up"`
	MinGasPrice abi.Amount `json:"min_gas_price"`
	Peers       int        `json:"peers"`
	Metrics     string     `json:"metrics"` // URL, as the node knows itself; "" when they are off

	Program programAnswer `json:"program"`
}

// programAnswer says which version executes blocks: here, by the chain's rules, and soon.
type programAnswer struct {
	Running string      `json:"running"`           // of this node
	Version string      `json:"version,omitempty"` // that the chain's blocks belong to; absent: to none
	Planned *planAnswer `json:"planned,omitempty"`
}

// planAnswer is a version that a vote has planned.
type planAnswer struct {
	Version string `json:"version"`
	Height  uint64 `json:"height"` // of its first block
}

func (s *server) status(*http.Request) (any, error) {
	view, h := s.Chain.Latest()
	defer view.Close()
	a := statusAnswer{
		ChainID: s.ChainID, Height: h.Height, AppHash: view.Root(), Time: h.Time,
		BlockTimeMS: s.BlockTime.Milliseconds(), CatchingUp: s.Network.CatchingUp(), Peers: s.Network.Peers(),
	}
	clock, params, err := s.rules(world.Read(view), h)
	if err != nil {
		return nil, err
	}
	a.Epoch, a.EpochStart, a.EpochEnd = clock.Epoch, clock.Start, clock.End
	a.MinGasPrice = params.MinGasPrice
	if s.Metrics != "" {
		a.Metrics = "http://" + s.Metrics + "/metrics"
	}
	a.Program, err = s.program(world.Read(view))
	return a, err
}

func (s *server) program(r world.Reader) (programAnswer, error) {
	p, err := r.Program()
	a := programAnswer{Running: s.Version, Version: p.Version}
	if p.Plan != (world.Plan{}) {
		a.Planned = &planAnswer{p.Plan.Version, p.Plan.Height}
	}
	return a, err
}

// rules are the clock and the parameters in force, or those of the genesis while
// there is no block.
func (s *server) rules(r world.Reader, h runtime.Header) (clock world.Clock, params world.Params, err error) {
	if h.Height == 0 {
		params = s.Genesis.Params.WithDefaults()
		start := uint64(max(s.GenesisTime, 0))
		return world.Clock{Genesis: start, Length: params.EpochSeconds, Start: start, End: start + params.EpochSeconds}, params, nil
	}
	if clock, err = r.Clock(); err != nil {
		return clock, params, err
	}
	params, err = r.Params()
	return clock, params, err
}

// healthz says that the process is alive and has met no failure.
func (s *server) healthz(*http.Request) (any, error) {
	if err := s.Network.Fault(); err != nil {
		return nil, &failure{http.StatusInternalServerError, "fault", err.Error()}
	}
	return map[string]bool{"healthy": true}, nil
}

// readyz says that blocks are flowing, so that a transaction sent now will soon
// be in one.
func (s *server) readyz(*http.Request) (any, error) {
	if err := s.Network.Fault(); err != nil {
		return nil, notReady("the node is stopping after a failure")
	}
	if s.Network.CatchingUp() {
		return nil, notReady("the node is catching up with the chain")
	}
	if !s.Network.Flowing() {
		return nil, notReady("no block was made lately")
	}
	return map[string]bool{"ready": true}, nil
}
