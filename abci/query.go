package abci

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/proto/tendermint/crypto"

	"github.com/peerz-ai/peerz-chain/abci/turns"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
)

// Paths of ABCI queries.
const (
	// PathState reads one key of the authenticated state: Data is the key. With
	// Prove, the answer carries an ICS23 proof of presence or absence, which
	// verifies against the app hash of the header of height+1.
	PathState = "/state"
	// PathContract, followed by a bech32 address, runs a contract's query
	// entry: Data is its input. Only the last committed height can be asked.
	PathContract = "/contract/"
)

// ProofType names the ICS23 proof of state.ProofSpec in an answer to PathState.
const ProofType = "ics23:peerz"

// Codes of refused queries, beside those of package runtime/abi.
const (
	codeNoSuchPath   = uint32(abi.CodeUnknownMessage)
	codeNoSuchHeight = uint32(abi.CodeInvalidArgument)
	codeBusy         = uint32(abi.CodeBlockFull)
)

// Query answers from an immutable view, beside block execution. It writes
// nothing, so a failure of it is an answer to the asker and no node fault.
func (a *App) Query(ctx context.Context, req *abcitypes.RequestQuery) (res *abcitypes.ResponseQuery, err error) {
	defer rescue("query", &err)
	if req.Height < 0 {
		return refuse(codeNoSuchHeight, "negative height"), nil
	}
	view, err := a.viewAt(uint64(req.Height))
	if errors.Is(err, state.ErrPruned) || errors.Is(err, state.ErrFuture) || errors.Is(err, state.ErrHistorySize) {
		return refuse(codeNoSuchHeight, err.Error()), nil
	}
	if err != nil {
		return nil, err
	}
	defer view.Close()
	address, isContract := strings.CutPrefix(req.Path, PathContract)
	switch {
	case req.Path == PathState:
		res, err = queryState(view, req.Data, req.Prove)
	case isContract:
		res, err = a.queryContract(ctx, view, address, req.Data)
	default:
		res = refuse(codeNoSuchPath, fmt.Sprintf("no path %.80q: use %s or %sADDRESS", req.Path, PathState, PathContract))
	}
	if err != nil {
		return nil, err
	}
	res.Height = int64(min(view.Height(), math.MaxInt64))
	return res, nil
}

func (a *App) viewAt(height uint64) (*state.View, error) {
	if height == 0 {
		return a.State().View(), nil
	}
	return a.State().ViewAt(height)
}

// Latest is the last committed state and its header, for queries beside this
// package. The caller closes the view.
func (a *App) Latest() (*state.View, runtime.Header) {
	v := a.State().View()
	return v, a.headerOf(v)
}

// headerOf is the header of a view of the last height. A commit that happens at
// this moment may lend it the neighbouring block's time.
func (a *App) headerOf(v *state.View) runtime.Header {
	h := a.Last()
	h.Height = v.Height()
	return h
}

func refuse(code uint32, why string) *abcitypes.ResponseQuery {
	return &abcitypes.ResponseQuery{Code: code, Log: why}
}

func queryState(view *state.View, key []byte, prove bool) (*abcitypes.ResponseQuery, error) {
	if len(key) == 0 || len(key) > state.MaxKey {
		return refuse(uint32(abi.CodeInvalidArgument), "the key must have 1 to 1024 bytes"), nil
	}
	value, _, err := view.Get(key)
	if err != nil {
		return nil, err
	}
	res := &abcitypes.ResponseQuery{Key: key, Value: value}
	if !prove {
		return res, nil
	}
	proof, err := view.Prove(key)
	if errors.Is(err, state.ErrEmptyTree) {
		return refuse(codeNoSuchHeight, err.Error()), nil
	}
	if err != nil {
		return nil, err
	}
	data, err := proof.Marshal()
	if err != nil {
		return nil, err
	}
	res.ProofOps = &crypto.ProofOps{Ops: []crypto.ProofOp{{Type: ProofType, Key: key, Data: data}}}
	return res, nil
}

// rpcClient is who asks by way of CometBFT, which does not say who it is.
const rpcClient = "rpc"

func (a *App) queryContract(ctx context.Context, view *state.View, address string, input []byte) (*abcitypes.ResponseQuery, error) {
	addr, err := abi.ParseAddress(address)
	if err != nil {
		return refuse(uint32(abi.CodeInvalidArgument), err.Error()), nil
	}
	if view.Height() == 0 || view.Height() < a.State().Head().Height {
		return refuse(codeNoSuchHeight, "contracts answer at the last height only"), nil
	}
	done, err := a.cfg.Turns.Take(ctx, rpcClient)
	if errors.Is(err, turns.ErrBusy) {
		return refuse(codeBusy, err.Error()), nil
	}
	if err != nil {
		return nil, err
	}
	defer done()
	out, _, fault, err := a.machine.Query(view, a.headerOf(view), addr, input, a.cfg.QueryGas)
	if err != nil {
		return nil, err
	}
	if fault != nil {
		return refuse(uint32(fault.Code), fault.Log), nil
	}
	return &abcitypes.ResponseQuery{Value: out}, nil
}
