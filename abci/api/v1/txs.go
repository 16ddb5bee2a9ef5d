package v1

import (
	"encoding/json"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Receipt is what became of a transaction.
type Receipt struct {
	Hash      abi.Hash `json:"hash"`
	Height    uint64   `json:"height" doc:"Of the block that holds it; 0: none does."`
	Index     int      `json:"index" doc:"In the block, from 0."`
	Code      abi.Code `json:"code" doc:"0 is success."`
	CodeName  string   `json:"codename"`
	Data      string   `json:"data" doc:"Hex of what the contract returned."`
	GasUsed   uint64   `json:"gas_used"`
	GasWanted uint64   `json:"gas_wanted"`
	Events    []Event  `json:"events"`
	Log       string   `json:"log" doc:"For people; not part of consensus."`
	Error     *Error   `json:"error,omitempty" doc:"Of a transaction that failed or was refused."`
	Tx        *Tx      `json:"tx,omitempty" doc:"What it asked for; absent for bytes that are no transaction."`
}

// Abort is why a contract gave up; nil when that is not what happened.
func (r Receipt) Abort() *Error {
	if r.Code != abi.CodeAborted {
		return nil
	}
	return r.Error
}

// Tx is what a transaction asked for. Funds move to a contract; a transfer has an amount.
type Tx struct {
	Sender abi.Address  `json:"sender"`
	Nonce  uint64       `json:"nonce"`
	Expiry uint64       `json:"expiry,omitempty" doc:"Last height at which it may be included; absent: none."`
	Fee    abi.Amount   `json:"fee" doc:"The whole fee."`
	Kind   string       `json:"kind" enum:"transfer,upload,instantiate,call,bond,unbond,join,leave,rescue"`
	To     *abi.Address `json:"to,omitempty" doc:"Account of a transfer, contract of a call."`
	Method string       `json:"method,omitempty" doc:"Of a call."`
	Code   *abi.Hash    `json:"code,omitempty" doc:"Of an upload or an instantiation."`
	Key    *abi.Hash    `json:"key,omitempty" doc:"Of a validator that joins."`
	Amount abi.Amount   `json:"amount" doc:"What goes to the account or contract, into the stake or out of it."`
}

// Event is what a contract or the host reported.
type Event struct {
	Type     string          `json:"type" example:"rewards.paid"`
	Contract string          `json:"contract,omitempty" doc:"Bech32; absent for the host."`
	Data     json.RawMessage `json:"data" doc:"An object of texts, numbers and booleans. Numbers above 2^53 are texts."`
}

// Batch is what the mempool says of many transactions, in their order.
type Batch struct {
	Results []Receipt `json:"results"`
}

// Block is a committed block. Its transactions and events are lists of their own.
type Block struct {
	Height   uint64   `json:"height"`
	Hash     string   `json:"hash" doc:"Hex."`
	Time     int64    `json:"time" doc:"Unix seconds."`
	Proposer string   `json:"proposer" doc:"Its address in consensus, hex."`
	AppHash  abi.Hash `json:"app_hash" doc:"Of the state after this block."`
	Txs      int      `json:"txs" doc:"How many transactions it holds."`
}

// Blocks is a part of the list of blocks, the newest first.
type Blocks struct {
	Blocks []Block `json:"blocks"`
	Page
}

// Receipts is a part of the transactions of a block.
type Receipts struct {
	Txs []Receipt `json:"txs"`
	Page
}

// Called is a call of contract code by a transaction, or by a contract within one.
type Called struct {
	Depth    int             `json:"depth" doc:"1 for what the transaction itself called; a call within another is one deeper and follows it."`
	Contract *abi.Address    `json:"contract,omitempty" doc:"Absent for a formula, which is code alone."`
	Name     string          `json:"name" doc:"Of a contract that genesis made; empty for others."`
	CodeHash abi.Hash        `json:"code_hash" doc:"What ran."`
	Entry    string          `json:"entry" example:"execute"`
	Method   string          `json:"method,omitempty" doc:"Of execute and query, as the input says; absent where it says none."`
	Args     json.RawMessage `json:"args,omitempty" doc:"As the code's interface describes them; absent where it does not."`
	Input    string          `json:"input" doc:"Hex of the first 4,096 bytes."`
	Size     int             `json:"size" doc:"Bytes of the whole input."`
	Funds    abi.Amount      `json:"funds" doc:"Moved to the contract before the call."`
	GasUsed  uint64          `json:"gas_used" doc:"With that of the calls within."`
	Error    *Error          `json:"error,omitempty" doc:"Of a call that failed: what it and the calls within did is undone. Whoever called may have gone on."`
}

// Calls is what a transaction called.
type Calls struct {
	Hash    abi.Hash `json:"hash"`
	Height  uint64   `json:"height" doc:"Of the block that holds it."`
	GasUsed uint64   `json:"gas_used" doc:"Of the whole transaction: its bytes, its signatures and its calls."`
	Calls   []Called `json:"calls" doc:"In the order in which they began."`
	Omitted int      `json:"omitted" doc:"Calls after the first 256."`
}
