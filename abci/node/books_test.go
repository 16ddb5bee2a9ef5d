package node

import (
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// The application of a node checks the books, and a ledger that does not add up is a fault.
func TestTheNodeChecksTheBooks(t *testing.T) {
	n, err := New(newHome(t), home.DefaultConfig(), nil)
	must(t, err)
	defer func() { must(t, n.close()) }()
	spoiled, err := state.Open("app", state.Config{FS: vfs.NewMem()})
	must(t, err)
	defer func() { must(t, spoiled.Close()) }()
	o := spoiled.Overlay()
	w := world.New(o)
	must(t, w.SetSupply(world.Supply{Cap: world.DefaultCap, Minted: world.DefaultCap}))
	_, err = spoiled.Commit(o, 1)
	must(t, err)
	view := spoiled.View()
	defer view.Close()
	if err := n.appConfig(0).Check(view, runtime.Header{Height: 1}); err == nil || !strings.Contains(err.Error(), "violated invariant after block 1: ledger: ") {
		t.Error(err)
	}
}
