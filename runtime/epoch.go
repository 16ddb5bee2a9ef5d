package runtime

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// boundary closes the open epoch: contracts that have failed for too long go back, then come the end_epoch hooks
// in genesis order, then the clock, then what has vested, then code whose probation is over, then pending
// upgrades. Nothing that a contract does, or fails to do, keeps any of it from happening (I12): a hook that
// fails is undone alone, and its contract closes more than one epoch at its next success.
func (s *scope) boundary() error {
	next := s.clock.Grid(s.time)
	if err := s.accrue(next); err != nil {
		return err
	}
	if err := s.retreat(); err != nil {
		return err
	}
	hooks, err := s.w.Hooks()
	if err != nil {
		return err
	}
	for _, a := range hooks {
		if err := s.hook(a, abi.EntryEndEpoch, s.params.HookGas, s.epochFields(next)...); err != nil {
			return err
		}
	}
	if err := s.settleFailing(); err != nil {
		return err
	}
	if err := s.closeDuties(); err != nil {
		return err
	}
	s.clock.Epoch++
	s.clock.Start, s.clock.End, s.clock.Height = next, next+s.clock.Length, s.height
	if err := s.w.SetClock(s.clock); err != nil {
		return err
	}
	for _, step := range []func() error{s.w.AgeSilent, s.releaseVested, s.endProbations, s.applyUpgrades, s.rescues, s.tryWaysBack} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// epochFields is what end_epoch is told.
func (s *scope) epochFields(next uint64) []field {
	return []field{number("epoch", s.clock.Epoch), number("start", s.clock.Start), number("next_start", next)}
}

// hook runs a system hook of a contract, if its code has it. If it fails it is undone, with an event that says
// why. But when the code is on probation, or end_epoch has failed for too long, the chain goes back to the code
// before and begins again.
func (s *scope) hook(a abi.Address, entry string, gas uint64, input ...field) error {
	for {
		con, ok, err := s.w.Contract(a)
		if err != nil || !ok {
			return err
		}
		_, fault, err := s.runHook(a, entry, gas, input...)
		if err != nil || fault != nil && fault.Code == abi.CodeEntryMissing {
			return err
		}
		failed := abi.CodeOK
		if fault != nil {
			failed = fault.Code
			s.note("hook_failed", contractField(a), textField("entry", entry), hashField("code_hash", con.CodeHash),
				number("fault", uint64(fault.Code)), number("abort", uint64(fault.Abort)))
		}
		h, err := s.changeHealth(a, streakOf(entry), failed)
		if err != nil || fault == nil {
			return err
		}
		if entry == abi.EntryEndEpoch && h.EndEpoch.Epochs < patience(con) || entry == abi.EntryEndBlock && !hasty(con) {
			return nil
		}
		if back, err := s.goBack(a, con, uint32(failed)); err != nil || !back {
			return err
		}
	}
}

func streakOf(entry string) func(*world.Health) *world.Streak {
	if entry == abi.EntryEndBlock {
		return func(h *world.Health) *world.Streak { return &h.EndBlock }
	}
	return func(h *world.Health) *world.Streak { return &h.EndEpoch }
}

// runHook runs a hook in as many calls as the contract asks for: one that answers where it wants to go on is
// called again from there, on a clean instance, until it answers nothing or all calls together have used the
// gas. The one that fails is undone alone, and the hook is over then.
func (s *scope) runHook(a abi.Address, entry string, gas uint64, input ...field) (used uint64, fault *Fault, err error) {
	for from := uint64(0); ; {
		out, err := s.call(call{to: a, entry: entry, input: hookInput(input, from), gas: gas - used, system: true})
		used += min(out.gas, gas-used)
		if err != nil || out.fault != nil {
			return used, out.fault, err
		}
		next := hookNext(out.output)
		if next <= from {
			return used, nil, nil
		}
		from = next
	}
}

// hookInput is the input of a hook; from is absent in the first call.
func hookInput(fields []field, from uint64) []byte {
	fields = slices.Clone(fields)
	if from > 0 {
		fields = append(fields, number("from", from))
	}
	return encodeFields(fields)
}

// hookNext is where a hook wants to go on; 0 when it is done, or answers anything but {next}.
func hookNext(output []byte) uint64 {
	r := abi.NewReader(output)
	if r.Map() != 1 || r.Text() != "next" {
		return 0
	}
	next := r.Uint()
	if r.Close() != nil {
		return 0
	}
	return next
}
