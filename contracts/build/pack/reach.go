package pack

import (
	"fmt"
	"slices"

	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// selection is the part of a module that the exports need.
type selection struct {
	m      *wasm.Module
	names  map[uint32]string
	funcs  map[uint32]bool         // by index in m, imports first
	types  map[uint32]bool         // by index in m
	bodies map[uint32][]wasm.Instr // of the needed functions that m defines
	floats []uint32                // needed functions that use floats
}

// reach follows exports, table and calls to everything that they need of a module.
func reach(m *wasm.Module) (*selection, error) {
	s := &selection{m: m, names: m.FunctionNames(),
		funcs: map[uint32]bool{}, types: map[uint32]bool{}, bodies: map[uint32][]wasm.Instr{}}
	for i := range uint32(len(m.Imports) + len(m.Funcs)) {
		if _, ok := m.TypeOf(i); !ok {
			return nil, fmt.Errorf("%w: %s has no type", ErrModule, s.name(i))
		}
	}
	var queue []uint32
	need := func(i uint32) {
		if !s.funcs[i] {
			s.funcs[i] = true
			queue = append(queue, i)
		}
	}
	for _, e := range m.Exports {
		if e.Kind == wasm.KindFunc {
			need(e.Index)
		}
	}
	for _, e := range m.Elements {
		for _, i := range e.Funcs {
			need(i)
		}
	}
	for len(queue) > 0 {
		i := queue[len(queue)-1]
		queue = queue[:len(queue)-1]
		if err := s.function(i, need); err != nil {
			return nil, fmt.Errorf("%s: %w", s.name(i), err)
		}
	}
	slices.Sort(s.floats)
	return s, nil
}

// function looks at one needed function: its type, its locals and what its body names.
func (s *selection) function(i uint32, need func(uint32)) error {
	t, ok := s.m.TypeOf(i)
	if !ok {
		return fmt.Errorf("%w: no such function", ErrModule)
	}
	s.types[t] = true
	floats := wasm.HasFloat(s.m.Types[t].Params) || wasm.HasFloat(s.m.Types[t].Results)
	if defined := int(i) - len(s.m.Imports); defined >= 0 {
		code := s.m.Code[defined]
		body, err := wasm.DecodeBody(nil, code.Body, code.Offset)
		switch {
		case err != nil && (err.Code == wasm.FloatOp || err.Code == wasm.FloatType):
			floats = true
		case err != nil:
			return fmt.Errorf("%w: %w", ErrModule, err)
		}
		floats = floats || wasm.HasFloat(code.Locals)
		s.bodies[i] = body
		for k := range body {
			if err := s.instruction(&body[k], need); err != nil {
				return err
			}
		}
	}
	if floats {
		s.floats = append(s.floats, i)
	}
	return nil
}

func (s *selection) instruction(in *wasm.Instr, need func(uint32)) error {
	switch in.Op {
	case wasm.OpCall:
		need(uint32(in.Arg))
	case wasm.OpCallIndirect:
		if in.Arg >= uint64(len(s.m.Types)) {
			return fmt.Errorf("%w: call of type %d of %d", ErrModule, in.Arg, len(s.m.Types))
		}
		s.types[uint32(in.Arg)] = true
	}
	return nil
}

// name gives a function's name for error messages.
func (s *selection) name(i uint32) string {
	if name := s.names[i]; name != "" {
		return name
	}
	return fmt.Sprintf("function %d", i)
}
