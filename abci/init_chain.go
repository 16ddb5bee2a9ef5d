package abci

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/proto/tendermint/types"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/state"
)

// genesis is the state before the first block. It is committed together with
// that block, so a crash in between starts over from the genesis document.
type genesis struct {
	overlay *state.Overlay
	start   state.Checkpoint // where a block executed again must begin
	first   uint64           // height of the first block
}

// InitChain builds the genesis state in an overlay and reports its root.
func (a *App) InitChain(_ context.Context, req *abcitypes.RequestInitChain) (res *abcitypes.ResponseInitChain, err error) {
	defer a.guard("init chain", &err)
	switch {
	case req.ChainId != a.cfg.ChainID:
		return nil, fmt.Errorf("genesis is of chain %q, the node of %q", req.ChainId, a.cfg.ChainID)
	case a.State().Head().Height > 0:
		return nil, fmt.Errorf("the store is at height %d already", a.State().Head().Height)
	}
	g, err := a.readGenesis(req.AppStateBytes)
	if err != nil {
		return nil, err
	}
	if len(g.State) == 0 && req.InitialHeight > 1 {
		return nil, fmt.Errorf("initial height %d: a chain without earlier state starts at 1", req.InitialHeight)
	}
	if g.Validators, err = fromComet(req.Validators); err != nil {
		return nil, err
	}
	if err := checkEvidence(req.ConsensusParams, g); err != nil {
		return nil, err
	}
	if err := checkBlockBytes(req.ConsensusParams, g); err != nil {
		return nil, err
	}
	ov := a.State().Overlay()
	updates, err := a.machine.InitChain(ov, g, req.ChainId, req.Time.Unix())
	if err != nil {
		return nil, err
	}
	root, err := ov.Root()
	if err != nil {
		return nil, err
	}
	a.genesis = &genesis{overlay: ov, start: ov.Checkpoint(), first: uint64(max(req.InitialHeight, 1))}
	return &abcitypes.ResponseInitChain{Validators: toComet(updates), AppHash: root[:]}, nil
}

// slowestBlock is how long a block is taken to last where consensus counts blocks.
const slowestBlock = 10 * time.Second

// EvidenceBlocks is for how many blocks consensus may take evidence that is to last no longer than a time.
func EvidenceBlocks(age time.Duration) int64 { return max(1, int64(age/slowestBlock)) }

// checkEvidence compares how long consensus takes evidence, in time and in blocks, with what the chain's
// parameters say: they see to it that stake is not free before. A genesis that continues a state has both
// from the chain before.
func checkEvidence(p *cmttypes.ConsensusParams, g *runtime.Genesis) error {
	if p == nil || p.Evidence == nil || len(g.State) > 0 {
		return nil
	}
	known := time.Duration(g.Params.WithDefaults().EvidenceSeconds) * time.Second
	if age := p.Evidence.MaxAgeDuration; age > known {
		return fmt.Errorf("consensus takes evidence for %s, evidence_seconds is %s: stake could be free before it is slashed", age, known)
	}
	if blocks := p.Evidence.MaxAgeNumBlocks; blocks > EvidenceBlocks(known) {
		return fmt.Errorf("consensus takes evidence for %d blocks, which can last longer than evidence_seconds, %s: want at most %d", blocks, known, EvidenceBlocks(known))
	}
	return nil
}

// checkBlockBytes sees to it that consensus begins with the blocks that the chain's parameters say.
func checkBlockBytes(p *cmttypes.ConsensusParams, g *runtime.Genesis) error {
	if p == nil || p.Block == nil || g.Params.MaxBlockBytes == 0 || len(g.State) > 0 || p.Block.MaxBytes == int64(g.Params.MaxBlockBytes) {
		return nil
	}
	return fmt.Errorf("consensus takes blocks of %d bytes, max_block_bytes is %d", p.Block.MaxBytes, g.Params.MaxBlockBytes)
}

// readGenesis reads the app_state that consensus hands over, or that of the document itself.
func (a *App) readGenesis(appState []byte) (g *runtime.Genesis, err error) {
	if a.cfg.Genesis == nil {
		return ParseGenesis(appState)
	}
	err = a.cfg.Genesis(func(d *json.Decoder) error { g, err = DecodeGenesis(d); return err })
	return g, err
}

// fromComet translates the validators of the genesis document.
func fromComet(in []abcitypes.ValidatorUpdate) ([]runtime.ValidatorUpdate, error) {
	out := make([]runtime.ValidatorUpdate, len(in))
	for i, v := range in {
		key := v.PubKey.GetEd25519()
		if len(key) != len(out[i].PubKey) {
			return nil, fmt.Errorf("genesis validator %d: not an ed25519 key", i)
		}
		copy(out[i].PubKey[:], key)
		out[i].Power = v.Power
	}
	return out, nil
}

// toComet translates changes of the validator set.
func toComet(in []runtime.ValidatorUpdate) []abcitypes.ValidatorUpdate {
	out := make([]abcitypes.ValidatorUpdate, len(in))
	for i, v := range in {
		out[i] = abcitypes.Ed25519ValidatorUpdate(v.PubKey[:], v.Power)
	}
	return out
}
