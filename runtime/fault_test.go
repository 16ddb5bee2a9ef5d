package runtime_test

import (
	"errors"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/state"
	"github.com/peerz-ai/peerz-chain/vm"
)

// closer closes a store when a contract is called: the next read of the state fails as a broken disk does.
type closer struct{ store *state.Store } // nil for none yet

func (c *closer) Begin(*vm.Module, string, vm.Gas) {
	if c.store != nil {
		_ = c.store.Close()
	}
}

func (c *closer) Enter(*vm.Function, []uint64, vm.Gas) {}
func (c *closer) Leave(*vm.Function, []uint64, vm.Gas) {}
func (c *closer) End(vm.Result)                        {}

func memoryStore(t *testing.T) *state.Store {
	t.Helper()
	s, err := state.Open("state", state.Config{FS: vfs.NewMem(), CacheBytes: 1 << 20, NoSync: true})
	must(t, err)
	return s
}

// A host function that finds the state unreadable is a fault of this node: there is no receipt, neither
// of the transaction nor of a contract that would handle the failure of its callee.
func TestI7AnUnreadableStateIsNoReceipt(t *testing.T) {
	nobody := new(program)
	nobody.host("balance", nobody.at([]byte("an address of nobody")), spareAt)
	for name, p := range map[string]*program{
		"a read":            new(program).host("state_get", dataAt, 8, spareAt, 0),
		"a scan":            new(program).host("state_scan", 0, 0, 0, 0, 0, 1),
		"a balance":         nobody,
		"a callee's record": new(program).callOf(abi.Address{9}, new(program), abi.U64(0), 0, 0),
	} {
		store := memoryStore(t)
		watch := &closer{}
		cfg := runtime.Config{Observer: watch}
		eng, err := runtime.NewEngine(cfg)
		must(t, err)
		m := runtime.New(eng)
		ov := store.Overlay()
		h := runtime.Header{ChainID: sandbox.ChainID, Height: 1, Time: sandbox.Start}
		_, err = m.InitChain(ov, probes(t, "one"), h.ChainID, h.Time)
		must(t, err)
		watch.store = store // from here on
		b, err := m.Begin(ov, h)
		must(t, err)
		body := pay()
		body.Msg, body.GasLimit = tx.Call{Contract: builtin(0), Input: p.bytes()}, 50_000_000
		body.Fee, _ = abi.U64(100_000_000).Mul(abi.U64(body.GasLimit))
		rec, err := b.Apply(runtime.Decode(sandbox.Key("alice").Sign(body)))
		if !errors.Is(err, state.ErrClosed) || rec.GasUsed != 0 {
			t.Errorf("%s: receipt %+v, error %v; want a node fault", name, rec, err)
		}
		m.Close()
		must(t, eng.Close())
	}
}
