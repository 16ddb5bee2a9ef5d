package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/cmd/keystore"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// counterPath is the small contract with storage that the calls go to, seen from the bench
// module's folder: one read, one write and one event each.
const counterPath = "../examples/counter/counter.wasm"

// crowd is the accounts that transactions come from, and what is needed to sign for them.
type crowd struct {
	chainID string
	price   abi.Amount // base units for one gas
	keys    []tx.Key
	nonce   uint64 // the same for all: each sends one transaction a round
	counter abi.Address
	callGas uint64 // limit that fits a call of the counter
	payer   client.Sender
}

// transferGas is a limit that fits a transfer.
const transferGas = 400_000

// gather makes n accounts, funds them all from alice, and puts a counter on the chain.
func gather(ctx context.Context, c *child, n int) (*crowd, error) {
	status, err := c.node.Status(ctx)
	if err != nil {
		return nil, err
	}
	alice, err := keystore.In(c.home).Unlock("alice", nil) // of a devnet: it has no passphrase
	if err != nil {
		return nil, err
	}
	g := &crowd{chainID: status.ChainID, price: status.MinGasPrice, payer: client.Sender{Node: c.node, Key: alice.Signer()}}
	var set []client.Outgoing
	for i := range n {
		var seed [tx.SeedSize]byte
		binary.BigEndian.PutUint64(seed[:], uint64(i)+1)
		g.keys = append(g.keys, tx.NewKey(seed))
		set = append(set, client.Outgoing{Key: g.payer.Key, Gas: transferGas, Msg: tx.Transfer{To: g.keys[i].Address(), Amount: abi.Unit}})
	}
	sent, err := c.node.SubmitAll(ctx, set)
	if err == nil {
		_, err = c.node.AwaitAll(ctx, sent)
	}
	if err != nil {
		return nil, fmt.Errorf("fund %d accounts: %w", n, err)
	}
	return g, g.deploy(ctx)
}

// send makes one transaction of the payer and waits for its block.
func (g *crowd) send(ctx context.Context, msg tx.Msg) (client.Receipt, error) {
	sent, err := g.payer.Submit(ctx, msg)
	if err != nil {
		return client.Receipt{}, err
	}
	return g.payer.Node.Await(ctx, sent)
}

// deploy uploads the counter, makes one, and learns what a call costs.
func (g *crowd) deploy(ctx context.Context) error {
	wasm, err := os.ReadFile(counterPath)
	if err != nil {
		return err
	}
	if _, err := g.send(ctx, tx.Upload{Code: wasm}); err != nil {
		return err
	}
	hash := abi.Hash(sha256.Sum256(wasm))
	for {
		code, err := g.payer.Node.Code(ctx, hash)
		if err != nil {
			return err
		}
		if code.Callable {
			break
		}
		if err := sleep(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
	made, err := g.send(ctx, tx.Instantiate{CodeHash: hash, Label: "counter", Input: abi.AppendMap(nil, 0)})
	if err != nil {
		return err
	}
	data, err := hex.DecodeString(made.Data)
	if err != nil {
		return err
	}
	r := abi.NewReader(data)
	r.Map()
	_ = r.Text() // "address", the only key
	g.counter = r.Address()
	if err := r.Close(); err != nil {
		return fmt.Errorf("data of the receipt %x: %w", data, err)
	}
	called, err := g.send(ctx, g.call())
	g.callGas = client.WithMargin(called.GasUsed)
	return err
}

// call is one addition to the counter.
func (g *crowd) call() tx.Msg {
	input := abi.AppendText(abi.AppendArray(nil, 2), "add")
	input = abi.AppendUint(abi.AppendText(abi.AppendMap(input, 1), "by"), 1)
	return tx.Call{Contract: g.counter, Input: input}
}

// transfer moves one base unit to the next account.
func (g *crowd) transfer(i int) tx.Msg {
	return tx.Transfer{To: g.keys[(i+1)%len(g.keys)].Address(), Amount: abi.U64(1)}
}

// sign makes one transaction of each account, for one round.
func (g *crowd) sign(calls bool) ([][]byte, error) {
	gas := uint64(transferGas)
	if calls {
		gas = g.callGas
	}
	fee, err := client.FeeFor(gas, g.price)
	if err != nil {
		return nil, err
	}
	signed := make([][]byte, len(g.keys))
	for i, key := range g.keys {
		msg := g.transfer(i)
		if calls {
			msg = g.call()
		}
		signed[i] = key.Sign(tx.Body{ChainID: g.chainID, Nonce: g.nonce, GasLimit: gas, Fee: fee, Msg: msg})
	}
	g.nonce++
	return signed, nil
}

// check asks the counter whether it was really called that often.
func (g *crowd) check(ctx context.Context, calls int) error {
	var state struct {
		Count uint64 `json:"count,string"`
	}
	err := g.payer.Node.QueryJSON(ctx, g.counter.String(), "get", struct{}{}, &state)
	if err == nil && state.Count != uint64(calls) {
		err = fmt.Errorf("the counter is at %d after %d calls", state.Count, calls)
	}
	return err
}
