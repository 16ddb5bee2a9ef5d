package vm_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
	"github.com/peerz-ai/peerz-chain/vm/wasm"
)

// soup writes random expressions. What compilers of machine code get wrong is seldom one
// instruction and often two of them that they merge: a constant with a shift, a mask with a
// comparison, an extension with an address. So operands are mostly constants at the edge of
// something, locals that were never set, and results used in every way.
type soup struct {
	*rand.Rand
	strings.Builder
}

var edges = []int64{0, 0, 0, 1, -1, 2, 7, 8, 31, 32, 33, 63, 64, 127, 128, 255, 256, 65535, 1 << 16, 1<<31 - 1, -1 << 31, 1 << 32, 1<<63 - 1, -1 << 63}

// computing are the instructions that only compute, by the type of their result.
var computing = func() map[byte][]wasm.Op {
	by := map[byte][]wasm.Op{}
	for _, op := range wasm.Ops() {
		info := wasm.Lookup(op)
		if info.Imm == wasm.ImmNone && len(info.In) > 0 && len(info.Out) == 1 {
			by[info.Out[0]] = append(by[info.Out[0]], op)
		}
	}
	return by
}()

// named picks those with a word in their name.
func named(ops []wasm.Op, words ...string) (picked []wasm.Op) {
	for _, op := range ops {
		for _, word := range words {
			if strings.Contains(wasm.Lookup(op).Name, "."+word) {
				picked = append(picked, op)
			}
		}
	}
	return picked
}

// Those that are worth a look more often: what decides a branch, and what is merged with others.
var (
	conditions = named(computing['i'], "eq", "ne", "lt", "gt", "le", "ge")
	merging    = map[byte][]wasm.Op{
		'i': named(computing['i'], "and", "or", "shl", "shr", "add", "wrap"),
		'I': named(computing['I'], "and", "or", "shl", "shr", "add", "extend"),
	}
)

var typeNames = map[byte]string{'i': "i32", 'I': "i64"}

// value leaves a value of a type on the stack. Locals 0 to 3 are 32 bits wide, 4 to 7 64; the
// first two of each are parameters.
func (s *soup) value(t byte, depth int) {
	local := s.IntN(4)
	if t == 'I' {
		local += 4
	}
	switch n := s.IntN(20); {
	case depth == 0 && n < 10, n < 3:
		v := edges[s.IntN(len(edges))]
		if t == 'i' {
			v = int64(int32(v))
		}
		fmt.Fprintf(s, "%s.const %d\n", typeNames[t], v)
	case depth == 0, n < 5:
		fmt.Fprintf(s, "local.get %d\n", local)
	case n == 5:
		s.value(t, depth-1)
		fmt.Fprintf(s, "local.tee %d\n", local)
	case n == 6:
		s.value(t, depth-1)
		s.value(t, depth-1)
		s.compute(conditions, depth)
		s.WriteString("select\n")
	case n < 9:
		s.branch(t, depth)
	case n == 9:
		s.value('i', depth-1)
		loads := map[byte][]string{'i': {"load", "load8_s", "load8_u", "load16_s", "load16_u"},
			'I': {"load", "load8_u", "load16_s", "load32_s", "load32_u"}}[t]
		fmt.Fprintf(s, "i32.const 255; i32.and; %s.%s\n", typeNames[t], loads[s.IntN(len(loads))])
	case n < 14:
		s.compute(merging[t], depth)
	default:
		s.compute(computing[t], depth)
	}
}

// compute applies one of the instructions to values.
func (s *soup) compute(ops []wasm.Op, depth int) {
	info := wasm.Lookup(ops[s.IntN(len(ops))])
	for _, in := range []byte(info.In) {
		s.value(in, depth-1)
	}
	fmt.Fprintln(s, info.Name)
}

// branch chooses between two values by a condition.
func (s *soup) branch(t byte, depth int) {
	if s.IntN(2) == 0 {
		s.compute(conditions, depth)
		fmt.Fprintf(s, "if %s\n", typeNames[t])
		s.value(t, depth-1)
		s.WriteString("else\n")
		s.value(t, depth-1)
		s.WriteString("end\n")
		return
	}
	fmt.Fprintf(s, "block %s\n", typeNames[t])
	s.value(t, depth-1)
	s.compute(conditions, depth)
	s.WriteString("br_if 0\ndrop\n")
	s.value(t, depth-1)
	s.WriteString("end\n")
}

// expressions is a module of functions that each compute one value.
func expressions(rng *rand.Rand, functions int) string {
	s := &soup{Rand: rng}
	s.WriteString("memory 1\ndata 0 \"some bytes, so that what is loaded is not all zeros: 0123456789\"\n")
	for i := range functions {
		t := "iI"[rng.IntN(2)]
		fmt.Fprintf(s, "func f%d i32 i32 -> %s\nlocals i32 i32 i64 i64 i64 i64\n", i, typeNames[t])
		fmt.Fprintf(s, "i64.const %d; local.set 4; i64.const %d; local.set 5\n", edges[rng.IntN(len(edges))], edges[rng.IntN(len(edges))])
		s.value(t, 2+rng.IntN(4))
		s.WriteString("end\n")
	}
	return s.String()
}

// What is merged by an engine's compiler still computes what the instructions say.
func TestExpressionsAgreeWithTheReference(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine and much work: nothing for the race detector")
	}
	c := newComparer(t)
	rng := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		c.compare(t, asm.Assemble(expressions(rng, 40)))
	}
	t.Log(c.counts)
}
