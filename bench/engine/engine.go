// Package engine puts four ways of running WebAssembly behind one small interface: the chain's
// own sandbox, the wazero compiler that it stands on (unmetered), wasmtime with fuel, and
// wasmvm as CosmWasm chains use it.
//
// Each is set up as its users would: a pinned contract in wasmvm, one cached instance in wazero
// and wasmtime unless a fresh one per call is asked for, the pool in ours.
package engine

import "fmt"

// Engine compiles modules.
type Engine interface {
	// Compile makes a module ready to run. The same code may be compiled again and again;
	// nothing is remembered between calls that would make the second one cheaper.
	Compile(code []byte) (Program, error)
	Close() error
}

// Program is compiled code.
type Program interface {
	// Call runs an exported function (n i32) -> i64.
	Call(entry string, n uint32) (uint64, error)
	Close() error
}

// The host module "bench" that the hosted kernels import: input copies Input into guest
// memory, output copies guest memory out, tick adds one.
const (
	hostModule = "bench"
	maxOutput  = 4096
)

// Input is what hosted kernels read, as long as a small contract message.
var Input = []byte(`{"transfer":{"to":"peerz1qqqsyqcyq5rqwzqfpg9scrgwpugpzysnrujsuw","amount":"1000000"}}`)

// Names of the engines, in the order of the tables.
const (
	Peerz         = "peerz"
	Wazero        = "wazero"
	WazeroFresh   = "wazero-fresh"
	Wasmtime      = "wasmtime"
	WasmtimeFresh = "wasmtime-fresh"
	Wasmvm        = "wasmvm"
)

// Open starts an engine by name.
func Open(name string) (Engine, error) {
	switch name {
	case Peerz:
		return openPeerz()
	case Wazero, WazeroFresh:
		return openWazero(name == WazeroFresh)
	case Wasmtime, WasmtimeFresh:
		return openWasmtime(name == WasmtimeFresh)
	case Wasmvm:
		return openWasmvm()
	}
	return nil, fmt.Errorf("engine: no engine %q", name)
}
