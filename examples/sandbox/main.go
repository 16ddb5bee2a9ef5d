// Command sandbox uses package vm by itself, without any chain: it offers a host function, checks
// and compiles a module (guest/primes.c), and calls it with a budget of gas, in both engines.
//
// A host function is how a guest reaches the world. This one collects the primes that the guest
// finds and charges for each, so it is paid before it acts. What a call returns and what it
// uses are the same on every machine, so the output of this program is, too.
package main

import (
	_ "embed"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/peerz-ai/peerz-chain/vm"
)

//go:embed guest/primes.wasm
var primes []byte

// world is what the host function of one call may touch.
type world struct{ found []uint64 }

// host is all that a guest may import: demo.found(i64).
var host = vm.Host{Module: "demo", Funcs: []vm.HostFunc{{
	Name:   "found",
	Params: []vm.ValueType{vm.I64},
	Fn: func(c *vm.Caller, args []uint64) error {
		if err := c.Charge(100); err != nil {
			return err
		}
		w := c.Env().(*world)
		w.found = append(w.found, args[0])
		return nil
	},
}}}

func main() {
	if err := run(os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(out io.Writer) error {
	for _, kind := range []vm.EngineKind{vm.Compiler, vm.Interpreter} {
		engine, err := vm.NewEngine(host, vm.Rules{Bare: true}, vm.Config{Engine: kind})
		if err != nil {
			return err
		}
		defer engine.Close()
		module, err := engine.Compile(primes)
		if err != nil {
			return err
		}
		show(out, module, "primes", 1_000_000, 50)
		show(out, module, "primes", 150_000, 1000) // too little gas
		show(out, module, "divide", 1_000_000, 91, 7)
		show(out, module, "divide", 1_000_000, 1, 0) // traps
		if kind == vm.Compiler {
			fmt.Fprintln(out, "\nonce more, in the interpreter:")
		}
	}
	fmt.Fprintln(out, "\na module that is refused:")
	return refuse(out)
}

// show calls an export with a budget and prints what came of it.
func show(out io.Writer, module *vm.Module, entry string, gas vm.Gas, args ...uint64) {
	w := &world{}
	r := module.CallArgs(entry, args, gas, w)
	fmt.Fprintf(out, "%s%d: %s, %d, %d gas of %d\n", entry, args, r.Kind, r.Value, r.GasUsed, gas)
	if len(w.found) > 0 {
		fmt.Fprintf(out, "  found %d up to %d\n", len(w.found), w.found[len(w.found)-1])
	}
}

// refuse shows that a check tells all reasons at once: the same module, where nothing is offered.
func refuse(out io.Writer) error {
	engine, err := vm.NewEngine(vm.Host{}, vm.Rules{Entries: []string{"main"}}, vm.Config{})
	if err != nil {
		return err
	}
	defer engine.Close()
	for _, reason := range engine.Check(primes).Reasons {
		fmt.Fprintln(out, " ", reason)
	}
	return nil
}
