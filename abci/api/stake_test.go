package api

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Stake is shown with its account: what is bonded, what votes, what is on its way out.
func TestStakeOfAnAccount(t *testing.T) {
	f := newFake(t)
	must(t, second(f.Chain.Block(sandbox.Start+1)))
	for _, m := range []tx.Msg{tx.Bond{Amount: abi.U64(9)}, tx.Unbond{Amount: abi.U64(2)}} {
		r, err := f.Send("alice", m)
		must(t, err)
		if r.Code != abi.CodeOK {
			t.Fatalf("%T: %s", m, r.Code)
		}
	}
	f.want("GET", "/accounts/"+sandbox.Key("alice").Address().String(), "", 200,
		`"stake":{"bonded":"7","votes":"0","unbonding":[{"amount":"2","release":22}]}`)
	f.want("GET", "/validators", "", 200, `{"power":0,"stake":"7","validators":[],"height":3}`)
}

// What a validator is called, from what its record says.
func TestStatesOfAValidator(t *testing.T) {
	stake, _ := abi.Unit.Mul(abi.U64(5))
	clock := world.Clock{Height: 1990}
	for _, x := range []struct {
		v      world.Validator
		state  string
		silent uint64
		target int64
	}{
		{world.Validator{Power: 5, Proven: true}, "active", 0, 5},
		{world.Validator{Power: 5, Proven: true, Silent: 1998}, "active", 3, 5},
		{world.Validator{Power: 1, Proven: true, Silent: 1000}, "absent", 1001, 5},
		{world.Validator{Power: 1, Silent: 2001}, "trial", 0, 5},
		{world.Validator{}, "waiting", 0, 5},
		{world.Validator{Power: 3, Proven: true, Leaving: true}, "leaving", 0, 0},
	} {
		if a := describeValidator(x.v, stake, clock, 2000); a.State != x.state || a.Silent != x.silent || a.Target != x.target {
			t.Errorf("%+v is %+v", x.v, a)
		}
	}
}
