package operands_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
	"github.com/peerz-ai/peerz-chain/vm/internal/operands"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// constants is the simplest analysis: which operands are constants, and sums of them.
func constants() *operands.Block[int64] {
	return &operands.Block[int64]{
		Initial: func(local uint32) int64 { return -int64(local) - 1 },
		Result: func(in *wasm.Instr, args []int64) int64 {
			switch in.Op {
			case wasm.OpI32Const:
				return int64(in.Arg)
			case wasm.OpI32Add:
				return args[0] + args[1]
			case wasm.OpI32Sub:
				return args[0] - args[1]
			}
			return 0
		},
	}
}

func TestOperandsAreFollowedOverStackAndLocals(t *testing.T) {
	for _, c := range []struct {
		code string
		want int64
	}{
		{"i32.const 7; nop", 7},
		{"i32.const 7; i32.const 2; i32.sub", 5}, // the last operand is on top
		{"local.get 1", -2},
		{"i32.const 3; local.set 0; local.get 0; local.get 0; i32.add", 6},
		{"i32.const 3; local.tee 0; drop; local.get 0", 3},
		{"i32.const 3; i32.const 4; i32.const 5; select", 0},                                // unknown
		{"i32.const 9; i32.const 0; i32.const 1; i32.store; global.get 0; global.set 0", 9}, // they take and give
	} {
		m, err := wasm.Decode(asm.Assemble("func f i32 i32\n" + c.code + "\nend"))
		if err != nil {
			t.Fatal(err)
		}
		body, err := wasm.DecodeBody(nil, m.Code[0].Body, 0)
		if err != nil {
			t.Fatal(err)
		}
		b := constants()
		for i := range body[:len(body)-1] {
			b.Step(&body[i])
		}
		if got := b.Pop(); got != c.want {
			t.Errorf("%s: %d, want %d", c.code, got, c.want)
		}
	}
}

func TestNothingIsKnownOfABlockBefore(t *testing.T) {
	b := constants()
	b.Step(&wasm.Instr{Op: wasm.OpI32Const, Arg: 5})
	b.Step(&wasm.Instr{Op: wasm.OpLocalTee, Arg: 3})
	b.Reset()
	if value, set := b.Local(3); value != -4 || set {
		t.Errorf("local 3 is %d, set %v", value, set)
	}
	if got := b.Pop(); got != 0 {
		t.Errorf("an operand from before is %d", got)
	}
}

func TestABlockEndsAtControlFlowAndCalls(t *testing.T) {
	for _, op := range wasm.Ops() {
		want := op == wasm.OpNop || op > wasm.OpCallIndirect
		if operands.Straight(op) != want {
			t.Errorf("%s", wasm.Lookup(op).Name)
		}
	}
}
