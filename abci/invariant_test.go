package abci

import (
	"context"
	"crypto/sha256"
	"strings"
	"testing"

	abcitypes "github.com/cometbft/cometbft/abci/types"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// A node on which assertions are on stops at the next epoch when the books of an instance are wrong, and says which and why.
func TestABrokenInstanceStopsTheNode(t *testing.T) {
	c := newChain(t)
	built, _ := contracts.Get(token.Name)
	owner := key(1).Address()
	issue := &token.InstantiateArgs{Symbol: "USDX", Name: "Dollars", Cap: sdk.U64(100), Holders: []token.Holding{{Account: sdk.AddressOf(owner[:]), Amount: sdk.U64(100)}}}
	sent := func(nonce uint64, msg tx.Msg) {
		t.Helper()
		const gas = 50_000_000
		fee, _ := abi.U64(gas).Mul(abi.U64(minPrice))
		raw := key(1).Sign(tx.Body{ChainID: testChain, Nonce: nonce, GasLimit: gas, Fee: fee, Msg: msg})
		if r := c.block(raw).TxResults[0]; r.Code != 0 {
			t.Fatalf("%+v", r)
		}
	}
	sent(0, tx.Upload{Code: built.Wasm})
	for range 10 {
		c.block()
	}
	sent(1, tx.Instantiate{CodeHash: sha256.Sum256(built.Wasm), Label: "usdx", Input: sdk.Marshal(issue)})
	at := abi.ContractAddress(owner, 1)
	for range 12 { // an epoch begins: everything holds
		c.block()
	}
	if len(c.faults) > 0 {
		t.Fatal(c.faults)
	}
	supply := world.StorageKey(at, []byte("s"))
	damage(t, c, supply)
	for range 12 {
		c.finalize()
		if _, err := c.grammar.Commit(context.Background(), &abcitypes.RequestCommit{}); err != nil {
			if !strings.Contains(err.Error(), "token "+at.String()+": the contract says that its invariants do not hold") || len(c.faults) != 1 {
				t.Errorf("%v, %v", err, c.faults)
			}
			return
		}
	}
	t.Error("the node goes on")
}

// damage deletes a key of the state beneath the application.
func damage(t *testing.T, c *chain, key []byte) {
	t.Helper()
	o := c.store.Overlay()
	must(t, o.Delete(key))
	_, err := c.store.Commit(o, c.store.Head().Height+1)
	must(t, err)
	c.reopen()
}
