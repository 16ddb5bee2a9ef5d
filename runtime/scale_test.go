package runtime_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// Four hundred participants fit: contributions into transactions of 50, their verification, the boundary and two
// full sweeps into their hooks' gas.
func TestManyParticipantsArePaid(t *testing.T) {
	long(t)
	p := newPlay(t, sandbox.Options{})
	const n, batch = 400, 50
	for b := 0; b < n; b += batch {
		var register, ids []string
		for i := b; i < b+batch; i++ {
			register = append(register, consented(fmt.Sprint("p", i), "dora"))
			ids = append(ids, fmt.Sprint("p", i))
		}
		p.say("dora", "roles", "register", `{"role":"developers","entries":[`+strings.Join(register, ",")+`]}`, abi.Amount{})
		p.sendWork(ids, func(i int) int { return b + i + 1 })
	}
	if ev := p.closes(); slices.Contains(ev, "hook_failed") || !slices.Contains(ev, "roles.verified") {
		t.Errorf("events of the boundary: %v", ev)
	}
	for blocks := 0; !p.sealed(0); blocks++ {
		if block(t, p.c, p.c.Time()); blocks > 10 {
			t.Fatal("verification takes too long")
		}
	}
	p.closes() // epoch 0 has matured: the sweep begins in this block
	for range 2 {
		for _, e := range block(t, p.c, p.c.Time()+1).End.Events {
			if e.Type == "hook_failed" {
				t.Errorf("the sweep fails: %x", e.Data)
			}
		}
	}
	for _, i := range []int{0, 199, 200, 399} {
		if acc := account(t, p.c, fmt.Sprint("p", i)); acc.Balance.IsZero() {
			t.Errorf("participant %d has nothing", i)
		}
	}
}
