package node

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto/ed25519"

	"github.com/peerz-ai/peerz-chain/abci/genesis"
	"github.com/peerz-ai/peerz-chain/abci/home"
	"github.com/peerz-ai/peerz-chain/abci/home/hometest"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// key is a user's key that is the same in every run.
func key(n byte) tx.Key { return tx.NewKey([tx.SeedSize]byte{n}) }

// keysFromSeed makes a node's keys that are the same in every run.
func keysFromSeed(seed []byte) home.Keys {
	return home.Keys{Validator: ed25519.GenPrivKeyFromSecret(append([]byte("validator "), seed...)),
		Peer: ed25519.GenPrivKeyFromSecret(append([]byte("peer "), seed...))}
}

// newHome initialises a chain with one validator and three users.
func newHome(t *testing.T) home.Dir {
	t.Helper()
	keys := keysFromSeed([]byte("test"))
	doc, err := genesis.Document(genesis.Options{
		ChainID: "test-1", Time: time.Now(), Epoch: 2 * time.Second,
		Users:      []abi.Address{key(1).Address(), key(2).Address(), key(3).Address()},
		Validators: []genesis.Validator{{Account: key(9).Address(), PubKey: keys.ValidatorPub()}},
	})
	must(t, err)
	h := tempHome(t)
	must(t, home.Init(h, home.InitOptions{Genesis: doc, Keys: keys, PortBase: hometest.Ports(t, 1), BlockTime: 20 * time.Millisecond, Local: true}))
	return h
}

// homes is where all homes of these tests lie; TestMain removes it.
var homes string

// tempHome returns a folder that is mostly removed after the test. A node that has
// failed is never closed: its stores may still make files, and CometBFT looks after
// its log until the process ends, and ends it itself if the log is gone.
func tempHome(t *testing.T) home.Dir {
	t.Helper()
	dir, err := os.MkdirTemp(homes, "node")
	must(t, err)
	h := home.Dir(dir)
	t.Cleanup(func() { _ = errors.Join(os.RemoveAll(h.App()), os.RemoveAll(h.Comet())) })
	return h
}

// start runs a node until the test ends or stop is called.
func start(t *testing.T, h home.Dir) (n *Node, stop func()) {
	t.Helper()
	cfg, err := home.LoadConfig(h)
	must(t, err)
	n, err = New(h, cfg, nil)
	must(t, err)
	must(t, n.Start(context.Background()))
	stop = func() { must(t, n.Stop()) }
	t.Cleanup(func() { _ = n.Stop() })
	return n, stop
}

// background runs a node of a home until it fails; tune may be nil.
func background(t *testing.T, h home.Dir, tune func(*home.Config)) (n *Node, ended <-chan error) {
	t.Helper()
	cfg, err := home.LoadConfig(h)
	must(t, err)
	if tune != nil {
		tune(&cfg)
	}
	n, err = New(h, cfg, nil)
	must(t, err)
	done := make(chan error, 1)
	go func() { done <- n.Run(context.Background()) }()
	ready(t, n)
	return n, done
}

// copyHome copies the home of a node that does not run any more: as it is, or instead
// of the process that would have ended, and its locks with it.
func copyHome(t *testing.T, h home.Dir) home.Dir {
	t.Helper()
	copied := tempHome(t)
	must(t, os.CopyFS(string(copied), os.DirFS(string(h))))
	return copied
}

func ready(t *testing.T, n *Node) {
	t.Helper()
	select {
	case <-n.Ready():
	case err := <-n.fault.told:
		t.Fatal(err)
	case <-time.After(2 * time.Minute):
		t.Fatal("no block in 2 minutes")
	}
}

// get reads an answer of the API and returns its HTTP status.
func get(t *testing.T, n *Node, path string, out any) int {
	t.Helper()
	resp, err := http.Get("http://" + n.API() + path)
	must(t, err)
	defer resp.Body.Close()
	must(t, json.NewDecoder(resp.Body).Decode(out))
	return resp.StatusCode
}

type status struct {
	Height  uint64 `json:"height"`
	AppHash string `json:"app_hash"`
	ChainID string `json:"chain_id"`
	Epoch   uint64 `json:"epoch"`
}

func TestNodeMakesBlocksAndGoesOnAfterRestart(t *testing.T) {
	h := newHome(t)
	n, stop := start(t, h)
	var before status
	if code := get(t, n, "/v1/status", &before); code != 200 || before.ChainID != "test-1" {
		t.Fatalf("status at once: %d %+v", code, before)
	}
	ready(t, n)
	get(t, n, "/v1/status", &before)
	stop()

	n, _ = start(t, h)
	var after status
	get(t, n, "/v1/status", &after)
	if after.Height < before.Height {
		t.Errorf("height fell from %d to %d", before.Height, after.Height)
	}
	ready(t, n)
	get(t, n, "/v1/status", &after)
	if after.Height <= before.Height {
		t.Errorf("no new block after the restart: %d", after.Height)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A transaction goes in over the API, its block is waited for, and its receipt is
// still there after a restart.
func TestTransactionOverTheAPI(t *testing.T) {
	h := newHome(t)
	n, stop := start(t, h)
	ready(t, n)
	first, second := pay(0), pay(1)
	var r receipt
	post(t, n, "/v1/txs", first, &r)
	if r.Code != 0 || r.Height != 0 {
		t.Fatalf("submitted: %+v", r)
	}
	post(t, n, "/v1/txs?wait=1", second, &r)
	if r.Code != 0 || r.Height == 0 || r.GasUsed == 0 {
		t.Fatalf("waited: %+v", r)
	}
	again := r
	post(t, n, "/v1/txs?wait=1", second, &again) // a client that lost the answer asks again
	if again != r {
		t.Errorf("asked again: %+v", again)
	}
	stop()

	n, _ = start(t, h)
	var late receipt
	if code := get(t, n, "/v1/txs/"+tx.Hash(second).String(), &late); code != 200 || late != r {
		t.Errorf("after a restart: %d %+v", code, late)
	}
	var account struct{ Nonce uint64 }
	get(t, n, "/v1/accounts/"+key(1).Address().String(), &account)
	if account.Nonce != 2 {
		t.Errorf("account: %+v", account)
	}
	var block struct {
		Txs []receipt `json:"txs"`
	}
	get(t, n, fmt.Sprintf("/v1/blocks/%d/txs", r.Height), &block)
	if len(block.Txs) == 0 || block.Txs[len(block.Txs)-1] != r {
		t.Errorf("block: %+v", block)
	}
}

type receipt struct {
	Hash    string `json:"hash"`
	Height  uint64 `json:"height"`
	Code    uint32 `json:"code"`
	GasUsed uint64 `json:"gas_used"`
}

// post sends a transaction and reads the answer.
func post(t *testing.T, n *Node, path string, body []byte, out any) {
	t.Helper()
	postAs(t, n, path, "application/cbor", body, out)
}

func postAs(t *testing.T, n *Node, path, contentType string, body []byte, out any) {
	t.Helper()
	resp, err := http.Post("http://"+n.API()+path, contentType, bytes.NewReader(body))
	must(t, err)
	defer resp.Body.Close()
	must(t, json.NewDecoder(resp.Body).Decode(out))
}

// pay is a transfer of the first user.
func pay(nonce uint64) []byte {
	const gas = 400_000
	return key(1).Sign(tx.Body{
		ChainID: "test-1", Nonce: nonce, GasLimit: gas, Fee: abi.U64(gas * 100_000_000),
		Msg: tx.Transfer{To: key(2).Address(), Amount: abi.U64(5)},
	})
}

// A failure of the application ends Run with its cause, and leaves a home that
// can be started again.
func TestFailureStopsTheNode(t *testing.T) {
	h := newHome(t)
	n, ended := background(t, h, nil)
	n.fault.report(errors.New("disk on fire"))
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "disk on fire") {
		t.Errorf("run ended with %v", err)
	}
	run(t, h)
}

func TestRunEndsWithItsContext(t *testing.T) {
	h := newHome(t)
	cfg, err := home.LoadConfig(h)
	must(t, err)
	n, err := New(h, cfg, nil)
	must(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-n.Ready(); cancel() }()
	must(t, n.Run(ctx))
	must(t, n.Wait())
}

// When the state is not what the next block follows, that block has no outcome:
// the node stops by itself, and says why.
func TestForeignCommitStopsTheNode(t *testing.T) {
	n, ended := background(t, newHome(t), nil)
	for err := errors.New("not yet"); err != nil; { // another hand in the store
		_, err = n.state().Commit(n.state().Overlay(), n.state().Head().Height+1)
	}
	select {
	case err := <-ended:
		if err == nil || !strings.Contains(err.Error(), "abci: ") {
			t.Errorf("run ended with %v", err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the node goes on")
	}
}
