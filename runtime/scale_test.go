package runtime_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// Four hundred participants fit: contributions into transactions of 50, the boundary and two
// full sweeps into their hooks' gas.
func TestManyParticipantsArePaid(t *testing.T) {
	p := newPlay(t, sandbox.Options{})
	const n, batch = 400, 50
	for b := 0; b < n; b += batch {
		var register, submit []string
		for i := b; i < b+batch; i++ {
			register = append(register, fmt.Sprintf(`{"id":"p%d","account":%q}`, i, sandbox.Key(fmt.Sprint("p", i)).Address()))
			submit = append(submit, fmt.Sprintf(`{"id":"p%d","measures":["%d"]}`, i, i+1))
		}
		p.say("alice", "roles", "register", `{"role":"developers","entries":[`+strings.Join(register, ",")+`]}`, abi.Amount{})
		p.sendWork(strings.Join(submit, ","))
	}
	if ev := p.closes(); len(ev) != 1 { // the epoch's own event
		t.Errorf("events of the boundary: %v", ev)
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
