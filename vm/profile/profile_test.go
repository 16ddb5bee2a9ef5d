package profile_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/pprof/profile"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
	ours "github.com/peerz-ai/peerz-chain/vm/profile"
)

// A guest with a recursion, a loop, a host function that charges and one that calls back into
// a module, and every way to fail.
const guest = `
	import host work i64
	import host again i64 -> i64
	memory 1
	func fib i64 -> i64
	  local.get 0; i64.const 2; i64.lt_u
	  if i64
	    local.get 0
	  else
	    local.get 0; i64.const 1; i64.sub; call fib
	    local.get 0; i64.const 2; i64.sub; call fib
	    i64.add
	  end
	end
	func plain i64 -> i64
	  i64.const 100; call work
	  local.get 0; call fib
	end
	func nested i64 -> i64
	  local.get 0; call again
	  drop
	  local.get 0; call plain
	end
	func trap i64 -> i64
	  local.get 0; call plain; drop
	  unreachable
	end
	func deep i64 -> i64
	  local.get 0; call deep
	end
	func stop i64 -> i64
	  local.get 0; call plain; call work
	  i64.const -1; call work
	  i64.const 0
	end`

var host = vm.Host{Module: "host", Funcs: []vm.HostFunc{
	{Name: "work", Params: []vm.ValueType{vm.I64}, Fn: func(c *vm.Caller, a []uint64) error {
		if int64(a[0]) < 0 {
			return errStop
		}
		return c.Charge(a[0])
	}},
	{Name: "again", Params: []vm.ValueType{vm.I64}, Results: []vm.ValueType{vm.I64}, Fn: func(c *vm.Caller, a []uint64) error {
		r := c.Env().(*vm.Module).CallArgs("trap", a[:1], min(c.Gas(), 60_000), nil)
		a[0] = uint64(r.Kind)
		return c.Charge(r.GasUsed)
	}},
}}

type stop struct{}

func (stop) Error() string { return "stop" }

var errStop error = stop{}

// Whatever happens, the parts add up to what was used, on both engines, and watching changes
// neither results nor gas.
func TestThePartsAddUp(t *testing.T) {
	code := asm.Assemble(guest)
	for _, kind := range []vm.EngineKind{vm.Compiler, vm.Interpreter} {
		for _, entry := range []string{"fib", "plain", "nested", "trap", "deep", "stop"} {
			for _, gas := range []vm.Gas{0, 49_151, 49_152, 49_200, 50_000, 200_000, vm.MaxGas, vm.MaxGas + 7} {
				if entry == "deep" && kind == vm.Interpreter && gas > vm.MaxGas {
					continue
				}
				p := ours.New()
				got := run(t, code, entry, gas, vm.Config{Engine: kind, Observer: p})
				want := run(t, code, entry, gas, vm.Config{Engine: kind})
				if got != want {
					t.Errorf("%s with %d gas: %+v when watched, else %+v", entry, gas, got, want)
				}
				if p.Total() != got.GasUsed {
					t.Errorf("%s with %d gas: used %d, the profile says %d: %+v", entry, gas, got.GasUsed, p.Total(), p.Rows())
				}
				own := vm.Gas(0)
				for _, r := range p.Rows() {
					own += r.Own
				}
				if own != got.GasUsed {
					t.Errorf("%s with %d gas: used %d, the rows add up to %d", entry, gas, got.GasUsed, own)
				}
			}
		}
	}
}

func run(t *testing.T, code []byte, entry string, gas vm.Gas, cfg vm.Config) vm.Result {
	t.Helper()
	e, err := vm.NewEngine(host, vm.Rules{Bare: true}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	m, err := e.Compile(code)
	if err != nil {
		t.Fatal(err)
	}
	return m.CallArgs(entry, []uint64{5}, gas, m)
}

func TestRows(t *testing.T) {
	p := ours.New()
	r := run(t, asm.Assemble(guest), "nested", 1_000_000, vm.Config{Observer: p})
	if r.Kind != vm.OK {
		t.Fatalf("%+v", r)
	}
	rows := map[string]ours.Row{}
	for _, row := range p.Rows() {
		rows[row.Name] = row
	}
	// fib(5) is 15 calls: 8 that return at once, for 6 gas, and 7 for 5+13+13+1.
	fib := ours.Row{Kind: ours.Function, Name: "fib", Calls: 30, Own: 2 * (8*6 + 7*32), Total: 2 * (8*6 + 7*32)}
	if rows["fib"] != fib {
		t.Errorf("fib: %+v, want %+v", rows["fib"], fib)
	}
	work := ours.Row{Kind: ours.Host, Name: "work", Calls: 2, Own: 200, Total: 200}
	if rows["work"] != work {
		t.Errorf("work: %+v, want %+v", rows["work"], work)
	}
	if again := rows["again"]; again.Calls != 1 || again.Own != 0 || again.Total != 60_000 {
		t.Errorf("a host function that calls a module: %+v", again)
	}
	if start := rows["call of nested"]; start.Own != 49_152 || start.Total != r.GasUsed {
		t.Errorf("the start of the call: %+v", start)
	}
	if lost := rows["lost by trap"]; lost.Kind != ours.Lost || lost.Own == 0 {
		t.Errorf("what the trap lost: %+v", lost)
	}
}

// The file is read by the library that `go tool pprof` is made of.
func TestWrite(t *testing.T) {
	p := ours.New()
	r := run(t, asm.Assemble(guest), "nested", 1_000_000, vm.Config{Observer: p})
	var file, again bytes.Buffer
	if err := p.Write(&file); err != nil {
		t.Fatal(err)
	}
	if err := p.Write(&again); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Error("the same account is written in two ways")
	}
	read, err := profile.Parse(&file)
	if err != nil {
		t.Fatal(err)
	}
	sum, stacks := int64(0), []string{}
	for _, s := range read.Sample {
		sum += s.Value[0]
		var names []string
		for _, l := range s.Location {
			names = append(names, l.Line[0].Function.Name)
		}
		stacks = append(stacks, strings.Join(names, "<"))
	}
	if vm.Gas(sum) != r.GasUsed {
		t.Errorf("the file adds up to %d, used %d", sum, r.GasUsed)
	}
	if want := "host work<plain<trap<call of trap<host again<nested<call of nested"; !strings.Contains(strings.Join(stacks, "\n"), want) {
		t.Errorf("no stack %s among\n%s", want, strings.Join(stacks, "\n"))
	}
}
