package abci

import (
	"bytes"
	"context"
	"testing"
	"time"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// Blocks give the same answers whether their transactions were seen before or not, and
// whether the decoder remembers anything at all.
func TestI5ResultsDoNotDependOnWhatIsDecodedAlready(t *testing.T) {
	seen, forgetful := newChain(t), newChain(t)
	defer seen.close()
	defer forgetful.close()
	forgetful.app.decoder = newDecoder(0)
	for n := range uint64(4) {
		txs := [][]byte{pay(1, n, 2, minPrice), pay(2, n, 3, minPrice), pay(3, 99, 1, minPrice), []byte("none")}
		if n > 0 { // there is no mempool before the first block
			for _, raw := range txs {
				seen.checkTx(raw)
			}
		}
		_, err := seen.app.PrepareProposal(context.Background(), &abcitypes.RequestPrepareProposal{Txs: txs, MaxTxBytes: 1 << 20})
		must(t, err)
		a, b := marshal(t, seen.block(txs...)), marshal(t, forgetful.block(txs...))
		if !bytes.Equal(a, b) {
			t.Fatalf("block %d differs", n+1)
		}
	}
	if seen.app.decoder.cache.Len() == 0 || forgetful.app.decoder.cache.Len() != 0 {
		t.Error("the two did not differ in what they remember")
	}
}

func marshal(t *testing.T, res *abcitypes.ResponseFinalizeBlock) []byte {
	t.Helper()
	b, err := res.Marshal()
	must(t, err)
	return b
}

// A decoder decodes a transaction once, owns what it remembers, and remembers no more than
// its limit.
func TestDecoder(t *testing.T) {
	d := newDecoder(3 * (entryBytes + 400))
	raw := pay(1, 0, 2, minPrice)
	first := d.decode(raw)
	if again := d.decode(raw); again.Tx == nil || again.Tx != first.Tx {
		t.Error("it was decoded twice")
	}
	want := first.Tx.Body.Msg.(tx.Transfer)
	clear(raw) // the caller's bytes are the caller's (I10)
	if !first.Tx.Verify() || first.Tx.Body.Msg.(tx.Transfer) != want {
		t.Error("it still refers to the caller's bytes")
	}
	for n := range uint64(10) {
		d.decode(pay(1, n, 2, minPrice))
	}
	if d.cache.Len() != 3 || d.bytes > d.limit {
		t.Errorf("it remembers %d transactions, %d bytes", d.cache.Len(), d.bytes)
	}
	if bad := d.decode([]byte("none")); bad.Tx != nil || bad.Fault == nil || d.cache.Len() != 3 {
		t.Errorf("no transaction: %+v", bad)
	}
}

// What the node cannot do is no verdict on a transaction: it is told in a code space of its
// own before the first block and after a fault, and no proposal is made or judged after one.
func TestI7FaultsOfTheNodeHaveNoTransactionCode(t *testing.T) {
	ctx := context.Background()
	c := newChain(t)
	raw := pay(1, 0, 2, minPrice)
	want := func(when, space string, code uint32) {
		t.Helper()
		res, err := c.app.CheckTx(ctx, &abcitypes.RequestCheckTx{Tx: raw})
		if err != nil || res.Codespace != space || res.Code != code {
			t.Errorf("%s: %v, %+v", when, err, res)
		}
	}
	want("before the first block", CodespaceNode, NodeNotReady)
	c.block()
	want("in order", "", 0)
	if _, err := c.app.FinalizeBlock(ctx, &abcitypes.RequestFinalizeBlock{Height: 77, Time: time.Unix(testStart+77, 0)}); err == nil {
		t.Fatal("a block out of order")
	}
	want("after a fault", CodespaceNode, NodeStopping)
	_, err1 := c.app.PrepareProposal(ctx, &abcitypes.RequestPrepareProposal{})
	_, err2 := c.app.ProcessProposal(ctx, &abcitypes.RequestProcessProposal{})
	if err1 == nil || err2 == nil {
		t.Errorf("proposals after a fault: %v, %v", err1, err2)
	}
	c.app.Close()
	must(t, c.store.Close())
}
