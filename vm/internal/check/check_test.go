package check

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// What is measured of a function enters its stack cost and the price to deploy it, so it is
// pinned here, with the parts that are easy to count differently.
func TestMeasures(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       Func
	}{
		{"nothing", "", Func{Nesting: 1}},
		{"height", "i32.const 1; i32.const 2; i32.add; drop", Func{Height: 2, Nesting: 1}},
		{"height of a tee", "i32.const 1; local.tee 0; drop", Func{Height: 1, Nesting: 1}},
		{"height in unreachable code", "unreachable; i32.const 1; i32.const 1; drop; drop", Func{Height: 2, Nesting: 1}},
		{"height behind a branch", "block i32; i32.const 1; i32.const 1; br_if 0; end; drop", Func{Height: 2, Controls: 3, Nesting: 2}},
		{"loops", "loop; loop; br 0; end; end", Func{Controls: 3, Loops: 2, Nesting: 3}},
		{"labels", "block; i32.const 0; br_table 0 0 0; end", Func{Height: 1, Controls: 5, Nesting: 2, Labels: 2}},
		{"remainders", "i64.const 0; i64.const 1; i64.rem_u; i64.const 1; i64.rem_s; drop", Func{Height: 2, Rems: 2, Nesting: 1}},
		{"tested instructions", "i32.const 0; i32.const 0; i32.const 0; memory.fill", Func{Height: 3, Controls: 1, Heavies: 1, Nesting: 1}},
		{"table calls", "i32.const 0; i32.const 0; call_indirect i32", Func{Height: 2, Heavies: 1, Nesting: 1}},
	} {
		m, err := wasm.Decode(asm.Assemble("memory 1\ntable 1\nfunc f i32\n" + c.body + "\nend"))
		if err != nil {
			t.Fatal(err)
		}
		got, errs := Module(m, Host{Bare: true})
		c.want.Size = len(m.Code[0].Body)
		if len(errs) > 0 || got[0] != c.want {
			t.Errorf("%s: got %+v %v, want %+v", c.name, got, errs, c.want)
		}
	}
}

func TestWorkGrowsWithLocalsBlocksAndLength(t *testing.T) {
	f := Func{Controls: 32, Rems: 2, Heavies: 3, Size: 1000}
	if f.Merges(0) != 32 || f.Merges(9) != 320 || f.Work(9) != 320+64+61+32+192 {
		t.Errorf("%d %d %d", f.Merges(0), f.Merges(9), f.Work(9))
	}
}
