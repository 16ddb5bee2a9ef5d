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

// Misbehavior says that a validator signed against itself.
type Misbehavior struct {
	Validator world.ConsensusAddress
	Height    uint64
	Kind      uint64 // see world.Jailed
}

// countVotes notes who misses blocks. Signatures are not counted: when everybody signs nothing is
// written (I13).
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
		missed := v.Missed
		switch {
		case ok:
			missed = 0
		case asked:
			missed = min(missed+1, world.AbsentAfter)
		}
		if missed == v.Missed {
			continue
		}
		v.Missed = missed
		if err := s.w.SetValidator(v); err != nil {
			return err
		}
	}
	return nil
}

// jail takes those who signed against themselves out of the set for good: their keys are given no power
// again. A second proof against the same key changes nothing, so each case is handled once. A contract
// learns of it from the answer to its next validator_update.
func (s *scope) jail(list []Misbehavior) (some bool, err error) {
	for _, m := range list {
		_, known, err := s.w.Jailed(m.Validator)
		if err != nil {
			return false, err
		}
		if known {
			continue
		}
		if err := s.w.SetJailed(m.Validator, world.Jailed{Height: m.Height, Kind: m.Kind}); err != nil {
			return false, err
		}
		s.note("validator_jailed", abi.Address{}, field{"validator", abi.AppendBytes(nil, m.Validator[:])},
			number("height", m.Height), number("kind", m.Kind))
		some = true
	}
	return some, nil
}

// moveValidators lets jailed validators go at once, and at an epoch boundary moves the powers of all
// others a step towards their targets.
func (s *scope) moveValidators(boundary bool) ([]ValidatorUpdate, error) {
	set, err := s.w.Validators()
	if err != nil || len(set) == 0 {
		return nil, err
	}
	p := newPowers(slices.Clone(set))
	for i := range p.set {
		v := &p.set[i]
		_, jailed, err := s.w.Jailed(v.Address())
		if err != nil {
			return nil, err
		}
		if jailed {
			v.Target = 0
			p.lower(v, 0, uint64(v.Power))
		}
	}
	if boundary {
		if err := s.stepValidators(p); err != nil {
			return nil, err
		}
	}
	for i, v := range p.set {
		if v == set[i] {
			continue
		}
		if err := s.w.SetValidator(v); err != nil {
			return nil, err
		}
	}
	return updates(set, p.set), nil
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
