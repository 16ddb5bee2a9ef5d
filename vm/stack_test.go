package vm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
)

// However much native stack a function takes, the metered stack is full first: the engine's own
// limit, which differs by engine and CPU, is never met.
func TestTheEnginesStackIsNeverFull(t *testing.T) {
	var chain strings.Builder // values that live across a call, each in a register or slot of its own
	for i := range 4000 {
		fmt.Fprintf(&chain, "local.get 0; i64.const %d; i64.add; local.tee 1; call leaf; local.get 1; i64.xor; local.set 0;", i%64)
	}
	for name, body := range map[string]string{
		"small frames":  "local.get 0; call f",
		"many locals":   "locals" + strings.Repeat(" i64", 200) + "\n" + strings.Repeat("local.get 0; call f; local.set 77;", 100) + "local.get 0; call f",
		"many operands": strings.Repeat("local.get 0;", 2000) + "call f;" + strings.Repeat("i64.add;", 1999),
		"many spills":   "locals i64\n" + chain.String() + "local.get 0; call f",
		"by table":      "local.get 0; i32.const 0; call_indirect i64 -> i64",
	} {
		t.Run(name, func(t *testing.T) {
			text := "table 1\nelem 0 f\nlocal func leaf i64 -> i64\nlocal.get 0\nend\nfunc f i64 -> i64\n" + body + "\nend"
			onBoth(t, func(t *testing.T, kind vm.EngineKind) {
				m := compile(t, newEngine(t, kind, vm.Host{}, bare), text)
				if r := m.CallArgs("f", []uint64{1}, enough, nil); r.Kind != vm.StackOverflow {
					t.Errorf("%+v", r)
				}
			})
		})
	}
}

// Recursion as deep as it gets: the smallest frame takes 67 slots of 65,536.
func TestDepth(t *testing.T) {
	onBoth(t, func(t *testing.T, kind vm.EngineKind) {
		m := compile(t, newEngine(t, kind, vm.Host{}, bare), `
			func down i32 -> i32
			  local.get 0
			  if i32
			    local.get 0; i32.const 1; i32.sub; call down
			  else
			    i32.const 42
			  end
			end`)
		frame := 64 + 1 + 2 + (13+1*2)/32
		deepest := 65536/frame - 1 // the first activation counts, too
		if r := m.CallArgs("down", []uint64{uint64(deepest)}, enough, nil); r.Kind != vm.OK || r.Value != 42 {
			t.Errorf("%d deep: %+v", deepest, r)
		}
		if r := m.CallArgs("down", []uint64{uint64(deepest + 1)}, enough, nil); r.Kind != vm.StackOverflow {
			t.Errorf("%d deep: %+v", deepest+1, r)
		}
	})
}
