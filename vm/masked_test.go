package vm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/vm"
	"github.com/peerz-ai/peerz-chain/vm/internal/asm"
)

// An `and` compared with nothing, the 0 on either side and in every form, used in every way. The
// engine takes a short cut there that is right for some of these only.
func TestAndComparedWithZero(t *testing.T) {
	c := newComparer(t)
	zeros := []string{"%s.const 0", "local.get 2", "%s.const 0; local.tee 3", "%s.const 0; %s.const 0; %s.shl"}
	ands := []string{
		"local.get 0; local.get 1; %s.and",
		"local.get 0; local.get 1; %s.and; local.tee 3; drop; local.get 3",
		"local.get 0; local.get 1; %s.and; %s.const 0; %s.shr_u",
	}
	uses := []string{
		"",
		"if i32\ni32.const 1\nelse\ni32.const 2\nend",
		"local.set 4; i32.const 5; i32.const 6; local.get 4; select",
		"local.set 4; block i32\ni32.const 7; local.get 4; br_if 0; drop; i32.const 8\nend",
		"i32.eqz",
	}
	for _, ty := range []string{"i32", "i64"} {
		typed := func(s string) string { return strings.ReplaceAll(s, "%s", ty) }
		for _, op := range strings.Fields("eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u") {
			var text strings.Builder
			n := 0
			for _, zero := range zeros {
				for _, and := range ands {
					for _, pair := range []string{zero + "; " + and, and + "; " + zero} {
						for _, use := range uses {
							for _, x := range []int{0, 8, -1} { // 40 & x: nothing, something, and it again
								fmt.Fprintf(&text, "func f%d -> i32\nlocals %s %s %s %s i32\n%s.const %d; local.set 0; %s.const 40; local.set 1\n%s; %s.%s\n%s\nend\n",
									n, ty, ty, ty, ty, ty, x, ty, typed(pair), ty, op, use)
								n++
							}
						}
					}
				}
			}
			before := c.counts[vm.OK]
			c.compare(t, asm.Assemble(strings.ReplaceAll(text.String(), "\n\n", "\n")))
			if c.counts[vm.OK]-before != n {
				t.Errorf("%s.%s: %d of %d functions returned", ty, op, c.counts[vm.OK]-before, n)
			}
		}
	}
}
