package node

import (
	"bytes"
	"encoding/hex"
	"errors"
	"path/filepath"
	"testing"
	"time"

	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
	"github.com/peerz-ai/peerz-chain/abci/maintenance"
	"github.com/peerz-ai/peerz-chain/state"
)

// A chain that was exported goes on as another one: the same app hash, the next
// height, accounts and contracts as they were. A home made from the export
// exports the same bytes before its first block.
func TestExportGoesOn(t *testing.T) {
	h := newHome(t)
	n, stop := start(t, h)
	ready(t, n)
	var r receipt
	post(t, n, "/v1/txs?wait=1", pay(0), &r)
	reach(t, []*Node{n}, r.Height+3)
	stop()

	first, err := maintenance.Export(h, home.DefaultConfig(), maintenance.ExportOptions{Height: r.Height})
	must(t, err)
	doc, err := comet.GenesisDocFromJSON(first.Genesis)
	must(t, err)
	next := home.Dir(filepath.Join(t.TempDir(), "next"))
	must(t, home.Init(next, home.InitOptions{Genesis: doc, Keys: keysFromSeed([]byte("test")), PortBase: hometest.Ports(t, 1),
		BlockTime: 20 * time.Millisecond, Local: true}))
	second, err := maintenance.Export(next, home.DefaultConfig(), maintenance.ExportOptions{})
	must(t, err)
	if !bytes.Equal(first.Genesis, second.Genesis) || first.AppHash != second.AppHash || second.Height != r.Height {
		t.Errorf("exported %d bytes with app hash %s, again %d with %s", len(first.Genesis), first.AppHash, len(second.Genesis), second.AppHash)
	}
	n, stop = start(t, next)
	ready(t, n)
	asksContracts(t, n)
	block := n.consensus.node.Load().BlockStore().LoadBlockMeta(int64(r.Height + 1))
	if block == nil || hex.EncodeToString(block.Header.AppHash) != first.AppHash {
		t.Errorf("the first block is %+v", block)
	}
	stop()
	n, _ = start(t, next) // and it starts again
	ready(t, n)
}

func TestExportRefuses(t *testing.T) {
	h := newHome(t)
	if _, err := maintenance.Export(h, home.DefaultConfig(), maintenance.ExportOptions{}); err != nil {
		t.Errorf("before the first block: %v", err)
	}
	run(t, h)
	if _, err := maintenance.Export(h, home.DefaultConfig(), maintenance.ExportOptions{Height: 1_000_000}); !errors.Is(err, state.ErrFuture) {
		t.Errorf("a height to come: %v", err)
	}
	x, err := maintenance.Export(h, home.DefaultConfig(), maintenance.ExportOptions{ChainID: "other-1"})
	must(t, err)
	doc, err := comet.GenesisDocFromJSON(x.Genesis)
	must(t, err)
	if doc.ChainID != "other-1" {
		t.Errorf("the chain is %s", doc.ChainID)
	}
	n, stop := start(t, h)
	ready(t, n)
	if _, err := maintenance.Export(h, home.DefaultConfig(), maintenance.ExportOptions{}); !errors.Is(err, home.ErrInUse) {
		t.Errorf("of a running node: %v", err)
	}
	stop()
}
