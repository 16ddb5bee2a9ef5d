package abci

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/state"
)

// folder is Restorer as a node does it, without the rest of the node.
type folder struct {
	dir   string
	under *state.Restorer
}

func (f *folder) Begin(m *state.Manifest) (err error) {
	if err := os.RemoveAll(f.dir); err != nil {
		return err
	}
	f.under, err = state.Restore(f.dir, state.Config{}, m)
	return err
}
func (f *folder) Add(i int, chunk []byte) (int, error) {
	return len(f.under.Missing()) - 1, f.under.Add(i, chunk)
}
func (f *folder) Adopt(*state.Store) (*state.Store, error) {
	if _, err := f.under.Finish(context.Background(), nil); err != nil {
		return nil, err
	}
	return state.Open(f.dir, state.Config{})
}

// withSnapshots is a chain of some blocks and a snapshot of the last but two.
func withSnapshots(t *testing.T) (c *chain, offer *abcitypes.Snapshot) {
	c = newChain(t)
	c.app.cfg.Snapshots = snapshot.Store(t.TempDir())
	c.block(pay(1, 0, 2, minPrice))
	view, _ := c.app.Latest()
	_, err := c.app.cfg.Snapshots.Create(context.Background(), view, nil)
	must(t, err)
	view.Close()
	for range ripe {
		if offers := c.offers(); len(offers) != 0 {
			t.Fatal("a snapshot is offered before the headers above it are there")
		}
		c.block()
	}
	return c, c.offers()[0]
}

func (c *chain) offers() []*abcitypes.Snapshot {
	c.t.Helper()
	list, err := c.app.ListSnapshots(context.Background(), nil)
	must(c.t, err)
	return list.Snapshots
}

// joiner is an application without blocks that can restore.
func joiner(t *testing.T) *App {
	c := &chain{t: t, fs: nil}
	var err error
	c.store, err = state.Open(filepath.Join(t.TempDir(), "empty"), state.Config{})
	must(t, err)
	t.Cleanup(func() { must(t, c.store.Close()) })
	donor := newChain(t)
	t.Cleanup(donor.close)
	app := New(c.store, donor.app.machine, Config{ChainID: testChain, Restore: &folder{dir: t.TempDir()}})
	return app
}

// A sender that lies is rejected at once, and the chunk is asked of another one,
// until the state is there and the chain goes on as on the node it came from.
func TestRestoreDespiteASenderThatLies(t *testing.T) {
	ctx := context.Background()
	c, offer := withSnapshots(t)
	app := joiner(t)
	hash := c.rootAt(offer.Height)
	res, err := app.OfferSnapshot(ctx, &abcitypes.RequestOfferSnapshot{Snapshot: offer, AppHash: hash})
	must(t, err)
	if res.Result != abcitypes.ResponseOfferSnapshot_ACCEPT {
		t.Fatal("offer:", res.Result)
	}
	chunk, err := c.app.LoadSnapshotChunk(ctx, &abcitypes.RequestLoadSnapshotChunk{Height: offer.Height, Format: offer.Format})
	must(t, err)
	for _, lie := range [][]byte{nil, []byte("nonsense"), chunk.Chunk[1:], append(bytes.Clone(chunk.Chunk), 1, 'k', 1, 'v')} {
		res := apply(t, app, lie, "liar")
		if res.Result != abcitypes.ResponseApplySnapshotChunk_RETRY ||
			!slices.Equal(res.RefetchChunks, []uint32{0}) || !slices.Equal(res.RejectSenders, []string{"liar"}) {
			t.Errorf("a bad chunk of %d bytes: %+v", len(lie), res)
		}
	}
	if app.State().Head().Height != 0 {
		t.Error("the state changed before the restore was complete")
	}
	if res := apply(t, app, chunk.Chunk, "friend"); res.Result != abcitypes.ResponseApplySnapshotChunk_ACCEPT {
		t.Fatalf("the good chunk: %+v", res)
	}
	info, err := app.Info(ctx, nil)
	must(t, err)
	if uint64(info.LastBlockHeight) != offer.Height || !bytes.Equal(info.LastBlockAppHash, hash) {
		t.Errorf("restored: %+v", info)
	}
	follow(t, c, app)
}

func apply(t *testing.T, app *App, chunk []byte, sender string) *abcitypes.ResponseApplySnapshotChunk {
	t.Helper()
	res, err := app.ApplySnapshotChunk(context.Background(),
		&abcitypes.RequestApplySnapshotChunk{Index: 0, Chunk: chunk, Sender: sender})
	must(t, err)
	return res
}

// rootAt is the app hash after a height, as the light client would know it.
func (c *chain) rootAt(height uint64) []byte {
	c.t.Helper()
	view, err := c.store.ViewAt(height)
	must(c.t, err)
	defer view.Close()
	root := view.Root()
	return root[:]
}

// follow executes on app the blocks that c has made since, and compares.
func follow(t *testing.T, c *chain, app *App) {
	t.Helper()
	other := &chain{t: t, app: app, store: app.State()}
	defer func() { app.Close(); must(t, other.store.Close()) }()
	other.grammar = check(app, int64(app.State().Head().Height))
	for other.next() < c.next() {
		height := uint64(other.next())
		res := other.block(c.blocks[height-1]...)
		if !bytes.Equal(res.AppHash, c.rootAt(height)) {
			t.Fatalf("block %d has another app hash here", height)
		}
	}
	c.close()
}

// Whatever does not fit the app hash that is trusted is refused before a chunk
// is asked for.
func TestOffersThatLie(t *testing.T) {
	c, good := withSnapshots(t)
	defer c.close()
	hash := c.rootAt(good.Height)
	app := joiner(t)
	type result = abcitypes.ResponseOfferSnapshot_Result
	const reject = abcitypes.ResponseOfferSnapshot_REJECT_SENDER
	for name, l := range map[string]struct {
		lie  func(s *abcitypes.Snapshot) *abcitypes.Snapshot
		want result
	}{
		"another format":   {func(s *abcitypes.Snapshot) *abcitypes.Snapshot { s.Format = 9; return s }, abcitypes.ResponseOfferSnapshot_REJECT_FORMAT},
		"another height":   {func(s *abcitypes.Snapshot) *abcitypes.Snapshot { s.Height++; return s }, reject},
		"more chunks":      {func(s *abcitypes.Snapshot) *abcitypes.Snapshot { s.Chunks++; return s }, reject},
		"no chunks":        {func(s *abcitypes.Snapshot) *abcitypes.Snapshot { s.Chunks = 0; return s }, reject},
		"no manifest":      {func(s *abcitypes.Snapshot) *abcitypes.Snapshot { s.Metadata = nil; return s }, reject},
		"another manifest": {func(s *abcitypes.Snapshot) *abcitypes.Snapshot { s.Metadata[len(s.Metadata)-1] ^= 1; return s }, reject},
		"nothing":          {func(*abcitypes.Snapshot) *abcitypes.Snapshot { return nil }, abcitypes.ResponseOfferSnapshot_ABORT},
	} {
		s := *good
		s.Metadata = bytes.Clone(good.Metadata)
		res, err := app.OfferSnapshot(context.Background(), &abcitypes.RequestOfferSnapshot{Snapshot: l.lie(&s), AppHash: hash})
		if err != nil || res.Result != l.want {
			t.Errorf("%s: %v, %v", name, res, err)
		}
	}
	res, err := app.OfferSnapshot(context.Background(), &abcitypes.RequestOfferSnapshot{Snapshot: good, AppHash: make([]byte, 32)})
	if err != nil || res.Result != reject {
		t.Errorf("another app hash: %v, %v", res, err)
	}
	res, err = c.app.OfferSnapshot(context.Background(), &abcitypes.RequestOfferSnapshot{Snapshot: good, AppHash: hash})
	if err != nil || res.Result != abcitypes.ResponseOfferSnapshot_ABORT {
		t.Errorf("an offer to a node with blocks: %v, %v", res, err)
	}
}

// Peers may ask for anything.
func TestChunksThatAreNotThere(t *testing.T) {
	c, good := withSnapshots(t)
	defer c.close()
	for _, req := range []*abcitypes.RequestLoadSnapshotChunk{
		{Height: good.Height + 1, Format: good.Format},
		{Height: good.Height, Format: good.Format + 1},
		{Height: good.Height, Format: good.Format, Chunk: good.Chunks},
		{Height: good.Height, Format: good.Format, Chunk: ^uint32(0)},
	} {
		res, err := c.app.LoadSnapshotChunk(context.Background(), req)
		if err != nil || res.Chunk != nil {
			t.Errorf("%+v: %v", req, err)
		}
	}
}
