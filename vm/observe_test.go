package vm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// diary writes down what an observer is told.
type diary struct{ lines []string }

func (d *diary) add(format string, args ...any) {
	d.lines = append(d.lines, fmt.Sprintf(format, args...))
}

func (d *diary) Begin(_ *vm.Module, entry string, gas vm.Gas) { d.add("begin %s %d", entry, gas) }
func (d *diary) Enter(f *vm.Function, args []uint64, gas vm.Gas) {
	d.add("enter %s%d %d", f.Name, args, gas)
}
func (d *diary) Leave(f *vm.Function, results []uint64, gas vm.Gas) {
	d.add("leave %s%d %d", f.Name, results, gas)
}
func (d *diary) End(r vm.Result) { d.add("end %s %d", r.Kind, r.GasUsed) }

// An observer sees every function of a call, by the best name there is, and nothing of
// `_initialize`, which runs before there are calls.
func TestObserver(t *testing.T) {
	const names = "\x01\x0f\x02\x03\x05inner\x04\x05outer\xff\xff\xff" // then nonsense, which is left out
	for _, kind := range engines {
		d := &diary{}
		e, err := vm.NewEngine(testHost, bare, vm.Config{Engine: kind, Observer: d})
		if err != nil {
			t.Fatal(err)
		}
		m, err := e.Compile(asm.Assemble(`
			import host twice i32 -> i32
			func _initialize
			  call helper
			end
			local func helper
			end
			local func inner i32 -> i32
			  local.get 0; call twice
			end
			func run i32 -> i32
			  call helper; local.get 0; call inner
			end
			custom name "` + names + `"`))
		if err != nil {
			t.Fatal(err)
		}
		m.CallArgs("run", []uint64{21}, 16_384+40, nil)
		want := "begin run 16424|enter outer[21] 40|enter function 2[] 30|leave function 2[] 30|" +
			"enter inner[21] 19|enter twice[21] 8|leave twice[42] 8|leave inner[42] 8|leave outer[42] 8|end ok 16416"
		if got := strings.Join(d.lines, "|"); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	}
}
