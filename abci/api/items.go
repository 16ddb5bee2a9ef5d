package api

import (
	"strconv"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Item is something that a block did: a transaction or an event. Items are numbered within their block, from 1:
// each transaction, followed by its events, then the events of hooks and the host. Number 0 is the block itself.
type Item struct {
	Index int
	Tx    *v1.PastTx    // one of the two
	Event *v1.PastEvent // one of the two
}

// Items lists what a block did.
func Items(b Block) []Item {
	list := make([]Item, 0, 2*len(b.Txs)+len(b.Events))
	event := func(e Event, of *abi.Hash) {
		n := len(list) + 1
		list = append(list, Item{Index: n, Event: &v1.PastEvent{ID: itemID(b.Height, n), Height: b.Height, Time: b.Time, Tx: of, Event: e}})
	}
	for i := range b.Txs {
		o := &b.Txs[i]
		list = append(list, Item{Index: len(list) + 1, Tx: short(b, o)})
		for _, e := range o.Events {
			event(e, &o.Hash)
		}
	}
	for _, e := range b.Events {
		event(e, nil)
	}
	return list
}

// itemID names an item of a chain.
func itemID(height uint64, index int) string {
	return strconv.FormatUint(height, 10) + "." + strconv.Itoa(index)
}

// short is a transaction in a list.
func short(b Block, o *Outcome) *v1.PastTx {
	t := &v1.PastTx{Hash: o.Hash, Height: b.Height, Index: o.Index, Time: b.Time, Code: o.Code, CodeName: o.Code.String()}
	if d, err := tx.Decode(o.Raw); err == nil {
		t.Tx = asked(d)
	}
	return t
}
