package abci

import (
	"context"
	"fmt"
	"math"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	cmttypes "github.com/cometbft/cometbft/proto/tendermint/types"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// work is a block that is executed but not committed.
type work struct {
	header  runtime.Header
	overlay *state.Overlay
	root    [32]byte
	codes   []abi.Hash // uploaded in this block
	txs     [][]byte
	hashes  []abi.Hash // of txs
	results []*abcitypes.ExecTxResult
	events  []abcitypes.Event // of hooks and the host
	signed  int64             // of power, the part that signed the block before
	power   int64
	took    Took
}

// FinalizeBlock executes a decided block in one overlay (I2). Nothing reaches the
// store: executing the same block again gives the same answer (I6).
func (a *App) FinalizeBlock(_ context.Context, req *abcitypes.RequestFinalizeBlock) (res *abcitypes.ResponseFinalizeBlock, err error) {
	if err := a.broken(); err != nil {
		return nil, err
	}
	defer a.guard(fmt.Sprintf("finalize block %d", req.Height), &err)
	w := &work{header: a.Header(req), overlay: a.overlay(), txs: req.Txs}
	w.signed, w.power = participation(req.DecidedLastCommit)
	if want := a.next(); w.header.Height != want {
		return nil, fmt.Errorf("the next block is %d", want)
	}
	if err := a.checkProgram(w.overlay, w.header.Height); err != nil {
		return nil, err
	}
	before, err := world.Read(w.overlay).Params()
	if err != nil {
		return nil, err
	}
	end, err := a.execute(w)
	if err != nil {
		return nil, err
	}
	after, err := world.Read(w.overlay).Params()
	if err != nil {
		return nil, err
	}
	rooted := w.took.measure(PhaseRoot)
	if w.root, err = w.overlay.Root(); err != nil {
		return nil, err
	}
	rooted()
	a.work, w.events = w, toEvents(end.Events)
	return &abcitypes.ResponseFinalizeBlock{
		Events: w.events, TxResults: w.results,
		ValidatorUpdates: toComet(end.ValidatorUpdates), AppHash: w.root[:],
		ConsensusParamUpdates: consensusUpdates(before, after),
	}, nil
}

// consensusUpdates tells consensus how large blocks may be, when a vote has changed that.
func consensusUpdates(before, after world.Params) *cmttypes.ConsensusParams {
	if before.MaxBlockBytes == after.MaxBlockBytes {
		return nil
	}
	return &cmttypes.ConsensusParams{Block: &cmttypes.BlockParams{MaxBytes: int64(after.MaxBlockBytes), MaxGas: -1}}
}

// next is the height of the next block.
func (a *App) next() uint64 {
	if a.genesis != nil {
		return a.genesis.first
	}
	return a.State().Head().Height + 1
}

// Header is what the machine needs of CometBFT's block.
func (a *App) Header(req *abcitypes.RequestFinalizeBlock) runtime.Header {
	h := runtime.Header{ChainID: a.cfg.ChainID, Height: uint64(req.Height), Time: req.Time.Unix()}
	copy(h.Proposer[:], req.ProposerAddress)
	copy(h.Hash[:], req.Hash)
	for _, v := range req.DecidedLastCommit.Votes {
		h.Votes = append(h.Votes, runtime.Vote{
			Validator: consensusAddress(v.Validator.Address), Signed: v.BlockIdFlag != cmttypes.BlockIDFlagAbsent})
	}
	for _, m := range req.Misbehavior {
		h.Misbehavior = append(h.Misbehavior, runtime.Misbehavior{
			Validator: consensusAddress(m.Validator.Address), Height: uint64(m.Height), Kind: uint64(m.Type)})
	}
	return h
}

// participation is the power of those who signed a commit, and of all who could.
func participation(c abcitypes.CommitInfo) (signed, power int64) {
	for _, v := range c.Votes {
		power += v.Validator.Power
		if v.BlockIdFlag == cmttypes.BlockIDFlagCommit {
			signed += v.Validator.Power
		}
	}
	return signed, power
}

func consensusAddress(b []byte) (a world.ConsensusAddress) {
	copy(a[:], b)
	return a
}

// overlay is where the next block begins: above the last commit, or above the
// genesis state that waits to be committed with the first block.
func (a *App) overlay() *state.Overlay {
	if a.genesis == nil {
		return a.State().Overlay()
	}
	a.genesis.overlay.Revert(a.genesis.start)
	return a.genesis.overlay
}

func (a *App) execute(w *work) (end runtime.BlockEnd, err error) {
	list := a.decode(w) // its signatures, too: of a block that is fetched or replayed, and was no proposal here
	begun := w.took.measure(PhaseHooks)
	block, err := a.machine.Begin(w.overlay, w.header)
	if err != nil {
		return end, err
	}
	begun()
	ran := w.took.measure(PhaseVM)
	for i, d := range list {
		r, err := block.Apply(d)
		if err != nil {
			return end, fmt.Errorf("transaction %d: %w", i, err)
		}
		w.results[i] = toResult(r)
	}
	ran()
	defer w.took.measure(PhaseHooks)()
	end, err = block.End()
	w.codes = end.Codes
	return end, err
}

// decode decodes a block's transactions and verifies their signatures.
func (a *App) decode(w *work) []runtime.Decoded {
	defer w.took.measure(PhaseCheck)()
	w.results, w.hashes = make([]*abcitypes.ExecTxResult, len(w.txs)), make([]abi.Hash, len(w.txs))
	list := make([]runtime.Decoded, len(w.txs))
	for i, raw := range w.txs {
		list[i] = a.decoder.decode(raw)
		w.hashes[i] = hashOf(list[i], raw)
	}
	a.machine.Verify(list)
	return list
}

// toResult translates a receipt. Code, Data, GasWanted and GasUsed enter the
// results hash of the next header; Log and Events do not.
func toResult(r runtime.Receipt) *abcitypes.ExecTxResult {
	return &abcitypes.ExecTxResult{
		Code: uint32(r.Code), Data: r.Data, Log: r.Log,
		GasWanted: signed(r.GasWanted), GasUsed: signed(r.GasUsed), Events: toEvents(r.Events),
	}
}

// signed saturates: CometBFT counts gas in int64.
func signed(gas uint64) int64 { return int64(min(gas, math.MaxInt64)) }
