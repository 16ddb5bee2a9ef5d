package v1

import "github.com/peerz-ai/peerz-chain/runtime/abi"

// PastEvent is an event and where it happened.
type PastEvent struct {
	ID     string    `json:"id" doc:"Height and number in the block, with a point between: the same that the stream gives it." example:"812.3"`
	Height uint64    `json:"height"`
	Time   int64     `json:"time" doc:"Of the block, unix seconds."`
	Tx     *abi.Hash `json:"tx,omitempty" doc:"The transaction that it is of; absent for hooks and the host."`
	Event
}

// PastEvents is a part of the events that history has, the newest first.
type PastEvents struct {
	Events []PastEvent `json:"events"`
	Page
}

// PastTx is a transaction in short.
type PastTx struct {
	Hash     abi.Hash `json:"hash"`
	Height   uint64   `json:"height"`
	Index    int      `json:"index" doc:"In the block, from 0."`
	Time     int64    `json:"time" doc:"Of the block, unix seconds."`
	Code     abi.Code `json:"code" doc:"0 is success."`
	CodeName string   `json:"codename"`
	Tx       *Tx      `json:"tx,omitempty" doc:"What it asked for; absent for bytes that are no transaction."`
}

// PastTxs is a part of the transactions of an account, the newest first.
type PastTxs struct {
	Txs []PastTx `json:"txs"`
	Page
}
