package index

import (
	"encoding/binary"
	"fmt"

	"github.com/cockroachdb/pebble/v2"

	"github.com/peerz-ai/peerz-chain/abci/api"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// maxAddition is about how many bytes are written together.
const maxAddition = 2 << 20

// addition is blocks that are added together. The records of each kind are gathered apart, since the database takes what is in
// the order of its keys in half the time.
type addition struct {
	next  covered
	kinds [kinds]*pebble.Batch
	entry []byte // the last one; the batch has copied it
	last  contract
}

// contract is an address as events have it, and its bytes: events in a row are mostly of one.
type contract struct {
	text string
	of   abi.Address
}

// begin begins an addition.
func (x *Index) begin() *addition {
	a := &addition{next: x.covered}
	for i := range a.kinds {
		a.kinds[i] = x.db.NewBatch()
	}
	return a
}

// size is how many bytes it has.
func (a *addition) size() (n int) {
	for _, b := range a.kinds {
		n += b.Len()
	}
	return n
}

// add adds the next block.
func (a *addition) add(b api.Block) error {
	if a.next.oldest == 0 {
		a.next.oldest = b.Height
	}
	a.next.skip(b.Height)
	a.next.newest = b.Height
	size := uint64(0)
	set := func(key, value []byte) error {
		size += uint64(len(key) + len(value))
		return a.kinds[kindOf(key)].Set(key, value, nil)
	}
	for _, item := range api.Items(b) {
		at := api.Position{Height: b.Height, Index: uint32(item.Index)}
		var keys [][]byte
		prefix := byte(prefixTx)
		if e := item.Event; e != nil {
			if e.Contract != a.last.text {
				of, _ := abi.ParseAddress(e.Contract) // zero for the host
				a.last = contract{e.Contract, of}
			}
			prefix, keys, a.entry = prefixEvent, eventKeys(at, a.last.of, e), appendEvent(a.entry[:0], e)
		} else {
			keys, a.entry = txKeys(at, item.Tx), appendTx(a.entry[:0], item.Tx)
		}
		err := set(position([]byte{prefix}, at), a.entry)
		for _, k := range keys {
			if err == nil {
				err = set(k, nil)
			}
		}
		if err != nil {
			return err
		}
	}
	if a.next.bytes += size; size > 0 {
		return a.kinds[kindOf(blockKey(b.Height))].Set(blockKey(b.Height), binary.BigEndian.AppendUint64(nil, size), nil)
	}
	return nil
}

// put writes an addition, and ends it. The oldest blocks are forgotten when the index holds too much.
func (x *Index) put(a *addition) error {
	defer x.drop(a)
	batch := x.db.NewBatch()
	defer x.release(batch)
	for _, b := range a.kinds {
		if err := batch.Apply(b, nil); err != nil {
			return err
		}
	}
	if a.next.bytes > x.limit {
		if err := x.forgetOldest(batch, &a.next); err != nil {
			return fmt.Errorf("index: forget: %w", err)
		}
		a.next.clip()
	}
	return x.commit(batch, a.next)
}

// drop ends an addition that is not written.
func (x *Index) drop(a *addition) {
	for _, b := range a.kinds {
		_ = b.Close()
	}
}

// Put adds the next block.
func (x *Index) Put(b api.Block) error {
	a := x.begin()
	if err := a.add(b); err != nil {
		x.drop(a)
		return fmt.Errorf("index: block %d: %w", b.Height, err)
	}
	return x.put(a)
}
