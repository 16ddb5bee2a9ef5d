package vm_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
)

// The example that docs/GAS.md counts by hand.
func TestTheExampleOfTheGasPage(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		m := compile(t, newEngine(t, kind, vm.Host{}, bare), `
			func run i64 -> i64
			  locals i64
			  loop
			    local.get 1; local.get 0; i64.add; local.set 1
			    local.get 0; i64.const 1; i64.sub; local.tee 0; i64.eqz; i32.eqz
			    br_if 0
			  end
			  local.get 1
			end`)
		if r := m.CallArgs("run", []uint64{3}, enough, nil); r != (vm.Result{Value: 6, GasUsed: 16_422}) {
			t.Errorf("%+v", r)
		}
	})
}
