package index

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/abci/api"
	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// What an entry says is what the block said, of every kind of transaction and event.
func TestEntriesSayWhatTheBlockSaid(t *testing.T) {
	b := api.Block{BlockHeader: api.BlockHeader{Height: 7, Time: -5}}
	add := func(raw []byte, code abi.Code, events ...api.Event) {
		b.Txs = append(b.Txs, api.Outcome{Hash: tx.Hash(raw), Raw: raw, Height: 7, Index: len(b.Txs), Code: code, Events: events})
	}
	input := abi.AppendMap(abi.AppendText(abi.AppendArray(nil, 2), "add"), 0)
	large := abi.Amount{Hi: 1 << 60, Lo: 9}
	for i, msg := range []tx.Msg{
		tx.Transfer{To: bob.Address(), Amount: large}, tx.Upload{Code: []byte("code")}, tx.Instantiate{CodeHash: abi.Hash{3}, Label: "x", Funds: abi.U64(1)},
		tx.Call{Contract: shop, Input: input, Funds: abi.U64(1 << 63)}, tx.Call{Contract: shop}, tx.Bond{Amount: abi.U64(2)}, tx.Unbond{Amount: abi.U64(3)},
		tx.Join{Key: [32]byte{4}}, tx.Leave{}, tx.Rescue{Contract: shop, Code: abi.Hash{5}},
	} {
		add(alice.Sign(tx.Body{ChainID: "test", Nonce: 1 << 40, Expiry: uint64(i), Fee: large, Msg: msg}), abi.Code(i),
			api.Event{Type: "t", Contract: shop.String(), Data: json.RawMessage(`{"a":1}`)})
	}
	add([]byte("no transaction"), abi.CodeMalformed)
	b.Events = []api.Event{{Type: "slashed", Data: json.RawMessage(`{}`)}, {Type: "\xff", Contract: "no address", Data: json.RawMessage(`{"x":"\u0000"}`)}}
	for _, item := range api.Items(b) {
		at := api.Position{Height: 7, Index: uint32(item.Index)}
		if item.Tx != nil {
			got, err := readTx(at, appendTx(nil, item.Tx))
			same(t, got, item.Tx, err)
		} else {
			got, err := readEvent(at, appendEvent(nil, item.Event))
			same(t, got, item.Event, err)
		}
	}
	for n := range appendTx(nil, api.Items(b)[0].Tx) {
		if _, err := readTx(api.Position{}, make([]byte, n)); err == nil {
			t.Errorf("%d zeros were read", n)
		}
	}
}

func same[T v1.PastTx | v1.PastEvent](t *testing.T, got, want *T, err error) {
	t.Helper()
	must(t, err)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// An index whose records are written in another way is emptied when it is opened, and made anew.
func TestAnIndexOfAnotherEditionIsMadeAnew(t *testing.T) {
	dir := t.TempDir()
	x, err := Open(dir, 1<<30)
	must(t, err)
	must(t, x.Put(block(1)))
	must(t, x.db.Set([]byte{'m'}, covered{1, 1, 9, nil}.pack(), pebble.NoSync))
	must(t, x.db.Delete(metaKey, pebble.NoSync))
	must(t, x.Close())
	x, err = Open(dir, 1<<30)
	must(t, err)
	defer x.Close()
	if oldest, newest := x.Covered(); oldest != 0 || newest != 0 {
		t.Errorf("covered %d to %d", oldest, newest)
	}
	list, _, err := x.Txs(alice.Address(), api.Position{}, 10)
	must(t, err)
	if len(list) > 0 {
		t.Errorf("it lists %v", list)
	}
	must(t, x.Put(block(1)))
}
