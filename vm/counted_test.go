package vm_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
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

var loopLocal = regexp.MustCompile(`local\.... \d`)

// countedLoop writes one such loop. Its locals are those from base on.
func countedLoop(rng *rand.Rand, base int) string {
	step := []int{1, 2, 4, 8, 64, -1, -2, -16, 3, 0, 1 << 30, -1 << 31}[rng.IntN(12)]
	start := []int{0, 0, 0, 1 << 31, -1 << 31}[rng.IntN(5)] + rng.IntN(200) - 50
	bound := start + step*rng.IntN(60) + rng.IntN(8)/7
	if rng.IntN(8) == 0 {
		bound = start
	}
	move := fmt.Sprintf(oneOf(rng, loopParts.move), step)
	text := fmt.Sprintf("i32.const %d; local.set 0; i32.const %d; local.set 1\nloop\n%s\n%s\n%s\nbr_if 0\nend",
		start, bound, oneOf(rng, loopParts.work), move, oneOf(rng, loopParts.compare))
	text = loopLocal.ReplaceAllStringFunc(text, func(s string) string {
		how, local, _ := strings.Cut(s, " ")
		return fmt.Sprint(how, " ", base+int(local[0]-'0'))
	})
	return strings.ReplaceAll(text, "\n\n", "\n")
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
		c.budget = rng.Int64N(200_000)
		c.compare(t, asm.Assemble("memory 1\nfunc run -> i32\nlocals i32 i32 i32 i32\n"+countedLoop(rng, 0)+"\nlocal.get 2\nend"))
	}
	t.Log(c.counts)
	for _, kind := range []vm.Kind{vm.OK, vm.OutOfGas, vm.Trap} {
		if c.counts[kind] == 0 {
			t.Errorf("no loop ended with %v", kind)
		}
	}
}

// So it does among other code: within loops, branches and expressions, beside calls and traps.
func TestCountedLoopsAmongOtherCode(t *testing.T) {
	if testing.Short() {
		t.Skip("one goroutine and much work: nothing for the race detector")
	}
	c := newComparer(t)
	c.budget = 20_000
	rng := rand.New(rand.NewPCG(7, 8))
	for range 200 {
		g := &generator{data: randomBytes(rng), loops: rng}
		c.compare(t, asm.Assemble(g.module()))
	}
	t.Log(c.counts)
	for _, kind := range []vm.Kind{vm.OK, vm.OutOfGas, vm.Trap} {
		if c.counts[kind] == 0 {
			t.Errorf("no function ended with %v", kind)
		}
	}
}
