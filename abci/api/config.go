package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

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
}

// Chain is the last committed state.
type Chain interface {
	// Latest is the last state and its header; the caller closes the view.
	Latest() (*state.View, runtime.Header)
	// PendingNonce counts the mempool in. It fails before the first block.
	PendingNonce(of abi.Address) (uint64, error)
}

// Machine runs contract code over a view, without effect.
type Machine interface {
	Query(v *state.View, h runtime.Header, contract abi.Address, input []byte, gas uint64) ([]byte, uint64, *runtime.Fault, error)
	Pure(v *state.View, h runtime.Header, code abi.Hash, entry string, input []byte, gas uint64) ([]byte, uint64, *runtime.Fault, error)
	Simulate(v *state.View, h runtime.Header, d runtime.Decoded, gas uint64) (runtime.Receipt, error)
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
	// Block finds a block; ok is false if it is not made yet or not retained.
	Block(height uint64) (b Block, ok bool, err error)
}

// Outcome is what became of a transaction.
type Outcome struct {
	Hash      abi.Hash
	Raw       []byte // the transaction; nil when no block that holds it is retained
	Height    uint64
	Code      abi.Code
	Data      []byte
	GasWanted uint64
	GasUsed   uint64
	Events    []Event
	Log       string
}

// Event is what a contract or the host reported.
type Event struct {
	Type     string          `json:"type"`
	Contract string          `json:"contract,omitempty"` // bech32; none for the host
	Data     json.RawMessage `json:"data"`
}

// Block is a committed block.
type Block struct {
	Height   uint64
	Hash     []byte
	Time     int64 // unix seconds
	Proposer []byte
	AppHash  [32]byte // after this block; known while the result is retained
	Txs      []Outcome
	Events   []Event // of hooks and the host
}

// Network is the node among its peers.
type Network interface {
	Peers() int
	CatchingUp() bool
	// Flowing reports whether blocks are being committed.
	Flowing() bool
	// Fault is the failure for which the node is stopping, or nil.
	Fault() error
}
