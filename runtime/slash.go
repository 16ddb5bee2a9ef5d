package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Misbehavior says that a validator signed against itself.
type Misbehavior struct {
	Validator world.ConsensusAddress
	Height    uint64
	Kind      uint64 // see world.Jailed
}

// punish slashes whoever signed against itself, once for each height and kind, and jails its key for good:
// it is given no power again. some reports whether a key is jailed that was not.
func (s *scope) punish(list []Misbehavior) (some bool, err error) {
	for _, m := range list {
		offence := world.Jailed{Height: m.Height, Kind: m.Kind}
		known, err := s.w.Punished(m.Validator, offence)
		if err != nil {
			return false, err
		}
		if known {
			continue
		}
		if err := s.w.SetPunished(m.Validator, offence); err != nil {
			return false, err
		}
		if err := s.slash(m); err != nil {
			return false, err
		}
		_, jailed, err := s.w.Jailed(m.Validator)
		if err != nil {
			return false, err
		}
		if jailed {
			continue
		}
		if err := s.w.SetJailed(m.Validator, offence); err != nil {
			return false, err
		}
		s.note("validator_jailed", consensusField(m.Validator), number("height", m.Height), number("kind", m.Kind))
		some = true
	}
	return some, nil
}

// slash takes stake of the owner of a key that signed against itself.
func (s *scope) slash(m Misbehavior) error {
	owner, ok, err := s.w.KeyOwner(m.Validator)
	if err != nil || !ok {
		return err
	}
	lost, err := s.takeStake(owner)
	if err != nil {
		return err
	}
	s.note("slashed", accountField(owner), amountField("amount", lost), consensusField(m.Validator), number("height", m.Height), number("kind", m.Kind))
	return nil
}

// takeStake takes a part of all that an owner has bonded, and of what is on its way out: it goes to the reserve. Each
// part is rounded down, so that a remainder stays the owner's.
func (s *scope) takeStake(owner abi.Address) (lost abi.Amount, err error) {
	stake, err := s.w.Stake(owner)
	if err != nil {
		return lost, err
	}
	if lost = s.slashed(stake); !lost.IsZero() {
		rest, _ := stake.Sub(lost) // a part of it
		if err := s.w.SetStake(owner, rest, s.clock.Epoch); err != nil {
			return lost, err
		}
	}
	out, err := s.w.Unbonding(owner)
	if err != nil {
		return lost, err
	}
	for i := range out {
		part := s.slashed(out[i].Amount)
		out[i].Amount, _ = out[i].Amount.Sub(part)
		lost, _ = lost.Add(part) // all of it exists, so that it cannot overflow
	}
	if len(out) > 0 {
		if err := s.w.SetUnbonding(owner, out); err != nil {
			return lost, err
		}
	}
	return lost, s.w.Withdraw(lost)
}

// slashed is the part of an amount that is lost.
func (s *scope) slashed(a abi.Amount) abi.Amount {
	part, _, _ := a.MulDiv(abi.U64(min(s.params.Slash, million)), abi.U64(million))
	return part
}

const million = 1_000_000

func consensusField(a world.ConsensusAddress) field {
	return field{"validator", abi.AppendBytes(nil, a[:])}
}
