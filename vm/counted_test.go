package vm_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// loopParts are the pieces that loops with a counter are made of. Local 0 is the counter, 1 the
// bound, 2 a sum that is the result. The rewriter counts some of the combinations at once, and
// must see through the others: a bound that moves, a step that misses the bound, none at all.
var loopParts = struct{ work, move, compare []string }{
	work: []string{
		"",
		"local.get 2; local.get 0; i32.add; local.set 2",
		"local.get 0; local.get 2; i32.store8; local.get 0; i32.load8_u; local.get 2; i32.add; local.set 2",
		"local.get 2; local.get 1; i32.rem_u; drop",
		"local.get 1; i32.const 1; i32.add; local.set 1",
		"local.get 0; i32.const 1; i32.add; local.set 0",
		"local.get 1; local.tee 1; local.set 2",
	},
	move: []string{
		"local.get 0; i32.const %d; i32.add; local.tee 0",
		"i32.const %d; local.get 0; i32.add; local.tee 0",
		"local.get 0; i32.const %d; i32.sub; local.tee 0",
		"local.get 0; local.get 0; i32.const %d; i32.add; local.set 0",
		"local.get 0; i32.const %d; i32.add; local.set 3; local.get 3; local.tee 0",
		"local.get 0; i32.const %d; i32.mul; local.tee 0",
	},
	compare: []string{
		"",
		"local.get 1; i32.ne",
		"local.set 3; local.get 1; local.get 3; i32.ne",
		"local.get 1; i32.const 4; i32.add; i32.ne",
		"i32.const 40; i32.ne",
		"local.get 1; i32.lt_u",
		"local.get 1; i32.eq; i32.eqz",
		"local.get 1; i32.ne; local.get 1; i32.ne",
		"i64.extend_i32_u; i64.const 40; i64.ne",
	},
}

func oneOf(rng *rand.Rand, from []string) string { return from[rng.IntN(len(from))] }

// countedLoop writes a function around one such loop.
func countedLoop(rng *rand.Rand) string {
	step := []int{1, 2, 4, 8, 64, -1, -2, -16, 3, 0, -1 << 31}[rng.IntN(11)]
	start := rng.IntN(200) - 50
	bound := start + step*rng.IntN(60) + rng.IntN(8)/7
	if rng.IntN(8) == 0 {
		bound = start
	}
	move := fmt.Sprintf(oneOf(rng, loopParts.move), step)
	return fmt.Sprintf("locals i32 i32 i32 i32\ni32.const %d; local.set 0; i32.const %d; local.set 1\nloop\n%s\n%s\n%s\nbr_if 0\nend\nlocal.get 2\n",
		start, bound, oneOf(rng, loopParts.work), move, oneOf(rng, loopParts.compare))
}

// A loop that is counted before it begins ends as one that is counted round by round: with the
// same result, gas and kind of fault, whatever the budget.
func TestCountedLoopsAgreeWithTheReference(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine and much work: nothing for the race detector")
	}
	c := newComparer(t)
	rng := rand.New(rand.NewPCG(3, 4))
	for range 400 {
		text := "memory 1\nfunc run -> i32\n" + countedLoop(rng) + "end"
		c.budget = 100 + rng.Int64N(200_000)
		c.compare(t, asm.Assemble(strings.ReplaceAll(text, "\n\n", "\n")))
	}
	t.Log(c.counts)
	for _, kind := range []vm.Kind{vm.OK, vm.OutOfGas, vm.Trap} {
		if c.counts[kind] == 0 {
			t.Errorf("no loop ended with %v", kind)
		}
	}
}
