package abci

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/abci/mempool"
	"github.com/peerz-ai/peerz-chain/abci/snapshot"
	"github.com/peerz-ai/peerz-chain/abci/turns"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/state"
)

// Config joins an App to its node. Only ChainID is required, and nothing in it
// can change an app hash (I5).
type Config struct {
	// ChainID is the chain that the store belongs to.
	ChainID string
	// Genesis hands the app_state of the genesis document to a function, as the next value of a decoder; nil: consensus
	// hands it over.
	Genesis func(read func(*json.Decoder) error) error
	// LastTime is the time of the last committed block, unix seconds, for
	// queries before the next one. 0 when there is none.
	LastTime int64
	// RetainBlocks is how many blocks CometBFT retains; 0 retains all.
	RetainBlocks uint64
	// QueryGas bounds the gas of one contract query; 0 means turns.Gas.
	QueryGas uint64
	// Turns says when a contract query may run; one of its own when nil.
	Turns *turns.Turns
	// Program says which blocks this program executes.
	Program Program
	// Check finds out whether what must hold in the state behind a block does, at the beginning of each epoch while assertions
	// are on: an error stops the node. May be nil.
	Check func(*state.View, runtime.Header) error
	// OnCommit is told of every block after it is committed, in order, on the
	// consensus connection: it must be quick. May be nil.
	OnCommit func(Committed)
	// OnDisplaced is told of every transaction that waited until another one took its turn. It is
	// called under the lock of the mempool: it must be quick and ask the app nothing. May be nil.
	OnDisplaced func(abi.Hash)
	// OnFault is told once of the failure after which the app answers nothing
	// more. May be nil.
	OnFault func(error)
	// Snapshots is the folder of the snapshots that are offered to peers; none when empty.
	Snapshots snapshot.Store
	// Restore puts a state together that comes as a snapshot; nil for a node that joins
	// by blocks only.
	Restore Restorer
	// Log receives what an operator may want to know; discarded when nil.
	Log *slog.Logger
}

// Committed is a block that is in the store, as OnCommit sees it.
type Committed struct {
	Header  runtime.Header
	Root    [32]byte                  // the app hash
	Txs     []abi.Hash                // sha256 of each transaction, in order
	Results []*abcitypes.ExecTxResult // of each transaction
	Events  []abcitypes.Event         // of hooks and the host
	Signed  int64                     // the power of the validators that signed the block before
	Power   int64                     // the power of all its validators; 0 for the first block
	Took    Took
}

// App is the ABCI application. Its methods are safe on CometBFT's four
// connections at once, as a client per connection calls them.
type App struct {
	abcitypes.BaseApplication // the verbs of features that are off: vote extensions, app mempool

	current atomic.Pointer[state.Store] // replaced once, when a snapshot has been restored
	machine *runtime.Machine
	cfg     Config

	genesis *genesis // consensus connection: from InitChain to the first Commit
	work    *work    // consensus connection: from FinalizeBlock to Commit

	plan world.Plan // consensus connection: that operators were told of last

	decoder  *decoder
	checking checking
	last     atomic.Pointer[runtime.Header]
	fault    atomic.Pointer[error]
	stop     sync.Once
}

var _ abcitypes.Application = (*App)(nil)

// New returns the application over an open store. The caller closes both the
// app and, after it, the store: see State.
func New(store *state.Store, machine *runtime.Machine, cfg Config) *App {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.QueryGas == 0 {
		cfg.QueryGas = turns.Gas
	}
	if cfg.Turns == nil {
		cfg.Turns = turns.New()
	}
	a := &App{machine: machine, cfg: cfg, decoder: newDecoder(decodedLimit)}
	a.checking.pool = mempool.New()
	a.current.Store(store)
	a.last.Store(&runtime.Header{ChainID: cfg.ChainID, Height: store.Head().Height, Time: cfg.LastTime})
	a.renewCheck()
	return a
}

// State is the store of the state. A node that joins from a snapshot gets another one once:
// ask anew, and close the last one only.
func (a *App) State() *state.Store { return a.current.Load() }

// Last is the header of the last committed block; its height is 0 before the first.
func (a *App) Last() runtime.Header { return *a.last.Load() }

// Close releases the views that the app holds. CometBFT must have stopped.
func (a *App) Close() { a.checking.close() }

// guard turns a panic of the code below into a node fault and remembers the
// first fault. Deferred by every verb that executes or writes.
func (a *App) guard(verb string, err *error) {
	if r := recover(); r != nil {
		*err = panicked(r)
	}
	if *err == nil {
		return
	}
	var wrong *WrongProgramError
	if !errors.As(*err, &wrong) { // which says all by itself
		*err = fmt.Errorf("abci: %s: %w", verb, *err)
	}
	a.fail(*err)
}

// fail remembers the first failure and tells the node, which must stop.
func (a *App) fail(fault error) {
	a.stop.Do(func() {
		a.fault.Store(&fault)
		var wrong *WrongProgramError
		if errors.As(fault, &wrong) {
			a.cfg.Log.Warn("the node stops for another version of the program", "err", fault)
		} else {
			a.cfg.Log.Error("the application failed; the node must stop", "err", fault)
		}
		if a.cfg.OnFault != nil {
			a.cfg.OnFault(fault)
		}
	})
}

// rescue turns a panic into an error of this call alone.
func rescue(verb string, err *error) {
	if r := recover(); r != nil {
		*err = panicked(r)
	}
	if *err != nil {
		*err = fmt.Errorf("abci: %s: %w", verb, *err)
	}
}

func panicked(r any) error { return fmt.Errorf("panic: %v\n%s", r, debug.Stack()) }

// errStopped is wrapped by every answer after a node fault.
var errStopped = errors.New("the application stopped after a fault")

// broken returns the fault of an earlier call, if there was one.
func (a *App) broken() error {
	if f := a.fault.Load(); f != nil {
		return fmt.Errorf("%w: %w", errStopped, *f)
	}
	return nil
}
