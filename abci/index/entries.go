package index

import (
	"encoding/json"
	"slices"

	"github.com/peerz-ai/peerz-chain/abci/api"
	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// An entry is CBOR items after each other: most of the work on a block is writing its entries, and most of the index is made of them.
// Where an entry is stands in its key.

// appendTx writes the entry of a transaction.
func appendTx(b []byte, t *v1.PastTx) []byte {
	b = abi.AppendUint(abi.AppendBytes(b, t.Hash[:]), uint64(t.Index))
	b = abi.AppendUint(abi.AppendInt(b, t.Time), uint64(t.Code))
	a := t.Tx
	if a == nil {
		return b
	}
	b = abi.AppendUint(abi.AppendUint(abi.AppendBytes(b, a.Sender[:]), a.Nonce), a.Expiry)
	b = abi.AppendBytes(abi.AppendBytes(a.Fee.AppendCBOR(b), []byte(a.Kind)), []byte(a.Method))
	if a.To == nil {
		b = abi.AppendBytes(b, nil)
	} else {
		b = abi.AppendBytes(b, a.To[:])
	}
	return a.Amount.AppendCBOR(appendHash(appendHash(b, a.Code), a.Key))
}

// readTx reads the entry of the transaction at a position.
func readTx(at api.Position, value []byte) (*v1.PastTx, error) {
	r := abi.NewReader(value)
	t := &v1.PastTx{Hash: r.Hash(), Height: at.Height, Index: int(r.Uint()), Time: r.Int(), Code: abi.Code(r.Uint())}
	t.CodeName = t.Code.String()
	if r.Peek() >= 0 {
		t.Tx = &v1.Tx{Sender: r.Address(), Nonce: r.Uint(), Expiry: r.Uint(), Fee: r.Amount(), Kind: string(r.Bytes()), Method: string(r.Bytes())}
		if to := r.Bytes(); len(to) > 0 {
			t.Tx.To = new(abi.Address)
			copy(t.Tx.To[:], to)
		}
		t.Tx.Code, t.Tx.Key, t.Tx.Amount = readHash(r), readHash(r), r.Amount()
	}
	return t, r.Close()
}

// appendEvent writes the entry of an event.
func appendEvent(b []byte, e *v1.PastEvent) []byte {
	b = appendHash(abi.AppendInt(b, e.Time), e.Tx)
	return abi.AppendBytes(abi.AppendBytes(abi.AppendBytes(b, []byte(e.Type)), []byte(e.Contract)), e.Data)
}

// readEvent reads the entry of the event at a position.
func readEvent(at api.Position, value []byte) (*v1.PastEvent, error) {
	r := abi.NewReader(value)
	e := &v1.PastEvent{ID: at.String(), Height: at.Height, Time: r.Int(), Tx: readHash(r)}
	e.Event = v1.Event{Type: string(r.Bytes()), Contract: string(r.Bytes()), Data: json.RawMessage(slices.Clone(r.Bytes()))}
	return e, r.Close()
}

// appendHash writes a hash, or an empty one for none.
func appendHash(b []byte, h *abi.Hash) []byte {
	if h == nil {
		return abi.AppendBytes(b, nil)
	}
	return abi.AppendBytes(b, h[:])
}

func readHash(r *abi.Reader) *abi.Hash {
	b := r.Bytes()
	if len(b) == 0 {
		return nil
	}
	h := new(abi.Hash)
	copy(h[:], b)
	return h
}
