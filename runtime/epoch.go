package runtime

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// boundary closes the open epoch: the end_epoch hooks in genesis order, then the clock, then what has vested, then
// code whose probation is over, then pending upgrades. Nothing that a contract does, or fails to do, keeps any of
// it from happening (I12): a hook that fails is undone alone, and its contract closes more than one
// epoch at its next success.
func (s *scope) boundary() error {
	next := s.clock.Grid(s.time)
	hooks, err := s.w.Hooks()
	if err != nil {
		return err
	}
	for _, a := range hooks {
		err := s.hook(a, abi.EntryEndEpoch, s.params.HookGas,
			number("epoch", s.clock.Epoch), number("start", s.clock.Start), number("next_start", next))
		if err != nil {
			return err
		}
	}
	if err := s.closeDuties(); err != nil {
		return err
	}
	s.clock.Epoch++
	s.clock.Start, s.clock.End, s.clock.Height = next, next+s.clock.Length, s.height
	if err := s.w.SetClock(s.clock); err != nil {
		return err
	}
	if err := s.releaseVested(); err != nil {
		return err
	}
	if err := s.endProbations(); err != nil {
		return err
	}
	return s.applyUpgrades()
}

// hook runs a system hook of a contract, if its code has it, in as many calls as the contract asks for:
// one that answers where it wants to go on is called again from there, on a clean instance, until it
// answers nothing or all calls together have used the gas. Each call is undone alone if it fails, and
// the hook is over then, with an event that says why. But when the code is on probation, the host goes
// back to the old code and begins again.
func (s *scope) hook(a abi.Address, entry string, gas uint64, input ...field) error {
	left, from := gas, uint64(0)
	for {
		con, ok, err := s.w.Contract(a)
		if err != nil || !ok {
			return err
		}
		out, err := s.call(call{to: a, entry: entry, input: hookInput(input, from), gas: left, system: true})
		if err != nil {
			return err
		}
		if out.fault == nil {
			next := hookNext(out.output)
			if next <= from {
				return nil
			}
			left, from = left-min(out.gas, left), next
			continue
		}
		if out.fault.Code == abi.CodeEntryMissing {
			return nil
		}
		s.note("hook_failed", contractField(a), textField("entry", entry), hashField("code_hash", con.CodeHash),
			number("fault", uint64(out.fault.Code)), number("abort", uint64(out.fault.Abort)))
		if !con.OnProbation() {
			return nil
		}
		if err := s.restore(a, con, uint32(out.fault.Code)); err != nil {
			return err
		}
		left, from = gas, 0
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
