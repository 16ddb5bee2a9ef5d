package runtime_test

import (
	"crypto/sha256"
	"fmt"
	"os"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func tokens(n uint64) abi.Amount {
	a, _ := abi.U64(n).Mul(abi.Unit)
	return a
}

// richGenesis gives alice, bob and carol a million tokens each; epochs last ten seconds.
func richGenesis() *runtime.Genesis {
	g := &runtime.Genesis{Profile: "test", Params: world.Params{EpochSeconds: 10}}
	for _, name := range []string{"alice", "bob", "carol"} {
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: sandbox.Key(name).Address(), Balance: tokens(1_000_000)})
	}
	return g
}

func start(t testing.TB, g *runtime.Genesis) *sandbox.Chain {
	t.Helper()
	c, err := sandbox.New(g, sandbox.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	block(t, c, c.Time())
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// block makes a block and checks the books after it (I11).
func block(t testing.TB, c *sandbox.Chain, at int64, raw ...[]byte) sandbox.Block {
	t.Helper()
	b, err := c.Block(at, raw...)
	must(t, err)
	must(t, c.Read(world.Reader.CheckBooks))
	return b
}

// long is a test of seconds in which one goroutine runs contracts: the race detector, ten times slower, would see nothing in it.
func long(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("seconds of contracts")
	}
}

func send(t testing.TB, c *sandbox.Chain, name string, msg tx.Msg) runtime.Receipt {
	t.Helper()
	raw, err := c.Tx(name, msg)
	must(t, err)
	return block(t, c, c.Time()+1, raw).Receipts[0]
}

func wasm(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	return b
}

// deploy uploads and instantiates a contract and returns its address.
func deploy(t testing.TB, c *sandbox.Chain, code []byte) abi.Address {
	t.Helper()
	if r := send(t, c, "alice", tx.Upload{Code: code}); r.Code != abi.CodeOK {
		t.Fatalf("upload: %s: %s", r.Code, r.Log)
	}
	block(t, c, c.Time()+1)
	r := send(t, c, "alice", tx.Instantiate{CodeHash: sha256.Sum256(code), Label: fmt.Sprintf("test-%d", c.Header().Height)})
	if r.Code != abi.CodeOK {
		t.Fatalf("instantiate: %s: %s", r.Code, r.Log)
	}
	d := abi.NewReader(r.Data)
	d.Map()
	d.Text()
	a := d.Address()
	must(t, d.Close())
	return a
}

func TestCounterCounts(t *testing.T) {
	c := start(t, richGenesis())
	code := wasm(t, "../examples/counter/counter.wasm")
	counter := deploy(t, c, code)
	add := abi.AppendUint(abi.AppendText(abi.AppendMap(abi.AppendText(abi.AppendArray(nil, 2), "add"), 1), "by"), 7)
	r := send(t, c, "bob", tx.Call{Contract: counter, Input: add})
	if r.Code != abi.CodeOK {
		t.Fatalf("add: %s: %s", r.Code, r.Log)
	}
	t.Logf("add used %d gas, events %v", r.GasUsed, r.Events)
	get := abi.AppendMap(abi.AppendText(abi.AppendArray(nil, 2), "get"), 0)
	out, fault, err := c.Query(counter, get, 10_000_000)
	must(t, err)
	if fault != nil {
		t.Fatalf("query: %+v", fault)
	}
	if want := abi.AppendUint(abi.AppendText(abi.AppendMap(nil, 1), "count"), 7); string(out) != string(want) {
		t.Errorf("count is %x, want %x", out, want)
	}
}
