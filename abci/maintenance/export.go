package maintenance

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtjson "github.com/cometbft/cometbft/libs/json"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// Exported is a state as a genesis document.
type Exported struct {
	Genesis []byte // JSON; a function of the state, its height and time, and the chain id
	Height  uint64 // of the state; the new chain begins one above
	AppHash string // root of the state, hex; the new chain begins with it
	Pairs   int
}

// ExportOptions say what an Export does.
type ExportOptions struct {
	// Height is that of the state; 0 is the last one, and before the first block
	// the state that the home's genesis makes.
	Height uint64
	// ChainID, unless empty, makes it another chain, where no transaction of this
	// one counts.
	ChainID string
	// Progress is told how many pairs are read, of 0: nobody has counted. May be
	// nil.
	Progress func(done, total int)
}

// Export describes the state of a stopped home as the genesis of a chain that
// goes on from there. It fails with state.ErrPruned or state.ErrFuture.
func Export(h home.Dir, cfg home.Config, o ExportOptions) (x Exported, err error) {
	doc, _, err := home.LoadGenesis(h)
	if err != nil {
		return x, err
	}
	s, err := Open(h, cfg)
	if err != nil && !errors.Is(err, ErrNoState) {
		return x, err
	}
	e := export{doc: *doc, height: uint64(doc.InitialHeight) - 1, progress: o.Progress}
	if o.ChainID != "" {
		e.doc.ChainID = o.ChainID
	}
	if err != nil { // no block yet
		return e.genesis(h, doc)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if s.state.Head().Height == 0 {
		return e.genesis(h, doc)
	}
	return e.stopped(s, o.Height)
}

// export is a document in the making; doc is the old one, filled with new
// content.
type export struct {
	doc      comet.GenesisDoc
	height   uint64
	progress func(done, total int)
}

// genesis exports what a genesis document makes.
func (e export) genesis(h home.Dir, doc *comet.GenesisDoc) (Exported, error) {
	var g *runtime.Genesis
	if err := home.ReadState(h, func(d *json.Decoder) (err error) { g, err = abci.DecodeGenesis(d); return err }); err != nil {
		return Exported{}, err
	}
	for _, v := range doc.Validators {
		g.Validators = append(g.Validators, runtime.ValidatorUpdate{PubKey: [32]byte(v.PubKey.Bytes()), Power: v.Power})
	}
	engine, err := runtime.NewEngine(runtime.Config{})
	if err != nil {
		return Exported{}, err
	}
	defer engine.Close()
	app, err := state.Open("app", state.Config{FS: vfs.NewMem()})
	if err != nil {
		return Exported{}, err
	}
	defer app.Close()
	ov := app.Overlay()
	if _, err := runtime.New(engine).InitChain(ov, g, doc.ChainID, doc.GenesisTime.Unix()); err != nil {
		return Exported{}, err
	}
	root, err := ov.Root()
	if err != nil {
		return Exported{}, err
	}
	return e.write(ov, root)
}

// stopped exports a height of a home.
func (e export) stopped(s *Stopped, height uint64) (Exported, error) {
	if height == 0 {
		height = s.state.Head().Height
	}
	view, err := s.state.ViewAt(height)
	if err != nil {
		return Exported{}, fmt.Errorf("node: export height %d: %w", height, err)
	}
	defer view.Close()
	if e.doc.GenesisTime, err = blockTime(s, height); err != nil {
		return Exported{}, err
	}
	e.height = height
	return e.write(view, view.Root())
}

// blockTime is the time of the block that made a state.
func blockTime(s *Stopped, height uint64) (time.Time, error) {
	c, err := s.Comet()
	if err != nil {
		return time.Time{}, err
	}
	at, ok, err := c.BlockTime(height)
	if err != nil || !ok {
		err = errors.Join(fmt.Errorf("node: block %d is not stored any more, and with it the time of its state", height), err)
	}
	return at, err
}

// write completes the document.
func (e export) write(src world.Source, root [32]byte) (x Exported, err error) {
	g, err := runtime.ExportState(src, e.progress)
	if err != nil {
		return x, err
	}
	e.doc.InitialHeight = int64(e.height) + 1
	e.doc.AppHash, e.doc.Validators = nil, nil
	for _, v := range g.Validators {
		key := ed25519.PubKey(v.PubKey[:])
		e.doc.Validators = append(e.doc.Validators, comet.GenesisValidator{Address: key.Address(), PubKey: key, Power: v.Power})
	}
	if e.doc.AppState, err = json.Marshal(g); err != nil {
		return x, fmt.Errorf("node: export: %w", err)
	}
	x = Exported{Height: e.height, AppHash: hex.EncodeToString(root[:]), Pairs: len(g.State)}
	if x.Genesis, err = cmtjson.MarshalIndent(&e.doc, "", "  "); err != nil {
		return x, fmt.Errorf("node: export: %w", err)
	}
	x.Genesis = append(x.Genesis, '\n')
	return x, nil
}
