package runtime_test

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// At most 256 validators: one more comes in only when another leaves.
func TestTheSetHasAtMost256Validators(t *testing.T) {
	pub := func(i int) (key [32]byte) { key[0], key[1] = byte(i), byte(i>>8); return key }
	g := probes(t, "one")
	for i := range 255 {
		g.Validators = append(g.Validators, runtime.ValidatorUpdate{PubKey: pub(i), Power: 10})
	}
	c := start(t, g)
	update := func(powers map[int]uint64) int {
		p := new(program)
		for i, power := range powers {
			key := pub(i)
			p.host("validator_update", p.at(key[:]), power)
		}
		raw, err := c.Tx("alice", call(builtin(0), p))
		must(t, err)
		block(t, c, c.Time(), raw)
		return len(validators(t, c))
	}
	if n := update(map[int]uint64{255: 1}); n != 256 {
		t.Errorf("a free seat is not given: %d", n)
	}
	if n := update(map[int]uint64{256: 1}); n != 256 {
		t.Errorf("a seat too many: %d", n)
	}
	update(map[int]uint64{256: 1, 0: 0})
	seats := map[[32]byte]bool{}
	for _, v := range validators(t, c) {
		seats[v.PubKey] = true
	}
	if len(seats) != 256 || seats[pub(0)] || !seats[pub(256)] {
		t.Error("the seat of one who leaves is not given to another")
	}
	g.Validators = append(g.Validators, runtime.ValidatorUpdate{PubKey: pub(255), Power: 1}, runtime.ValidatorUpdate{PubKey: pub(256), Power: 1})
	if c, err := sandbox.New(g, sandbox.Options{}); err == nil {
		t.Error("a genesis with 257 is accepted")
		must(t, c.Close())
	}
}
