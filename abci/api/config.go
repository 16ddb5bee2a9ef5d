package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/abci/turns"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/state"
)

// Config is what the API speaks for. Every interface is required.
type Config struct {
	ChainID   string
	Version   string // of the program that runs
	BlockTime time.Duration
	// Genesis describes the chain until the first block is committed; nil where one is. GenesisTime says when it began, unix seconds.
	Genesis     *runtime.Genesis
	GenesisTime int64
	// Sources are the folders of the repository whose sources give the codes that came with the program.
	Sources map[abi.Hash]string
	// Disk says what the node's files take; nil: it does not know.
	Disk func() v1.Disk
	// Metrics is where Prometheus finds /metrics, host:port; "" when it is off.
	Metrics string

	Chain   Chain
	Machine Machine
	Pool    Pool
	History History
	Network Network

	Turns     *turns.Turns  // when contract code may run for a request
	QueryGas  uint64        // most gas of a query or simulation; an upload, which runs no code, has its own limit
	QueryTime time.Duration // how long a request waits for its turn
	Log       *slog.Logger  // discarded when nil

	Rate    float64      // most requests of one client in a second; 0: any number
	Origins []string     // of pages besides the node's own that may read the answers; "*": all
	Page    http.Handler // answers what is not below /v1; may be nil
	Past    Past         // nil: there is no index
	Stream  *Stream      // of what blocks do
	Faucet  Faucet       // gives tokens away; nil but on a devnet

	bodyTime time.Duration // that a request's body may take to come; 0: a sensible one
}

// Faucet gives tokens away.
type Faucet interface {
	// Give sends tokens to an account, and fails with ErrFaucetEmpty when it has given enough lately.
	Give(to abi.Address) (raw []byte, amount abi.Amount, err error)
}

// Chain is the last committed state.
type Chain interface {
	// Latest is the last state and its header; the caller closes the view.
	Latest() (*state.View, runtime.Header)
	// At is the state after an older block and its header; the caller closes the view. It fails with
	// state.ErrPruned, ErrFuture or ErrHistorySize.
	At(height uint64) (*state.View, runtime.Header, error)
	// Oldest is the oldest height that At finds.
	Oldest() uint64
	// PendingNonce counts the mempool in. It fails before the first block.
	PendingNonce(of abi.Address) (uint64, error)
}

// Machine runs contract code over a view, without effect.
type Machine interface {
	Query(v *state.View, h runtime.Header, contract abi.Address, input []byte, gas uint64) ([]byte, uint64, *runtime.Fault, error)
	Pure(v *state.View, h runtime.Header, code abi.Hash, entry string, input []byte, gas uint64) ([]byte, uint64, *runtime.Fault, error)
	SimulateAll(v *state.View, h runtime.Header, all []runtime.Decoded, gas uint64) ([]runtime.Receipt, error)
	Repeat(v *state.View, h runtime.Header, txs []runtime.Decoded, before func(gas uint64) error) (runtime.Repeated, error)
}

// Pool takes transactions for the next blocks.
type Pool interface {
	// Submit offers a transaction. One that waits already is accepted again. ErrPoolFull,
	// ErrAccountFull and ErrNotReady ask for patience.
	Submit(raw []byte) (Admission, error)
	// Verify verifies the signatures of transactions that will be submitted next, together:
	// that is quicker than one by one.
	Verify(raws [][]byte)
	// Await waits until a committed block holds the transaction, whether it is
	// submitted yet or not, or until ctx ends: ok is false then. It fails with
	// ErrDisplaced. The outcome is without Raw, which its sender has.
	Await(ctx context.Context, hash abi.Hash) (o Outcome, ok bool, err error)
	// Displaced reports whether a transaction waited here until others took its turn.
	Displaced(hash abi.Hash) bool
	// Size is how much waits.
	Size() v1.Pool
	// Waiting are the transactions that wait, in the order that blocks take them.
	Waiting() [][]byte
}

// Admission is the mempool's answer.
type Admission struct {
	Code abi.Code
	Log  string
}

// History finds what past blocks did.
type History interface {
	// Includes reports whether a block holds a transaction; that is looked up quickly.
	Includes(hash abi.Hash) (bool, error)
	// Outcome finds a transaction, for which it may read a whole block and its results; ok is false if no retained block holds it.
	Outcome(hash abi.Hash) (o Outcome, ok bool, err error)
	// Oldest is the lowest height whose block is here; 0: none is.
	Oldest() uint64
	// Header finds what a block is; ok is false if it is not made yet or not retained.
	Header(height uint64) (h BlockHeader, ok bool, err error)
	// Block finds a block with what it did; ok is as in Header.
	Block(height uint64) (b Block, ok bool, err error)
	// Replay finds what a block is executed with; ok is as in Header, and false for a chain's first block.
	Replay(height uint64) (h runtime.Header, txs [][]byte, ok bool, err error)
}

// Outcome is what became of a transaction.
type Outcome struct {
	Hash      abi.Hash
	Raw       []byte // the transaction; nil when no block that holds it is retained
	Height    uint64
	Index     int // in its block, from 0
	Code      abi.Code
	Data      []byte
	GasWanted uint64
	GasUsed   uint64
	Events    []Event
	Log       string
}

// Event is what a contract or the host reported.
type Event = v1.Event

// BlockHeader says what a committed block is.
type BlockHeader struct {
	Height   uint64
	Hash     []byte
	Time     int64 // unix seconds
	Proposer []byte
	AppHash  abi.Hash // after this block; known while the next block or the result is retained
	Txs      int
}

// Block is a committed block and what it did.
type Block struct {
	BlockHeader
	Txs    []Outcome
	Events []Event // of hooks and the host
}

// Network is the node among its peers.
type Network interface {
	Peers() int
	// PeerList are the peers, by id.
	PeerList() []v1.Peer
	CatchingUp() bool
	// Flowing reports whether blocks are being committed.
	Flowing() bool
	// Fault is the failure for which the node is stopping, or nil.
	Fault() error
}
