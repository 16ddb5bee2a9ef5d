// Package pack turns any compiler's WebAssembly module into what the chain accepts:
// it keeps the exports that the ABI names and what they can reach, drops every other
// function, import and type, drops names and other custom sections, writes all numbers
// in their shortest form, and adds the interface of the contract.
//
// Compilers export helpers that no contract needs; TinyGo's are four functions on
// floats, which the chain refuses. The result depends on the input bytes alone, so that
// anybody can rebuild a contract from source and compare hashes.
package pack

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// InterfaceSection is the custom section that holds the interface as JSON.
const InterfaceSection = "peerz.interface"

// Exports are the names that the ABI knows; everything else is dropped.
var Exports = []string{"memory", "_initialize", "instantiate", "execute", "query", "migrate",
	"end_epoch", "end_block", "weights", "scores"}

// ErrModule wraps every complaint about bytes that are no module of the kind that the
// chain could accept.
var ErrModule = errors.New("unsupported wasm module")

// ErrFloat is returned, wrapped, when a function that is needed computes with floats.
var ErrFloat = errors.New("floating point is not allowed in a contract: results differ between machines")

// Pack returns the module reduced to the ABI's exports, with iface (JSON; empty: none)
// as its interface.
func Pack(wasm, iface []byte) ([]byte, error) { return reduce(wasm, iface, false) }

// PackNamed is Pack, and keeps the names of functions. The chain accepts such a module, too, but
// its purpose is to be profiled: names cost bytes.
func PackNamed(wasm, iface []byte) ([]byte, error) { return reduce(wasm, iface, true) }

func reduce(wasm, iface []byte, named bool) ([]byte, error) {
	m, err := parse(wasm)
	if err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	m.exports = slices.DeleteFunc(m.exports, func(e export) bool { return !slices.Contains(Exports, e.name) })
	if err := m.reach(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	if err := m.refuseFloats(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	out, err := m.write()
	if err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	if len(iface) > 0 {
		out = appendCustom(out, InterfaceSection, iface)
	}
	if named {
		out = appendCustom(out, "name", m.nameSection())
	}
	return out, nil
}

// refuseFloats names the functions that are needed and use floats.
func (m *module) refuseFloats() error {
	var guilty []string
	for i := range m.funcs {
		f := &m.funcs[i]
		if f.live && (f.floats || m.types[f.typ].floats) {
			guilty = append(guilty, m.funcName(i))
		}
	}
	if len(guilty) == 0 {
		return nil
	}
	more := ""
	if len(guilty) > 5 {
		guilty, more = guilty[:5], " and others"
	}
	return fmt.Errorf("%w: used in %s%s", ErrFloat, strings.Join(guilty, ", "), more)
}

func (m *module) funcName(i int) string {
	if name := m.names[uint32(i)]; name != "" {
		return name
	}
	return fmt.Sprintf("function %d", i)
}
