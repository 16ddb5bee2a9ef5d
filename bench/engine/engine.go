//go:build cgo

// Package engine puts four ways of running WebAssembly behind one small interface: the chain's
// own sandbox, the wazero compiler that it stands on (unmetered), wasmtime with fuel, and
// wasmvm as CosmWasm chains use it.
//
// Each is set up as its users would: a pinned contract in wasmvm, one cached instance in wazero
// and wasmtime unless a fresh one per call is asked for, which wasmtime takes from its pool, as
// ours takes all.
package engine

import "fmt"

// Engine compiles modules.
type Engine interface {
	// Compile makes a module ready to run. Engines remember code: whoever times compilation
	// opens a new one.
	Compile(code []byte) (Program, error)
	Close() error
}

// Program is compiled code.
type Program interface {
	// Call runs an exported function (n i32) -> i64 or i32.
	Call(entry string, n uint32) (uint64, error)
	Close() error
}

// Metered is a program that counts: gas, fuel, or whatever its engine calls it.
type Metered interface {
	// Gas returns what the last successful call used, in the engine's own unit.
	Gas() uint64
}

// Sized is a program whose code was rewritten.
type Sized interface {
	// Size returns the bytes of the module as it was and as it was compiled.
	Size() (code, rewritten int)
}

// Names of the engines, in the order of the tables.
const (
	Peerz         = "peerz"
	PeerzSaved    = "peerz-saved" // of OpenSaved
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
