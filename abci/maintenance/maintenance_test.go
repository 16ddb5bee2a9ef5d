package maintenance

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/cometdb"
	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
)

// How these operations fare with a node that has run is tested in package node.

func newHome(t *testing.T) home.Dir {
	t.Helper()
	keys := home.NewKeys()
	doc, err := genesis.Document(genesis.Options{ChainID: "test-1", Time: time.Unix(1_700_000_000, 0), Epoch: time.Second,
		Users: []abi.Address{{1}}, Validators: []genesis.Validator{{Account: abi.Address{2}, PubKey: keys.ValidatorPub()}}})
	must(t, err)
	h := home.Dir(filepath.Join(t.TempDir(), "home"))
	must(t, home.Init(h, home.InitOptions{Genesis: doc, Keys: keys}))
	return h
}

// withState is a home whose state has one height, as if a node had run there.
func withState(t *testing.T) home.Dir {
	t.Helper()
	h := newHome(t)
	_, hash, err := home.LoadGenesis(h)
	must(t, err)
	must(t, home.CheckChain(h, "test-1", hash))
	store, err := state.Open(h.App(), state.Config{})
	must(t, err)
	ov := store.Overlay()
	must(t, ov.Set([]byte("key"), []byte("value")))
	_, err = store.Commit(ov, 1)
	must(t, errors.Join(err, store.Close()))
	stores, err := cometdb.Open(h.Comet(), cometdb.Config{})
	must(t, err)
	must(t, stores.Close())
	return h
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A home is opened by one tool at a time, and only if it has a state.
func TestHomesThatCannotBeOpened(t *testing.T) {
	cfg := home.DefaultConfig()
	if _, err := Open(home.Dir(t.TempDir()), cfg); !errors.Is(err, home.ErrNotInitialised) {
		t.Errorf("an empty folder: %v", err)
	}
	if _, err := Open(newHome(t), cfg); !errors.Is(err, ErrNoState) {
		t.Errorf("before the first block: %v", err)
	}
	h := withState(t)
	s, err := Open(h, cfg)
	must(t, err)
	if _, err := Open(h, cfg); !errors.Is(err, home.ErrInUse) {
		t.Errorf("opened twice: %v", err)
	}
	must(t, s.Close())
	s, err = Open(h, cfg)
	must(t, err)
	must(t, s.Close())
}

// A backup has its name when it is complete, and not before: one that is stopped leaves
// nothing. It replaces no folder.
func TestBackupIsCompleteOrAbsent(t *testing.T) {
	s, err := Open(withState(t), home.DefaultConfig())
	must(t, err)
	defer func() { must(t, s.Close()) }()
	to := filepath.Join(t.TempDir(), "copy")
	stopped, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Backup(stopped, to, true); !errors.Is(err, context.Canceled) {
		t.Errorf("a stopped backup: %v", err)
	}
	if left, err := os.ReadDir(filepath.Dir(to)); err != nil || len(left) > 0 {
		t.Errorf("it leaves %v, %v", left, err)
	}
	head, err := s.Backup(t.Context(), to, true)
	must(t, err)
	if _, err := s.Backup(t.Context(), to, true); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a folder: %v", err)
	}
	copied, err := Open(home.Dir(to), home.DefaultConfig())
	must(t, err)
	if copied.State().Head() != head || head != s.State().Head() || head.Height != 1 {
		t.Errorf("copied %v of %v", copied.State().Head(), s.State().Head())
	}
	must(t, copied.Close())
}

// Before its first block a home exports the state that its genesis makes: a chain that begins
// with it has the same root.
func TestExportBeforeTheFirstBlock(t *testing.T) {
	x, err := Export(newHome(t), home.DefaultConfig(), ExportOptions{ChainID: "other-1"})
	must(t, err)
	doc, err := comet.GenesisDocFromJSON(x.Genesis)
	must(t, err)
	if doc.ChainID != "other-1" || doc.InitialHeight != 1 || x.Height != 0 || x.Pairs == 0 || len(x.AppHash) != 64 {
		t.Errorf("%s begins at %d; exported height %d, %d pairs, app hash %q", doc.ChainID, doc.InitialHeight, x.Height, x.Pairs, x.AppHash)
	}
}

// There is nothing to go back to before the second block.
func TestRollbackNeedsAnEarlierBlock(t *testing.T) {
	if _, err := Rollback(withState(t), home.DefaultConfig(), RollbackOptions{}); err == nil {
		t.Error("one height was rolled back")
	}
}
