package node

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/api"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/mempool"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// What CheckTx says of the node is an error of the pool, and never a transaction's code: not
// even when the numbers are the same.
func TestI7TheNodesAnswersAreNoAdmission(t *testing.T) {
	for _, code := range []uint32{abci.NodeNotReady, abci.NodeStopping, uint32(abi.CodeBlockFull)} {
		adm, err := admission(&abcitypes.ResponseCheckTx{Codespace: abci.CodespaceNode, Code: code})
		if !errors.Is(err, api.ErrNotReady) || adm != (api.Admission{}) {
			t.Errorf("code %d: %+v, %v", code, adm, err)
		}
	}
	for code, want := range map[uint32]error{abci.NodePoolFull: api.ErrPoolFull, abci.NodeAccountFull: api.ErrAccountFull} {
		if _, err := admission(&abcitypes.ResponseCheckTx{Codespace: abci.CodespaceNode, Code: code}); !errors.Is(err, want) {
			t.Errorf("code %d: %v", code, err)
		}
	}
	adm, err := admission(&abcitypes.ResponseCheckTx{Code: uint32(abi.CodeFeeTooLow), Log: "pay more"})
	if err != nil || adm.Code != abi.CodeFeeTooLow || adm.Log != "pay more" {
		t.Errorf("a verdict: %+v, %v", adm, err)
	}
}

// CometBFT's list has space for what the application lets wait and for what it displaces between two blocks.
func TestCometsListIsTwiceTheMempool(t *testing.T) {
	dir := home.Dir(t.TempDir())
	must(t, os.MkdirAll(filepath.Dir(dir.CometConfig()), 0o755))
	must(t, os.WriteFile(dir.CometConfig(), nil, 0o600))
	c, err := home.LoadComet(dir)
	must(t, err)
	if c.Mempool.Size != 2*mempool.MaxTxs || c.Mempool.MaxTxsBytes != 2*mempool.MaxBytes {
		t.Errorf("CometBFT lists %d transactions, %d bytes", c.Mempool.Size, c.Mempool.MaxTxsBytes)
	}
}

// A pool without a running CometBFT takes nothing.
func TestPoolBeforeTheStart(t *testing.T) {
	p := pool{comet: newConsensus(nil, nil, newFault(home.Dir(t.TempDir()))), life: context.Background()}
	if _, err := p.Submit([]byte("any")); !errors.Is(err, api.ErrNotReady) {
		t.Errorf("submitted: %v", err)
	}
}

// The first failure is the one that counts, and what follows from it is told as it.
func TestTheFirstFaultCounts(t *testing.T) {
	f := newFault(home.Dir(t.TempDir()))
	if f.err() != nil || f.cause(nil) != nil {
		t.Error("a failure before any")
	}
	first := errors.New("first")
	f.report(first)
	f.report(errors.New("second"))
	if f.err() != first || f.cause(errors.New("third")) != first || <-f.told != first {
		t.Errorf("it failed with %v", f.err())
	}
}
