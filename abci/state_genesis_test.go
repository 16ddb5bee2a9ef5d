package abci

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/runtime"
)

// continued is a chain that goes on at height 41 from the state of another, with
// so many megabytes added.
func continued(t *testing.T, megabytes int) *chain {
	t.Helper()
	old := newChain(t)
	old.block(pay(1, 0, 2, minPrice))
	view, _ := old.app.Latest()
	g, err := runtime.ExportState(view, nil)
	must(t, err)
	view.Close()
	old.close()
	rng := rand.NewChaCha8([32]byte{})
	for i := range megabytes {
		value := make([]byte, 1<<20)
		_, _ = rng.Read(value)
		g.State = append(g.State, runtime.GenesisPair{Key: []byte{'~', byte(i)}, Value: value})
	}
	raw, err := json.Marshal(g)
	must(t, err)
	c := &chain{t: t, fs: vfs.NewMem()}
	c.open()
	pub := key(9).Public()
	_, err = c.app.InitChain(context.Background(), &abcitypes.RequestInitChain{
		ChainId: testChain, InitialHeight: 41, Time: time.Unix(testStart, 0), AppStateBytes: raw,
		Validators: []abcitypes.ValidatorUpdate{abcitypes.Ed25519ValidatorUpdate(pub[:], 10)},
	})
	must(t, err)
	return c
}

// at executes and commits the block of a height.
func (c *chain) at(height int64, txs ...[]byte) {
	c.t.Helper()
	_, err := c.app.FinalizeBlock(context.Background(), &abcitypes.RequestFinalizeBlock{
		Height: height, Time: time.Unix(testStart+height, 0), Txs: txs, ProposerAddress: make([]byte, 20),
	})
	must(c.t, err)
	_, err = c.app.Commit(context.Background(), &abcitypes.RequestCommit{})
	must(c.t, err)
}

// A chain that continues a state begins at its height, with its nonces.
func TestChainFromAState(t *testing.T) {
	c := continued(t, 0)
	defer c.close()
	c.at(41, pay(1, 1, 2, minPrice))
	c.at(42)
	if n := c.nonce(1); n != 2 {
		t.Errorf("the nonce is %d", n)
	}
	if h := c.app.Last().Height; h != 42 {
		t.Errorf("the height is %d", h)
	}
}

// A state of many chunks arrives in any order, though every chunk is first sent
// by somebody who gives another one instead.
func TestRestoreOfManyChunks(t *testing.T) {
	ctx := context.Background()
	c := continued(t, 9)
	defer c.close()
	snapshots := snapshot.Store(t.TempDir())
	c.app.cfg.Snapshots = snapshots
	c.at(41)
	view, _ := c.app.Latest()
	info, err := snapshots.Create(ctx, view, nil)
	must(t, err)
	view.Close()
	c.at(42)
	c.at(43)
	offer := c.offers()[0]
	if offer.Chunks < 3 {
		t.Fatalf("only %d chunks", offer.Chunks)
	}
	app := joiner(t)
	res, err := app.OfferSnapshot(ctx, &abcitypes.RequestOfferSnapshot{Snapshot: offer, AppHash: info.Head.Root[:]})
	must(t, err)
	if res.Result != abcitypes.ResponseOfferSnapshot_ACCEPT {
		t.Fatal(res.Result)
	}
	for _, i := range rand.Perm(int(offer.Chunks)) {
		good := chunkOf(t, snapshots, offer.Height, i)
		wrong := chunkOf(t, snapshots, offer.Height, (i+1)%int(offer.Chunks))
		for _, b := range [][]byte{wrong, good} {
			res, err := app.ApplySnapshotChunk(ctx, &abcitypes.RequestApplySnapshotChunk{Index: uint32(i), Chunk: b, Sender: "peer"})
			must(t, err)
			if taken := res.Result == abcitypes.ResponseApplySnapshotChunk_ACCEPT; taken != bytes.Equal(b, good) {
				t.Fatalf("chunk %d: %v", i, res.Result)
			}
		}
	}
	if app.State().Head() != info.Head {
		t.Errorf("restored %+v, not %+v", app.State().Head(), info.Head)
	}
	store := app.State()
	app.Close()
	must(t, store.Close())
}

func chunkOf(t *testing.T, snapshots snapshot.Store, height uint64, i int) []byte {
	t.Helper()
	b, err := snapshots.Chunk(height, i)
	must(t, err)
	return b
}
