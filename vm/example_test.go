package vm_test

import (
	"fmt"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// A module and the host function that it imports, without any chain.
func Example() {
	host := vm.Host{Module: "host", Funcs: []vm.HostFunc{{
		Name: "double", Params: []vm.ValueType{vm.I64}, Results: []vm.ValueType{vm.I64},
		Fn: func(c *vm.Caller, stack []uint64) error {
			stack[0] *= 2
			return c.Charge(10)
		},
	}}}
	engine, err := vm.NewEngine(host, vm.Rules{Bare: true}, vm.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer engine.Close()
	module, err := engine.Compile(asm.Assemble(`
		import host double i64 -> i64
		func run i64 -> i64
		  local.get 0; call double; i64.const 1; i64.add
		end`))
	if err != nil {
		fmt.Println(err)
		return
	}
	r := module.CallArgs("run", []uint64{20}, 100_000, nil)
	fmt.Println(r.Kind, r.Value, r.GasUsed-module.StartGas())
	r = module.CallArgs("run", []uint64{20}, r.GasUsed-1, nil)
	fmt.Println(r.Kind)
	// Output:
	// ok 41 23
	// out_of_gas
}

// A refused module says everything that is wrong with it.
func ExampleEngine_Check() {
	engine, err := vm.NewEngine(vm.Host{}, vm.Rules{Entries: []string{"execute"}}, vm.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer engine.Close()
	report := engine.Check(asm.Assemble("import wasi_snapshot_preview1 fd_write i32 i32 i32 i32 -> i32\nfunc main\nend"))
	for _, reason := range report.Reasons {
		fmt.Println(reason.Code, reason.Message)
	}
	// Output:
	// bad_import the host does not offer "wasi_snapshot_preview1"."fd_write"
	// missing_export no entry point: export one of ["execute"]
	// missing_export no exported memory named "memory"
}
