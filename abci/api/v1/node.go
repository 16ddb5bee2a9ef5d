package v1

import (
	"time"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Status is where the chain stands, and how the node does. Before the first block it describes
// the genesis: height 0 and the chain's first epoch to come.
type Status struct {
	ChainID     string     `json:"chain_id"`
	Height      uint64     `json:"height" doc:"Of the last block; 0 before the first."`
	AppHash     abi.Hash   `json:"app_hash" doc:"Of the state after that block."`
	Epoch       uint64     `json:"epoch"`
	Time        int64      `json:"time" doc:"Of the last block, unix seconds."`
	EpochStart  int64      `json:"epoch_start" doc:"Unix seconds."`
	EpochEnd    int64      `json:"epoch_end" doc:"Unix seconds; the first block at or past it closes the epoch."`
	BlockTimeMS int64      `json:"block_time_ms"`
	CatchingUp  bool       `json:"catching_up"`
	MinGasPrice abi.Amount `json:"min_gas_price" doc:"Base units for one unit of gas."`
	Peers       int        `json:"peers"`
	Metrics     string     `json:"metrics" doc:"URL for Prometheus, as the node knows itself; empty when it is off."`
	Program     Program    `json:"program"`
	Failing     []Failing  `json:"failing,omitempty" doc:"Built-in contracts that fail."`
	Rescues     []Rescue   `json:"rescues,omitempty" doc:"Rescues that are open."`
	Mempool     Pool       `json:"mempool"`
	Retained    Retained   `json:"retained"`
	History     Indexed    `json:"history"`
	Disk        *Disk      `json:"disk,omitempty"`
	Faucet      bool       `json:"faucet" doc:"Whether this is a devnet whose node gives tokens away."`
}

// BlockTime is the configured time between blocks.
func (s Status) BlockTime() time.Duration { return time.Duration(s.BlockTimeMS) * time.Millisecond }

// Program says which version of the program executes the blocks.
type Program struct {
	Running string `json:"running" doc:"Of the node that answers."`
	Version string `json:"version,omitempty" doc:"That the chain's blocks belong to; absent: to none."`
	Planned *Plan  `json:"planned,omitempty"`
}

// Plan is a version that a vote has planned.
type Plan struct {
	Version string `json:"version"`
	Height  uint64 `json:"height" doc:"Of its first block."`
}

// Pool is what waits for a block.
type Pool struct {
	Txs   int   `json:"txs"`
	Bytes int64 `json:"bytes"`
}

// Retained says how far back the node can answer.
type Retained struct {
	State  uint64 `json:"state" doc:"The oldest height whose state can be read."`
	Blocks uint64 `json:"blocks" doc:"The oldest block that is here; 0: none is."`
}

// Indexed is how far the index of history has come.
type Indexed struct {
	On      bool   `json:"on"`
	Oldest  uint64 `json:"oldest" doc:"The first block that it covers; 0: none."`
	Newest  uint64 `json:"newest" doc:"The last block that it covers."`
	Lag     uint64 `json:"lag" doc:"Blocks that it has still to read."`
	Missing []Span `json:"missing,omitempty" doc:"Blocks in between that were pruned before it could read them. Lists leave out what they did."`
}

// Span is a stretch of blocks, its ends included.
type Span struct {
	From uint64 `json:"from"`
	To   uint64 `json:"to"`
}

// Disk is what the files of a node take, as it was at most half a minute ago.
type Disk struct {
	Used uint64 `json:"used" doc:"Bytes of the node's data."`
	Free uint64 `json:"free" doc:"Bytes left on the disk that has them; 0: not known."`
}

// Healthy says that the process is alive and has met no failure.
type Healthy struct {
	Healthy bool `json:"healthy"`
}

// Ready says that blocks are flowing.
type Ready struct {
	Ready bool `json:"ready"`
}

// Peer is a node that this one speaks with.
type Peer struct {
	ID       string `json:"id"`
	Address  string `json:"address" doc:"Host and port, as this node sees it."`
	Name     string `json:"name" doc:"What it calls itself: anybody may use any name."`
	Outbound bool   `json:"outbound" doc:"Whether this node called."`
	Height   uint64 `json:"height" doc:"The last block that it says it has."`
}

// Peers is a part of the node's peers, by id.
type Peers struct {
	Peers []Peer `json:"peers"`
	Page
}

// WaitingTx is a transaction in the mempool.
type WaitingTx struct {
	Hash abi.Hash `json:"hash"`
	Size int      `json:"size" doc:"Bytes."`
	Tx   *Tx      `json:"tx,omitempty"`
}

// Waiting is a part of the mempool, in the order that the next blocks take it.
type Waiting struct {
	Pool
	Waiting []WaitingTx `json:"waiting"`
	Page
}

// Wish asks the faucet of a devnet for tokens.
type Wish struct {
	Address abi.Address `json:"address"`
}

// Gift is what the faucet sent.
type Gift struct {
	Hash   abi.Hash   `json:"hash" doc:"Of the transaction, which waits for its block."`
	Amount abi.Amount `json:"amount"`
}
