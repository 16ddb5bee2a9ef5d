package vm

import (
	"bytes"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
	"github.com/peerz-ai/peerz-chain/vm/internal/meter"
)

// What an operand prices is paid for before it happens: with one gas less than it costs, memory has
// neither grown nor changed.
func TestI3OperandsArePaidForBeforeTheWork(t *testing.T) {
	e, err := NewEngine(Host{}, Rules{Bare: true}, Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	m, err := e.Compile(asm.Assemble(`
		memory 1 9
		data passive "abc"
		func grow
		  i32.const 5; memory.grow; drop
		end
		func fill
		  i32.const 0; i32.const 7; i32.const 5000; memory.fill
		end
		func copy
		  i32.const 1; i32.const 0; i32.const 5000; memory.copy
		end
		func init
		  i32.const 9; i32.const 0; i32.const 3; memory.init 0
		end`))
	if err != nil {
		t.Fatal(err)
	}
	for entry, price := range map[string]Gas{
		"grow": 1 + 1000 + 5*meter.GasPerGrownPage + 1,
		"fill": 3 + 30 + 5000, "copy": 3 + 30 + 5000, "init": 3 + 30 + 3,
	} {
		for _, c := range []struct {
			gas  Gas
			kind Kind
		}{{price, OK}, {price - 1, OutOfGas}} {
			in, err := m.take()
			if err != nil {
				t.Fatal(err)
			}
			in.memory()[0] = 1 // copying moves it
			before := bytes.Clone(in.memory())
			r := in.run(entry, nil, c.gas, 0, nil)
			if changed := !bytes.Equal(before, in.memory()); r.Kind != c.kind || changed != (c.kind == OK) {
				t.Errorf("%s with %d gas: %v, memory changed: %v", entry, c.gas, r.Kind, changed)
			}
			in.close()
		}
	}
}

// A healthy instance goes back into the pool as the image says, and the next call gets it.
func TestI8AnInstanceGoesBackAsItsImage(t *testing.T) {
	e, err := NewEngine(Host{}, Rules{Bare: true}, Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = e.Close() })
	m, err := e.Compile(asm.Assemble("memory 2\nglobal mut i64 5\ndata 70000 \"image\"\nfunc f\nend"))
	if err != nil {
		t.Fatal(err)
	}
	in, err := m.take()
	if err != nil {
		t.Fatal(err)
	}
	copy(in.memory()[70000:], "spoilt")
	in.memory()[3] = 1
	in.globals[0].Set(6)
	if m.image.restored(in) {
		t.Error("a spoilt instance passes for clean")
	}
	m.give(in, true)
	again, err := m.take()
	if err != nil {
		t.Fatal(err)
	}
	if again != in || !m.image.restored(again) || string(again.memory()[70000:70006]) != "image\x00" {
		t.Errorf("same instance: %v, memory %q", again == in, again.memory()[70000:70006])
	}
	again.close()
}
