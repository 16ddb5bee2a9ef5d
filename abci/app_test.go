package abci

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"
	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/abci/mempool"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func TestI13AnEmptyBlockLeavesTheAppHash(t *testing.T) {
	c := newChain(t)
	defer c.close()
	genesis := c.block().AppHash
	paid := c.block(pay(1, 0, 2, minPrice))
	if paid.TxResults[0].Code != 0 {
		t.Fatalf("transfer: %+v", paid.TxResults[0])
	}
	if bytes.Equal(paid.AppHash, genesis) {
		t.Error("a transfer left the app hash as it was")
	}
	if empty := c.block(); !bytes.Equal(empty.AppHash, paid.AppHash) {
		t.Error("an empty block changed the app hash")
	}
	if len(c.committed) != 3 || c.committed[1].Header.Height != 2 || len(c.committed[1].Txs) != 1 {
		t.Errorf("told of %d commits", len(c.committed))
	}
}

// Bytes that are no transaction get a receipt like any other: a block is total.
func TestRefusedTransactionsHaveReceipts(t *testing.T) {
	c := newChain(t)
	defer c.close()
	res := c.block([]byte("nonsense"), pay(1, 7, 2, minPrice), pay(1, 0, 2, minPrice))
	for i, want := range []abi.Code{abi.CodeMalformed, abi.CodeNonceTooHigh, abi.CodeOK} {
		if got := abi.Code(res.TxResults[i].Code); got != want {
			t.Errorf("transaction %d: %s, want %s", i, got, want)
		}
	}
}

// A process that dies between FinalizeBlock and Commit comes back one height
// earlier, and the same block gives the same answer again. Before the first
// commit that means: from the genesis.
func TestI2DeathBeforeCommitLeavesNothing(t *testing.T) {
	c := newChain(t)
	defer c.close()
	first := c.finalize(pay(1, 0, 2, minPrice))
	c.reopen()
	if info := c.info(); info.LastBlockHeight != 0 || len(info.LastBlockAppHash) != 0 {
		t.Fatalf("after dying before the first commit: %+v", info)
	}
	c.initChain()
	if again := c.block(pay(1, 0, 2, minPrice)); !bytes.Equal(first.AppHash, again.AppHash) {
		t.Error("the first block gave two app hashes")
	}
	second := c.finalize(pay(1, 1, 2, minPrice))
	c.reopen()
	info := c.info()
	if info.LastBlockHeight != 1 || !bytes.Equal(info.LastBlockAppHash, first.AppHash) {
		t.Fatalf("after dying before the second commit: %+v", info)
	}
	if again := c.block(pay(1, 1, 2, minPrice)); !bytes.Equal(second.AppHash, again.AppHash) {
		t.Error("the second block gave two app hashes")
	}
}

// CometBFT may ask twice for a block that it has not committed.
func TestFinalizeAgain(t *testing.T) {
	c := newChain(t)
	defer c.close()
	for range 3 {
		a := c.finalize(pay(1, c.nonce(1), 2, minPrice))
		b := c.finalize(pay(1, c.nonce(1), 2, minPrice))
		if !bytes.Equal(a.AppHash, b.AppHash) || b.TxResults[0].Code != 0 {
			t.Fatalf("height %d gave two app hashes", c.next())
		}
		c.commit()
	}
}

func (c *chain) nonce(n byte) uint64 {
	c.t.Helper()
	v := c.store.View()
	defer v.Close()
	acc, err := world.Read(v).Account(key(n).Address())
	must(c.t, err)
	return acc.Nonce
}

// A node that replays recorded blocks arrives at the same hash at every height.
func TestI6AReplayGivesTheSameHashes(t *testing.T) {
	c := newChain(t)
	var hashes [][]byte
	for i := range uint64(12) {
		txs := [][]byte{pay(1, i, 2, minPrice+i), pay(2, i, 3, minPrice), {byte(i)}}
		hashes = append(hashes, c.block(txs[:i%4]...).AppHash)
		if i == 6 {
			c.reopen() // a restart in the middle changes nothing
		}
	}
	fresh := newChain(t)
	for i, txs := range c.blocks {
		if got := fresh.block(txs...).AppHash; !bytes.Equal(got, hashes[i]) {
			t.Fatalf("height %d: replay gives %x, was %x", i+1, got, hashes[i])
		}
	}
	c.close()
	fresh.close()
}

// The mempool sees what waits: nonces follow each other, and a commit starts over
// from the new state. After a restart valid transactions are welcome at once.
func TestCheckTx(t *testing.T) {
	c := newChain(t)
	defer c.close()
	c.block()
	for nonce := range uint64(3) {
		if code := c.checkTx(pay(1, nonce, 2, minPrice)); code != 0 {
			t.Errorf("nonce %d: %s", nonce, code)
		}
	}
	if code := c.checkTx(pay(1, 5, 2, minPrice)); code != abi.CodeNonceTooHigh {
		t.Errorf("a gap: %s", code)
	}
	if n, err := c.app.PendingNonce(key(1).Address()); err != nil || n != 3 {
		t.Errorf("pending nonce %d, %v", n, err)
	}
	c.block(pay(1, 0, 2, minPrice))
	c.reopen()
	if code := c.checkTx(pay(1, 1, 2, minPrice)); code != 0 {
		t.Errorf("after a restart: %s", code)
	}
	if code := c.checkTx(pay(2, 0, 1, minPrice-1)); code != abi.CodeFeeTooLow {
		t.Errorf("a small fee: %s", code)
	}
}

// After a node fault the app answers nothing more, and the node is told once.
func TestI7AFaultStopsTheApp(t *testing.T) {
	c := newChain(t)
	c.block()
	var err error
	func() { // as a bug or a broken disk below would
		defer c.app.guard("test", &err)
		panic("disk on fire")
	}()
	_, err2 := c.app.FinalizeBlock(context.Background(), &abcitypes.RequestFinalizeBlock{Height: c.next()})
	_, err3 := c.app.Commit(context.Background(), &abcitypes.RequestCommit{})
	for _, e := range []error{err2, err3} {
		if !errors.Is(e, errStopped) || !strings.Contains(e.Error(), "disk on fire") {
			t.Errorf("after a fault: %v", e)
		}
	}
	if len(c.faults) != 1 {
		t.Errorf("told %d times", len(c.faults))
	}
	if res, err := c.app.CheckTx(context.Background(), &abcitypes.RequestCheckTx{}); err != nil || res.Code == 0 {
		t.Errorf("check after a fault: %v, %v", res, err)
	}
}

func TestWrongHeightIsAFault(t *testing.T) {
	c := newChain(t)
	_, err := c.app.FinalizeBlock(context.Background(), &abcitypes.RequestFinalizeBlock{Height: 5})
	if err == nil || len(c.faults) != 1 {
		t.Errorf("height 5 after genesis: %v", err)
	}
}

func TestGenesisIsChecked(t *testing.T) {
	for name, r := range map[string]*abcitypes.RequestInitChain{
		"other chain":    {ChainId: "other", AppStateBytes: []byte("{}")},
		"later start":    {ChainId: testChain, InitialHeight: 7, AppStateBytes: []byte("{}")},
		"unknown field":  {ChainId: testChain, AppStateBytes: []byte(`{"acounts":[]}`)},
		"not JSON":       {ChainId: testChain, AppStateBytes: []byte(`x`)},
		"wrong key type": {ChainId: testChain, AppStateBytes: []byte(`{}`), Validators: []abcitypes.ValidatorUpdate{{Power: 1}}},
	} {
		c := &chain{t: t, fs: vfs.NewMem()}
		c.open()
		if _, err := c.app.InitChain(context.Background(), r); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
}

func TestRetainHeight(t *testing.T) {
	c := newChain(t)
	defer c.close()
	c.app.cfg.RetainBlocks = 3
	for _, want := range []int64{0, 0, 0, 2, 3} {
		c.finalize()
		if got := c.commit().RetainHeight; got != want {
			t.Errorf("height %d: retain %d, want %d", c.next()-1, got, want)
		}
	}
}

func TestSnapshotsAreRefusedPolitely(t *testing.T) {
	c := newChain(t)
	defer c.close()
	ctx := context.Background()
	list, err := c.app.ListSnapshots(ctx, nil)
	must(t, err)
	offer, err := c.app.OfferSnapshot(ctx, nil)
	must(t, err)
	chunk, err := c.app.LoadSnapshotChunk(ctx, nil)
	must(t, err)
	apply, err := c.app.ApplySnapshotChunk(ctx, nil)
	must(t, err)
	if len(list.Snapshots) != 0 || offer.Result != abcitypes.ResponseOfferSnapshot_ABORT ||
		len(chunk.Chunk) != 0 || apply.Result != abcitypes.ResponseApplySnapshotChunk_ABORT {
		t.Error("a snapshot was offered or taken")
	}
}

// Whoever asks while a block is committed gets an answer: checking goes on above the new state in
// one step.
func TestNonceWhileBlocksAreCommitted(t *testing.T) {
	c := newChain(t)
	defer c.close()
	c.block()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 2000 {
			c.app.renewCheck()
		}
	}()
	for {
		if _, err := c.app.PendingNonce(key(1).Address()); err != nil {
			t.Fatal(err)
		}
		select {
		case <-done:
			return
		default:
		}
	}
}

// A full mempool of cheap transactions does not keep out one that pays more, which is proposed first; what it
// displaces leaves CometBFT's list at the next recheck, its nonce is the account's next again, and its sender is told.
func TestTheDearDisplaceTheCheap(t *testing.T) {
	c := newChain(t)
	defer c.close()
	c.block()
	var told []abi.Hash
	c.app.cfg.OnDisplaced = func(h abi.Hash) { told = append(told, h) }
	cheap := [][]byte{pay(1, 0, 2, minPrice), pay(1, 1, 2, minPrice)}
	for _, raw := range cheap {
		c.checkTx(raw)
	}
	for c.app.checking.pool.Size() < mempool.MaxTxs { // strangers, of whom the chain's state does not matter here
		d := *c.app.decoder.decode(cheap[0]).Tx
		binary.BigEndian.PutUint64(d.PubKey[:], uint64(c.app.checking.pool.Size()))
		binary.BigEndian.PutUint64(d.Hash[:], uint64(c.app.checking.pool.Size()))
		d.Body.Fee, _ = d.Body.Fee.Mul(abi.U64(3))
		c.app.checking.pool.Add(&d)
	}
	if res, err := c.app.CheckTx(context.Background(), &abcitypes.RequestCheckTx{Tx: pay(2, 0, 1, minPrice)}); err != nil ||
		res.Codespace != CodespaceNode || res.Code != NodePoolFull {
		t.Fatalf("another cheap one: %+v, %v", res, err)
	}
	if n, _ := c.app.PendingNonce(key(2).Address()); n != 0 {
		t.Errorf("a refused one counts: %d", n)
	}
	dear := pay(3, 0, 1, 2*minPrice)
	if code := c.checkTx(dear); code != 0 {
		t.Fatalf("a dear one: %s", code)
	}
	gone := tx.Hash(cheap[1])
	if n, _ := c.app.PendingNonce(key(1).Address()); n != 1 || !slices.Equal(told, []abi.Hash{gone}) || !c.app.Displaced(gone) {
		t.Errorf("after a displacement: nonce %d, told %v", n, told)
	}
	c.block()
	for _, r := range []struct {
		raw     []byte
		waiting bool
	}{{cheap[0], true}, {cheap[1], false}, {dear, true}} {
		res, err := c.app.CheckTx(context.Background(), &abcitypes.RequestCheckTx{Tx: r.raw, Type: abcitypes.CheckTxType_Recheck})
		if err != nil || (res.Code == 0) != r.waiting {
			t.Errorf("rechecked: %+v, %v", res, err)
		}
	}
	prepared, err := c.grammar.PrepareProposal(context.Background(), &abcitypes.RequestPrepareProposal{Height: 3, MaxTxBytes: 1 << 20})
	must(t, err)
	if len(prepared.Txs) != 2 || !bytes.Equal(prepared.Txs[0], dear) || !bytes.Equal(prepared.Txs[1], cheap[0]) {
		t.Errorf("proposed %d, the dear one first: %v", len(prepared.Txs), len(prepared.Txs) > 0 && bytes.Equal(prepared.Txs[0], dear))
	}
	if code := c.checkTx(cheap[1]); code != 0 || c.app.Displaced(gone) {
		t.Errorf("sent again: %s", code)
	}
}
