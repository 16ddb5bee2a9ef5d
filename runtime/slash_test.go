package runtime_test

import (
	"bytes"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// Whatever code governance has, it takes the chain's own part of what one account has bonded and of what is on its way
// out, once an epoch, and no more of anybody.
func TestAVoteSlashesOneAccountAnEpoch(t *testing.T) {
	s := newSet(t, []uint64{10, 10, 10}, "poor")
	s.unbond("b", 4)
	slash := func(name string) (answer, lost int64) {
		p := new(program)
		o := owner(name)
		p.host("slash", p.at(o[:]), spareAt).show(spareAt, 16)
		list := words(do(t, s.c, builtin(0), p).Data)
		return int64(int32(list[0])), list[1]
	}
	check := func(what string, got, want int64) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %d, want %d", what, got, want)
		}
	}
	answer, _ := slash("poor")
	check("nothing is bonded", answer, int64(abi.ErrNotFound))
	answer, lost := slash("b")
	check("slashed", answer, 0)
	if s.stake("b") != units(5_700) || s.unbonding("b")[0].Amount != units(3_800) || reserve(t, s.c) != units(500) {
		t.Errorf("lost %d: stake %s, on its way out %s, reserve %s", lost, s.stake("b"), s.unbonding("b")[0].Amount, reserve(t, s.c))
	}
	for _, name := range []string{"b", "a"} {
		answer, _ = slash(name)
		check("in the same epoch", answer, int64(abi.ErrOutflowExceeded))
	}
	if s.stake("a") != tokens(10) {
		t.Errorf("a has %s", s.stake("a"))
	}
	s.epoch()
	answer, _ = slash("a")
	check("in the next epoch", answer, 0)
}

// A slash that a failing call has made is taken back with it.
func TestASlashIsTakenBackWithItsCall(t *testing.T) {
	s := newSet(t, []uint64{10, 10})
	p, o := new(program), owner("b")
	p.host("savepoint").host("slash", p.at(o[:]), spareAt).host("undo").host("slash", p.at(o[:]), spareAt)
	before := reserve(t, s.c)
	if list := words(do(t, s.c, builtin(0), p).Data); list[3] != 0 {
		t.Errorf("what was taken back counts: the second answers %d", list[3])
	}
	if lost, _ := reserve(t, s.c).Sub(before); s.stake("b") != units(9_500) || lost != units(500) {
		t.Errorf("b has %s, the reserve %s more", s.stake("b"), lost)
	}
}

// Contracts go through all validators by their keys.
func TestValidatorsAreListed(t *testing.T) {
	s := newSet(t, []uint64{10, 10, 10}, "d")
	s.bond("d", 10)
	s.must("d", s.joins("d", "d"))
	after, seen := make([]byte, 32), map[string]bool{}
	for {
		p := new(program)
		p.host("next_validator", p.at(after), spareAt).show(spareAt, 52)
		data := do(t, s.c, builtin(0), p).Data
		if answer := int64(int32(words(data)[0])); answer != 0 {
			if answer != int64(abi.ErrNotFound) {
				t.Errorf("the end answers %d", answer)
			}
			break
		}
		shown := data[len(data)-52:]
		if bytes.Compare(shown[:32], after) <= 0 {
			t.Fatal("they are not in the order of their keys")
		}
		after = bytes.Clone(shown[:32])
		seen[string(shown[32:])] = true
	}
	for _, name := range []string{"a", "b", "c", "d"} {
		if o := owner(name); !seen[string(o[:])] {
			t.Errorf("%s is not there", name)
		}
	}
}
