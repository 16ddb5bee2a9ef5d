// Package pack turns any compiler's WebAssembly module into what the chain accepts:
// it selects the exports that the ABI names and what they can reach, drops every other
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

	"github.com/peerz-ai/peerz-chain/vm/wasm"
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
// as its interface. It fails with ErrModule or ErrFloat.
func Pack(code, iface []byte) ([]byte, error) { return reduce(code, iface, false) }

// PackNamed is Pack, and retains the names of functions. The chain accepts such a module, too, but
// its purpose is to be profiled: names cost bytes.
func PackNamed(code, iface []byte) ([]byte, error) { return reduce(code, iface, true) }

func reduce(code, iface []byte, named bool) ([]byte, error) {
	m, fault := wasm.Decode(code)
	if fault != nil {
		return nil, fmt.Errorf("pack: %w: %w", ErrModule, fault)
	}
	m.Exports = slices.DeleteFunc(m.Exports, func(e wasm.Export) bool { return !slices.Contains(Exports, e.Name) })
	needed, err := reach(m)
	if err == nil {
		err = needed.withoutFloats()
	}
	if err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	out := needed.module()
	if len(iface) > 0 {
		out.Customs = append(out.Customs, wasm.Custom{Name: InterfaceSection, Bytes: iface})
	}
	if named {
		out.Customs = append(out.Customs, needed.nameSection())
	}
	return out.Encode(), nil
}

// withoutFloats fails if a needed function uses floats, and names some of them.
func (s *selection) withoutFloats() error {
	if len(s.floats) == 0 {
		return nil
	}
	const most = 5
	var names []string
	for _, i := range s.floats[:min(len(s.floats), most)] {
		names = append(names, s.name(i))
	}
	more := ""
	if len(s.floats) > most {
		more = " and others"
	}
	return fmt.Errorf("%w: used in %s%s", ErrFloat, strings.Join(names, ", "), more)
}
