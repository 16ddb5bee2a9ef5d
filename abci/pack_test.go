package abci

import (
	"context"
	"math"
	"testing"

	abcitypes "github.com/cometbft/cometbft/abci/types"
	comet "github.com/cometbft/cometbft/types"

	"github.com/peerz-ai/peerz-chain/abci/mempool"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// name finds which of the named transactions is which.
func names(all map[string][]byte, txs [][]byte) string {
	out := ""
	for _, raw := range txs {
		for n, r := range all {
			if string(r) == string(raw) {
				out += n + " "
			}
		}
	}
	return out
}

func anybody(runtime.Decoded) (*runtime.Fault, error) { return nil, nil }

// queued is transactions as they wait, given in the order of each account's nonces.
func queued(raws ...[]byte) queue {
	m := mempool.New()
	for _, raw := range raws {
		m.Add(runtime.Decode(raw).Tx)
	}
	return m.Accounts()
}

func TestPackOrder(t *testing.T) {
	all := map[string][]byte{
		"a0": pay(1, 0, 2, 5), "a1": pay(1, 1, 2, 90), // the dear one must wait for the cheap one
		"b0": pay(2, 0, 1, 50), "b1": pay(2, 1, 1, 40),
		"c0": pay(3, 0, 1, 50), // as dear as b0, came later
	}
	free := limits{bytes: math.MaxInt64, gas: math.MaxUint64}
	for _, c := range []struct {
		name string
		max  limits
		want string
	}{
		{"no limits", free, "b0 c0 b1 a0 a1 "},
		{"gas for two", limits{free.bytes, 800_000}, "b0 c0 "},
		{"bytes for one", limits{framed(uint64(len(all["b0"]))), free.gas}, "b0 "},
		{"nothing", limits{}, ""},
	} {
		txs, err := pack(queued(all["a0"], all["a1"], all["b0"], all["c0"], all["b1"]), c.max, anybody)
		must(t, err)
		if got := names(all, txs); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A sender whose next transaction does not fit is passed over; others go on.
func TestPackPassesOver(t *testing.T) {
	fee := abi.U64(1 << 60)
	big := key(1).Sign(tx.Body{ChainID: testChain, GasLimit: 1 << 30, Fee: fee, Msg: tx.Transfer{}})
	all := map[string][]byte{"big": big, "after": pay(1, 1, 2, 10), "other": pay(2, 0, 1, 1)}
	txs, err := pack(queued(big, all["after"], all["other"]), limits{1 << 20, 1_000_000}, anybody)
	must(t, err)
	if got := names(all, txs); got != "other " {
		t.Errorf("packed %q", got)
	}
}

// What this node proposes, any node accepts; what no honest node proposes, none does.
func TestProposals(t *testing.T) {
	c := newChain(t)
	defer c.close()
	ctx := context.Background()
	c.block()
	for _, raw := range [][]byte{pay(1, 0, 2, minPrice), []byte("junk"), pay(2, 0, 1, 9*minPrice), pay(2, 2, 1, minPrice), pay(3, 0, 1, minPrice-1), forged(3, 0)} {
		c.checkTx(raw)
	}
	prepared, err := c.grammar.PrepareProposal(ctx, &abcitypes.RequestPrepareProposal{Height: 2, MaxTxBytes: 1 << 20})
	must(t, err)
	if len(prepared.Txs) != 2 {
		t.Fatalf("prepared %d transactions", len(prepared.Txs))
	}
	rich, _ := abi.Unit.Mul(abi.U64(5000))
	fails := key(1).Sign(tx.Body{ChainID: testChain, GasLimit: 400_000, Fee: abi.U64(400_000 * minPrice),
		Msg: tx.Transfer{To: key(2).Address(), Amount: rich}})
	broke := key(3).Sign(tx.Body{ChainID: testChain, GasLimit: 400_000, Fee: rich, Msg: tx.Transfer{}})
	greedy := key(1).Sign(tx.Body{ChainID: testChain, GasLimit: math.MaxUint64, Msg: tx.Transfer{}})
	for _, p := range []struct {
		name string
		txs  [][]byte
		want abcitypes.ResponseProcessProposal_ProposalStatus
	}{
		{"our own", prepared.Txs, abcitypes.ResponseProcessProposal_ACCEPT},
		{"empty", nil, abcitypes.ResponseProcessProposal_ACCEPT},
		{"a transaction that will fail", [][]byte{fails}, abcitypes.ResponseProcessProposal_ACCEPT},
		{"nonces in a row", [][]byte{pay(1, 0, 2, minPrice), pay(1, 1, 2, minPrice)}, abcitypes.ResponseProcessProposal_ACCEPT},
		{"a nonce that leaves a gap", [][]byte{pay(1, 1, 2, minPrice)}, abcitypes.ResponseProcessProposal_REJECT},
		{"the same twice", [][]byte{pay(1, 0, 2, minPrice), pay(1, 0, 2, minPrice)}, abcitypes.ResponseProcessProposal_REJECT},
		{"a fee too low", [][]byte{pay(1, 0, 2, minPrice-1)}, abcitypes.ResponseProcessProposal_REJECT},
		{"a fee that the sender does not have", [][]byte{broke}, abcitypes.ResponseProcessProposal_REJECT},
		{"a bad signature", [][]byte{pay(1, 0, 2, minPrice), forged(2, 0)}, abcitypes.ResponseProcessProposal_REJECT},
		{"bytes", [][]byte{{1, 2, 3}}, abcitypes.ResponseProcessProposal_REJECT},
		{"too much gas", [][]byte{greedy}, abcitypes.ResponseProcessProposal_REJECT},
		{"gas that wraps", [][]byte{pay(1, 0, 2, minPrice), greedy}, abcitypes.ResponseProcessProposal_REJECT},
	} {
		res, err := c.grammar.ProcessProposal(ctx, &abcitypes.RequestProcessProposal{Height: 2, Txs: p.txs})
		must(t, err)
		if res.Status != p.want {
			t.Errorf("%s: %s", p.name, res.Status)
		}
	}
}

// forged is a transaction with a signature that does not match.
func forged(from byte, nonce uint64) []byte {
	raw := pay(from, nonce, 2, minPrice)
	raw[len(raw)-1] ^= 1
	return raw
}

// The size of a transaction in a block is as CometBFT counts it.
func TestFramed(t *testing.T) {
	for _, size := range []int{1, 127, 128, 1 << 14, 1<<14 - 1, 1 << 20} {
		if got, want := framed(uint64(size)), comet.ComputeProtoSizeForTxs([]comet.Tx{make([]byte, size)}); got != want {
			t.Errorf("%d bytes: %d, want %d", size, got, want)
		}
	}
}
