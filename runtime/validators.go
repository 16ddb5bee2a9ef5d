package runtime

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Vote says whether a validator signed the block before.
type Vote struct {
	Validator world.ConsensusAddress
	Signed    bool // any vote that arrived in time, also one for no block
}

// countVotes notes who falls silent and who is back. Nothing else is written: not when everybody signs
// (I13), nor while somebody stays silent.
func (s *scope) countVotes(votes []Vote) error {
	if len(votes) == 0 {
		return nil
	}
	signed := make(map[world.ConsensusAddress]bool, len(votes))
	for _, v := range votes {
		signed[v.Validator] = v.Signed
	}
	set, err := s.w.Validators()
	if err != nil {
		return err
	}
	for _, v := range set {
		ok, asked := signed[v.Address()]
		switch {
		case ok && (v.Silent > 0 || !v.Proven):
			v.Missed = v.Unsigned(s.clock.Height, s.height-1)
			v.Silent, v.Proven = 0, true
		case asked && !ok && v.Silent == 0:
			v.Silent = s.height
		default:
			continue
		}
		if err := s.w.SetValidator(v); err != nil {
			return err
		}
	}
	return nil
}

// closeDuties counts what validators did in the epoch that ends with this block.
func (s *scope) closeDuties() error {
	set, err := s.w.Validators()
	if err != nil {
		return err
	}
	for _, v := range set {
		before := v
		v.Last, v.Missed = v.Duty(s.clock.Height, s.height), 0
		if v == before {
			continue
		}
		if err := s.w.SetValidator(v); err != nil {
			return err
		}
	}
	return nil
}

// moveValidators lets jailed validators go at once, and at an epoch boundary moves the powers of all
// others a step towards their owners' stakes.
func (s *scope) moveValidators(boundary bool) ([]ValidatorUpdate, error) {
	before, err := s.w.Validators()
	if err != nil || len(before) == 0 {
		return nil, err
	}
	set, err := s.candidates(before, boundary)
	if err != nil {
		return nil, err
	}
	p := newPowers(set)
	for i := range p.set {
		_, jailed, err := s.w.Jailed(p.set[i].Address())
		if err != nil {
			return nil, err
		}
		if jailed {
			p.set[i].Leaving, p.set[i].target = true, 0
			p.lower(&p.set[i], 0, uint64(p.set[i].Power))
		}
	}
	if boundary {
		if err := s.stepValidators(p); err != nil {
			return nil, err
		}
	}
	for i, v := range p.set {
		if err := s.saveValidator(before[i], v.Validator); err != nil {
			return nil, err
		}
	}
	return updates(before, p.set), nil
}

// saveValidator writes what has changed. Who left and has no power any more is removed.
func (s *scope) saveValidator(before, v world.Validator) error {
	switch {
	case v.Leaving && v.Power == 0:
		return s.removeValidator(v)
	case v == before:
		return nil
	case before.Power == 0 && v.Power > 0: // the votes that count for it come with the next block
		v.Silent = s.height + 1
	}
	return s.w.SetValidator(v)
}

// removeValidator removes one without power. Its key stays its owner's.
func (s *scope) removeValidator(v world.Validator) error {
	keys, err := s.w.KeysOf(v.Owner)
	if err != nil {
		return err
	}
	if err := s.w.SetKeysOf(v.Owner, slices.DeleteFunc(keys, func(k [32]byte) bool { return k == v.PubKey })); err != nil {
		return err
	}
	return s.w.RemoveValidator(v.PubKey)
}

// owners is what the keys of each owner amount to.
type owners struct {
	leaving map[abi.Address]int64 // power of the key that leaves
	unused  map[abi.Address]bool  // the other one has not signed yet
}

// candidates are the validators with the powers that they shall have: at a boundary those of their owners'
// stakes, else those that they have.
func (s *scope) candidates(set []world.Validator, boundary bool) ([]candidate, error) {
	list := make([]candidate, len(set))
	o := owners{map[abi.Address]int64{}, map[abi.Address]bool{}}
	for i, v := range set {
		list[i] = candidate{Validator: v, target: v.Power, absent: v.Absent(s.height)}
		if v.Leaving {
			o.leaving[v.Owner] += v.Power
		} else if !v.Proven {
			o.unused[v.Owner] = true
		}
	}
	if !boundary {
		return list, nil
	}
	for i := range list {
		stake, err := s.w.StakeAt(list[i].Owner, s.clock.Epoch)
		if err != nil {
			return nil, err
		}
		list[i].aim(world.PowerOf(stake), o)
	}
	return list, nil
}

// aim sets the power that a validator shall have: that of its owner's stake. Who has none leaves. The keys of
// one owner together have no more than its stake; one that leaves stays until the other has signed a block.
func (v *candidate) aim(power int64, o owners) {
	switch {
	case power == 0:
		v.target, v.Leaving = 0, true
	case v.Leaving && o.unused[v.Owner]:
		v.target = min(v.Power, power-trialPower)
	case v.Leaving:
		v.target = 0
	default:
		v.target = max(power-o.leaving[v.Owner], trialPower)
	}
}

// stepValidators makes a step within what absent validators may still lose in this window of epochs.
func (s *scope) stepValidators(p *powers) error {
	a, err := s.w.Absence()
	if err != nil {
		return err
	}
	if a.Total == 0 || s.clock.Epoch-a.Epoch >= absenceWindow {
		a = world.Absence{Epoch: s.clock.Epoch, Total: p.total()}
	}
	p.mayLose = a.Total/absentPart - min(a.Total/absentPart, a.Lost)
	if p.step(); p.lost == 0 {
		return nil
	}
	a.Lost += p.lost
	return s.w.SetAbsence(a)
}
