package runtime_test

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// sendAll sends one message of each account, some in a block, and returns how many succeed.
func (s *set) sendAll(names []string, msg func(name string) tx.Msg) (done int) {
	s.t.Helper()
	for len(names) > 0 {
		some := names[:min(len(names), 10)]
		names = names[len(some):]
		var raw [][]byte
		for _, name := range some {
			one, err := s.c.Tx(name, msg(name))
			must(s.t, err)
			raw = append(raw, one)
		}
		for _, r := range s.block(s.c.Time(), raw...).Receipts {
			if r.Code == abi.CodeOK {
				done++
			}
		}
	}
	return done
}

// Strangers with a token each, who take all seats that there are, leave and come again in each epoch, some of whom sign and some not,
// keep nobody out who has more than they: a newcomer, and an old validator with a new key. To have the list full of those on their way out takes
// a turnover of a third of all power, which only who has that much stake can make.
func TestWhoComesAndGoesKeepsNobodyOut(t *testing.T) {
	const seats = 256 - 3
	var crowds [2][]string
	people := []string{"newcomer", "small"}
	for i := range 2 * seats {
		name := fmt.Sprintf("stranger %d", i)
		crowds[i%2] = append(crowds[i%2], name)
		people = append(people, name)
	}
	s := newSet(t, []uint64{400, 400, 400}, people...)
	for _, crowd := range crowds {
		s.sendAll(crowd, func(string) tx.Msg { return tx.Bond{Amount: tokens(1)} })
	}
	s.bond("newcomer", 2)
	s.bond("small", 1)
	joins := func(name string) tx.Msg { s.silent[name] = name[len(name)-1] < '4'; return s.joins(name, name) }
	for epoch := range 3 {
		in, out := crowds[epoch%2], crowds[1-epoch%2]
		if left := s.sendAll(out, func(string) tx.Msg { return tx.Leave{} }); epoch > 0 && left == 0 {
			t.Error("nobody leaves")
		}
		if n := s.sendAll(in, joins); n < seats-1 {
			t.Errorf("epoch %d: %d of the crowd are in", epoch, n)
		}
		if n := len(s.all()); n >= 512 {
			t.Fatalf("epoch %d: the list is full, with %d", epoch, n)
		}
		s.wantsCode("who has no more than they", s.send("small", s.joins("small", "small")), abi.CodeValidatorsFull)
		if epoch == 2 {
			s.wantsCode("a newcomer", s.send("newcomer", s.joins("newcomer", "newcomer")), abi.CodeOK)
			s.wantsCode("another key", s.send("a", s.joins("a", "new")), abi.CodeOK)
		}
		s.epoch()
		s.ghosts()
	}
	for range 8 {
		s.epoch()
	}
	if s.power("newcomer") != 2 || s.power("new") != 400 {
		t.Errorf("the newcomer has %d, the new key %d", s.power("newcomer"), s.power("new"))
	}
}
