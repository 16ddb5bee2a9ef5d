package runtime

import (
	"bytes"
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// maxValidators, with abi.MaxPower, keeps the sum of powers far below what consensus can add up.
const maxValidators = 256

// settleValidators applies the queued updates of a block, all or none: at least one validator
// stays, only known ones are removed, at most maxValidators, and in one epoch at most a third
// of the power that the epoch began with changes hands. A list that breaks a rule is no
// change, since consensus stops on a bad one; an event says so.
func (s *scope) settleValidators() ([]ValidatorUpdate, error) {
	if len(s.validators) == 0 {
		return nil, nil
	}
	set, err := s.w.Validators()
	if err != nil {
		return nil, err
	}
	turn, err := s.w.Turnover()
	if err != nil {
		return nil, err
	}
	power := make(map[[32]byte]int64, len(set))
	var total uint64
	for _, v := range set {
		power[v.PubKey] = v.Power
		total += uint64(v.Power)
	}
	if turn.Epoch != s.clock.Epoch || turn.Total == 0 {
		turn = world.Turnover{Epoch: s.clock.Epoch, Total: total}
	}
	updates := s.changes(power)
	if len(updates) == 0 {
		return nil, nil
	}
	count := len(set)
	for _, u := range updates {
		old := power[u.PubKey]
		turn.Changed += uint64(max(u.Power-old, old-u.Power))
		total += uint64(u.Power - old) // wraps back for a decrease
		switch {
		case old == 0:
			count++
		case u.Power == 0:
			count--
		}
	}
	if total == 0 || count == 0 || count > maxValidators || turn.Changed > turn.Total/3 {
		s.note("validators_refused", abi.Address{}, number("updates", uint64(len(updates))))
		return nil, nil
	}
	for _, u := range updates {
		if err := s.w.SetValidator(world.Validator(u)); err != nil {
			return nil, err
		}
	}
	return updates, s.w.SetTurnover(turn)
}

// changes reduces the queue to the last wish per key that changes anything, by key.
func (s *scope) changes(power map[[32]byte]int64) (list []ValidatorUpdate) {
	last := make(map[[32]byte]int, len(s.validators))
	for i, u := range s.validators {
		last[u.PubKey] = i
	}
	for i, u := range s.validators {
		if last[u.PubKey] == i && power[u.PubKey] != u.Power {
			list = append(list, u)
		}
	}
	slices.SortFunc(list, func(a, b ValidatorUpdate) int { return bytes.Compare(a.PubKey[:], b.PubKey[:]) })
	return list
}
