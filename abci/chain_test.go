package abci

import (
	"context"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/abci/invariants"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

const (
	testChain = "abci-test"
	testStart = 1_700_000_000
)

// chain plays CometBFT for one application over an in-memory disk.
type chain struct {
	t         *testing.T
	fs        vfs.FS
	store     *state.Store
	app       *App
	grammar   *grammar
	blocks    [][][]byte // what was committed, for replays
	committed []Committed
	faults    []error
}

func key(n byte) tx.Key { return tx.NewKey([tx.SeedSize]byte{n}) }

// newChain starts a chain in which keys 1 to 3 hold 1,000 tokens each.
func newChain(t *testing.T) *chain {
	c := &chain{t: t, fs: vfs.NewMem()}
	c.open()
	c.initChain()
	return c
}

func (c *chain) open() {
	c.t.Helper()
	var err error
	c.store, err = state.Open("app", state.Config{FS: c.fs})
	must(c.t, err)
	engine, err := runtime.NewEngine(runtime.Config{})
	must(c.t, err)
	c.t.Cleanup(func() { _ = engine.Close() })
	machine := runtime.New(engine)
	c.app = New(c.store, machine, Config{
		Check:    invariants.AtBoundaries(machine, slog.New(slog.DiscardHandler)),
		ChainID:  testChain,
		OnCommit: func(b Committed) { c.committed = append(c.committed, b) },
		OnFault:  func(err error) { c.faults = append(c.faults, err) },
	})
	c.grammar = check(c.app, int64(c.store.Head().Height))
}

// reopen is a restart: what was not committed is gone.
func (c *chain) reopen() {
	c.t.Helper()
	c.app.Close()
	must(c.t, c.store.Close())
	c.open()
}

func (c *chain) initChain() []byte {
	c.t.Helper()
	amount, _ := abi.Unit.Mul(abi.U64(1000))
	g := runtime.Genesis{Cap: world.DefaultCap, Params: world.Params{EpochSeconds: 10}}
	for n := range 3 {
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: key(byte(n + 1)).Address(), Balance: amount})
	}
	pub := abi.Hash(key(9).Public())
	bond, _ := abi.Unit.Mul(abi.U64(10))
	g.Bonds = []runtime.GenesisBond{{Account: key(9).Address(), Amount: bond, Validator: &pub}}
	raw, err := json.Marshal(g)
	must(c.t, err)
	res, err := c.grammar.InitChain(context.Background(), &abcitypes.RequestInitChain{
		ChainId: testChain, InitialHeight: 1, Time: time.Unix(testStart, 0), AppStateBytes: raw,
		Validators: []abcitypes.ValidatorUpdate{abcitypes.Ed25519ValidatorUpdate(pub[:], 10)},
	})
	must(c.t, err)
	return res.AppHash
}

func (c *chain) next() int64 { return int64(c.store.Head().Height) + 1 }

func (c *chain) finalize(txs ...[]byte) *abcitypes.ResponseFinalizeBlock {
	c.t.Helper()
	height := c.next()
	res, err := c.grammar.FinalizeBlock(context.Background(), &abcitypes.RequestFinalizeBlock{
		Height: height, Time: time.Unix(testStart+height, 0), Txs: txs, ProposerAddress: make([]byte, 20),
	})
	must(c.t, err)
	return res
}

func (c *chain) commit() *abcitypes.ResponseCommit {
	c.t.Helper()
	res, err := c.grammar.Commit(context.Background(), &abcitypes.RequestCommit{})
	must(c.t, err)
	return res
}

// block makes and commits a block.
func (c *chain) block(txs ...[]byte) *abcitypes.ResponseFinalizeBlock {
	c.t.Helper()
	res := c.finalize(txs...)
	c.commit()
	c.blocks = append(c.blocks, txs)
	return res
}

func (c *chain) checkTx(raw []byte) abi.Code {
	c.t.Helper()
	res, err := c.grammar.CheckTx(context.Background(), &abcitypes.RequestCheckTx{Tx: raw})
	must(c.t, err)
	return abi.Code(res.Code)
}

func (c *chain) info() *abcitypes.ResponseInfo {
	c.t.Helper()
	res, err := c.grammar.Info(context.Background(), &abcitypes.RequestInfo{})
	must(c.t, err)
	return res
}

// close ends the chain and fails the test if the calls came in a wrong order.
func (c *chain) close() {
	c.t.Helper()
	c.app.Close()
	must(c.t, c.store.Close())
	for _, b := range c.grammar.broken {
		c.t.Errorf("order of calls: %s", b)
	}
}

// pay is a transfer of one base unit; price is base units per gas.
func pay(from byte, nonce uint64, to byte, price uint64) []byte {
	const gas = 400_000
	fee, _ := abi.U64(gas).Mul(abi.U64(price))
	return key(from).Sign(tx.Body{
		ChainID: testChain, Nonce: nonce, GasLimit: gas, Fee: fee,
		Msg: tx.Transfer{To: key(to).Address(), Amount: abi.U64(1)},
	})
}

const minPrice = 100_000_000

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
