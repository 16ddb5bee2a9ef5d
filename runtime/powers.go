package runtime

import (
	"bytes"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Bounds of how the validator set changes, whatever stakes do. Together they see to it that those who sign
// blocks hold four fifths of the power unless they themselves fall silent: keys that nobody uses cannot stop
// the chain, however many join.
const (
	maxValidators = 256               // that stay, those that wait included
	maxWithLeft   = 2 * maxValidators // and those on their way out; with abi.MaxPower, far below what consensus can add up
	trialPower    = 1                 // of a key that has not signed yet, or no longer does
	turnoverPart  = 3                 // of all power, one part in so many may change hands in an epoch
	absentPart    = 5                 // of all power, absent validators hold at most one part in so many through a change
	absenceWindow = 100               // epochs, in which absent validators lose at most one part in absentPart
)

// candidate is a validator during a step.
type candidate struct {
	world.Validator
	target int64 // the power that it shall have
	absent bool
}

// powers is the validator set during one step towards its targets.
type powers struct {
	set     []candidate
	present uint64 // power of those who sign
	absent  uint64 // power of those who do not
	left    uint64 // that may still change hands
	lost    uint64 // by absent validators in this step
	mayLose uint64 // what lost may become
}

func newPowers(set []candidate) *powers {
	p := &powers{set: set}
	for i := range set {
		*p.sum(&set[i]) += uint64(set[i].Power)
	}
	p.left = max(1, p.total()/turnoverPart)
	return p
}

func (p *powers) total() uint64 { return p.present + p.absent }

// sum is where a validator's power is counted.
func (p *powers) sum(v *candidate) *uint64 {
	if v.absent {
		return &p.absent
	}
	return &p.present
}

// step moves the powers towards their targets: newcomers come in on trial, then others go down, then up. The
// order within each is that of the keys. In e epochs with a bound of a third each, powers multiply by up to
// (4/3)^e, and shrink by up to (2/3)^e.
func (p *powers) step() {
	for i := range p.set { // out of the way of consensus: those who do not sign
		if v := &p.set[i]; v.absent {
			p.lower(v, min(v.target, v.Power), p.left)
			before := v.Power
			p.lower(v, min(v.target, trialPower), min(p.left, p.mayLose-p.lost))
			p.lost += uint64(before - v.Power)
		}
	}
	for i := range p.set {
		if v := &p.set[i]; v.Power == 0 && v.target > 0 && p.present >= (absentPart-1)*(p.absent+trialPower) {
			p.raise(v, trialPower)
		}
	}
	for i := range p.set {
		if v := &p.set[i]; !v.absent {
			p.lower(v, v.target, p.left)
		}
	}
	for i := range p.set { // who missed the last block waits
		if v := &p.set[i]; v.Proven && v.Silent == 0 {
			p.raise(v, v.target)
		}
	}
}

// lower takes power from v down to a target, at most limit. Those who sign keep four times what the
// absent hold, and somebody stays.
func (p *powers) lower(v *candidate, to int64, limit uint64) {
	if v.Power <= to {
		return
	}
	n := min(uint64(v.Power-to), limit)
	if !v.absent {
		needed := max(1, (absentPart-1)*p.absent)
		n = min(n, p.present-min(p.present, needed))
	}
	v.Power -= int64(n)
	*p.sum(v) -= n
	p.left -= min(p.left, n)
}

// raise gives v power up to a target.
func (p *powers) raise(v *candidate, to int64) {
	if v.Power >= to {
		return
	}
	n := min(uint64(to-v.Power), p.left)
	v.Power += int64(n)
	*p.sum(v) += n
	p.left -= n
}

// updates are the differences between two states of the set, by key.
func updates(before []world.Validator, after []candidate) (list []ValidatorUpdate) {
	for i, v := range after {
		if v.Power != before[i].Power {
			list = append(list, ValidatorUpdate{v.PubKey, v.Power})
		}
	}
	sortByKey(list)
	return list
}

func sortByKey(list []ValidatorUpdate) {
	slices.SortFunc(list, func(a, b ValidatorUpdate) int { return bytes.Compare(a.PubKey[:], b.PubKey[:]) })
}
