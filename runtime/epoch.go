package runtime

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// boundary closes the open epoch: the end_epoch hooks in genesis order, then the clock, then code whose
// probation is over, then pending upgrades. If the epoch cannot be closed it stays open until the next
// grid point, so that a failure makes one long epoch and never a lost one.
func (s *scope) boundary() error {
	next := s.clock.Grid(s.time)
	closed, err := s.closeEpoch(next)
	if err != nil {
		return err
	}
	if !closed {
		s.clock.End = next + s.clock.Length
		return s.w.SetClock(s.clock)
	}
	s.clock.Epoch++
	s.clock.Start, s.clock.End = next, next+s.clock.Length
	if err := s.w.SetClock(s.clock); err != nil {
		return err
	}
	if err := s.endProbations(); err != nil {
		return err
	}
	return s.applyUpgrades()
}

// closeEpoch calls the end_epoch hooks. The first contract in the order keeps the epoch: if its hook
// fails for good, nothing stays of what happened but the events that say why, and the epoch is not
// closed. A hook further on that fails is undone alone. Contract code cannot stop a block (I12).
func (s *scope) closeEpoch(next uint64) (closed bool, err error) {
	hooks, err := s.w.Hooks()
	if err != nil {
		return false, err
	}
	input := encodeFields([]field{
		number("epoch", s.clock.Epoch), number("start", s.clock.Start), number("next_start", next)})
	before := s.savepoint()
	for i, a := range hooks {
		ok, err := s.hook(a, abi.EntryEndEpoch, input, s.params.HookGas)
		if err != nil {
			return false, err
		}
		if !ok && i == 0 {
			why := slices.Clone(s.events[before.events:])
			s.revert(before)
			s.events = append(s.events, why...)
			return false, nil
		}
	}
	return true, nil
}

// hook calls a system hook of a contract, if its code has it. When new code fails while there
// is old code to go back to, the host goes back and calls once more. ok is false when the hook
// failed for good; its effects are undone, and an event says why.
func (s *scope) hook(a abi.Address, entry string, input []byte, gas uint64) (ok bool, err error) {
	for {
		con, ok, err := s.w.Contract(a)
		if err != nil || !ok {
			return ok, err
		}
		out, err := s.call(call{to: a, entry: entry, input: input, gas: gas, system: true})
		if err != nil {
			return false, err
		}
		if out.fault == nil || out.fault.Code == abi.CodeEntryMissing {
			return true, nil
		}
		s.note("hook_failed", a, textField("entry", entry), hashField("code_hash", con.CodeHash),
			number("fault", uint64(out.fault.Code)), number("abort", uint64(out.fault.Abort)))
		if !con.OnProbation() {
			return false, nil
		}
		if err := s.restore(a, con, uint32(out.fault.Code)); err != nil {
			return false, err
		}
	}
}
