package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	v1 "github.com/peerz-ai/peerz-chain/abci/api/v1"
	"github.com/peerz-ai/peerz-chain/abci/turns"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/state"
)

// fake is a node without consensus: a chain in memory, and a pool that puts what
// it takes into a list.
type fake struct {
	*sandbox.Chain
	mu        sync.Mutex // a block is being made, or the last one read
	t         testing.TB
	config    Config
	server    *httptest.Server
	submitted [][]byte
	waiting   [][]byte
	verified  int // transactions, before they were submitted
	admission Admission
	refusal   error
	spared    int // transactions that are taken before refusal
	outcomes  map[abi.Hash]Outcome
	block     Block
	displaced abi.Hash
	gone      uint64 // heights up to it are pruned
	stalled   bool
	fault     error
	bug       bool
}

// vesting is an account of it whose tokens come later.
var vesting = abi.Address{7}

func newFake(t testing.TB) *fake {
	t.Helper()
	g := sandbox.Genesis("alice", "bob")
	g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: vesting, Vesting: &runtime.GenesisVesting{Amount: abi.U64(10), Seconds: 1000, Cliff: 60}})
	chain, err := sandbox.New(g, sandbox.Options{})
	must(t, err)
	f := &fake{Chain: chain, t: t, outcomes: map[abi.Hash]Outcome{}}
	f.config = Config{
		ChainID: sandbox.ChainID, Version: "1.2.3", BlockTime: time.Second, Genesis: sandbox.Genesis("alice"), GenesisTime: sandbox.Start,
		Chain: f, Machine: chain.Machine(), Pool: f, History: f, Network: f,
		Turns: turns.New(), QueryGas: 100_000_000, QueryTime: time.Second,
	}
	f.server = httptest.NewServer(handler(f.config))
	t.Cleanup(func() { f.server.Close(); _ = chain.Close() })
	return f
}

// withCounter adds a block, and a counter contract.
func withCounter(t *testing.T) (*fake, *sandbox.Contract) {
	t.Helper()
	f := newFake(t)
	must(t, second(f.Chain.Block(sandbox.Start+1)))
	code, err := os.ReadFile("../../examples/counter/counter.wasm")
	must(t, err)
	c, err := f.Upload("alice", code)
	must(t, err)
	_, err = c.Deploy("alice", nil, abi.Amount{}, nil)
	must(t, err)
	return f, c
}

// Latest implements Chain.
func (f *fake) Latest() (*state.View, runtime.Header) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.View(), f.Chain.Header()
}

// At implements Chain.
func (f *fake) At(height uint64) (*state.View, runtime.Header, error) {
	if height <= f.gone {
		return nil, runtime.Header{}, state.ErrPruned
	}
	view, err := f.ViewAt(height)
	return view, runtime.Header{ChainID: sandbox.ChainID, Height: height, Time: sandbox.Start + int64(height)}, err
}

// Oldest implements Chain, and History.
func (f *fake) Oldest() uint64 { return 1 }

// PendingNonce implements Chain.
func (f *fake) PendingNonce(abi.Address) (uint64, error) { return 42, nil }

// Submit implements Pool.
func (f *fake) Submit(raw []byte) (Admission, error) {
	if f.bug {
		panic("bug")
	}
	f.submitted = append(f.submitted, raw)
	if f.spared > 0 {
		f.spared--
		return f.admission, nil
	}
	return f.admission, f.refusal
}

// Verify implements Pool.
func (f *fake) Verify(raws [][]byte) { f.verified += len(raws) }

// Displaced implements Pool.
func (f *fake) Displaced(hash abi.Hash) bool { return hash == f.displaced }

// Await implements Pool.
func (f *fake) Await(_ context.Context, hash abi.Hash) (Outcome, bool, error) { return f.Outcome(hash) }

// Includes implements History.
func (f *fake) Includes(hash abi.Hash) (bool, error) {
	_, ok := f.outcomes[hash]
	return ok, nil
}

// Outcome implements History.
func (f *fake) Outcome(hash abi.Hash) (Outcome, bool, error) {
	o, ok := f.outcomes[hash]
	return o, ok, nil
}

// Block implements History.
func (f *fake) Block(height uint64) (Block, bool, error) {
	return f.block, f.block.Height == height, nil
}

// Replay implements History.
func (f *fake) Replay(height uint64) (runtime.Header, [][]byte, bool, error) {
	h := runtime.Header{ChainID: sandbox.ChainID, Height: height, Time: f.block.Time}
	var txs [][]byte
	for _, o := range f.block.Txs {
		txs = append(txs, o.Raw)
	}
	return h, txs, f.block.Height == height, nil
}

// Header implements History.
func (f *fake) Header(height uint64) (BlockHeader, bool, error) {
	return f.block.BlockHeader, f.block.Height == height, nil
}

// Size implements Pool.
func (f *fake) Size() v1.Pool { return v1.Pool{Txs: len(f.waiting), Bytes: 9} }

// Waiting implements Pool.
func (f *fake) Waiting() [][]byte { return f.waiting }

// Peers implements Network.
func (f *fake) Peers() int { return 3 }

// PeerList implements Network.
func (f *fake) PeerList() []v1.Peer {
	return []v1.Peer{{ID: strings.Repeat("a", 40)}, {ID: strings.Repeat("b", 40)}, {ID: strings.Repeat("c", 40), Outbound: true}}
}

// CatchingUp implements Network.
func (f *fake) CatchingUp() bool { return false }

// Flowing implements Network.
func (f *fake) Flowing() bool { return !f.stalled }

// Fault implements Network.
func (f *fake) Fault() error { return f.fault }

// do makes a request and returns the status and the body.
func (f *fake) do(method, path, body string) (int, string) {
	f.t.Helper()
	if !strings.HasPrefix(path, "//") { // the rest of the address space
		path = "/v1" + path
	}
	req, err := http.NewRequest(method, f.server.URL+strings.Replace(path, "//", "/", 1), strings.NewReader(body))
	must(f.t, err)
	if strings.HasPrefix(body, "{") {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := http.DefaultClient.Do(req)
	must(f.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	must(f.t, err)
	return resp.StatusCode, strings.TrimSpace(string(b))
}

// want makes a request and compares the answer, the whole of it when it starts
// with a brace, else a part.
func (f *fake) want(method, path, body string, status int, answer string) {
	f.t.Helper()
	got, text := f.do(method, path, body)
	same := strings.Contains(text, answer)
	if strings.HasPrefix(answer, "{") {
		same = text == answer
	}
	if got != status || !same {
		f.t.Errorf("%s %s\ngot  %d %s\nwant %d %s", method, path, got, text, status, answer)
	}
	if !json.Valid([]byte(text)) {
		f.t.Errorf("%s %s: not JSON: %s", method, path, text)
	}
}

func transfer(f *fake) []byte {
	f.t.Helper()
	raw, err := f.Tx("alice", tx.Transfer{To: sandbox.Key("bob").Address(), Amount: abi.Unit})
	must(f.t, err)
	return raw
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
