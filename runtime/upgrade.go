package runtime

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// endProbations makes code proven that has been used in as many epochs as probation takes, when that holds for
// all contracts of its group.
func (s *scope) endProbations() error {
	list, err := s.onProbation()
	if err != nil {
		return err
	}
	missing := map[uint64]bool{}
	for _, con := range list {
		if con.Probation.Left > 0 {
			missing[con.Probation.Group] = true
		}
	}
	for _, con := range list {
		if missing[con.Probation.Group] {
			continue
		}
		con.Probation = world.Probation{}
		s.note("proven", contractField(con.Address), hashField("code_hash", con.CodeHash))
		if err := s.w.SetContract(con.Address, con.Contract); err != nil {
			return err
		}
	}
	return nil
}

// onProbation lists the contracts whose code is on probation, by address.
func (s *scope) onProbation() (list []world.Named, err error) {
	at, err := s.w.OnProbation()
	if err != nil {
		return nil, err
	}
	for _, a := range at {
		con, _, err := s.w.Contract(a)
		if err != nil {
			return nil, err
		}
		list = append(list, world.Named{Address: a, Contract: con})
	}
	return list, nil
}

// applyUpgrades carries out what is scheduled, group by group. A group that fails leaves everything
// as it was, with an event and a record of why, and stops neither the others nor the block (I12). One that
// is about a contract that has just got other code waits for the next boundary.
func (s *scope) applyUpgrades() error {
	list, err := s.w.Groups()
	if err != nil {
		return err
	}
	var upgraded []abi.Address
	for _, g := range list {
		if slices.ContainsFunc(g.Upgrades, func(u world.Upgrade) bool { return slices.Contains(upgraded, u.Contract) }) {
			continue
		}
		if err := s.w.DropGroup(g); err != nil {
			return err
		}
		k := s.savepoint()
		fail, err := s.applyGroup(g)
		if err != nil {
			return err
		}
		if fail != nil {
			s.revert(k)
			if err := s.recordFailedGroup(g, fail); err != nil {
				return err
			}
			continue
		}
		for _, u := range g.Upgrades {
			upgraded = append(upgraded, u.Contract)
		}
	}
	return nil
}

// failure is why a group does not take effect.
type failure struct {
	stage    uint32 // abi.Stage...
	contract abi.Address
	fault    *Fault
}

// applyGroup has the call of a group done, by the code that is live before, and then makes all its codes live. The
// caller reverts what failed.
func (s *scope) applyGroup(g world.Group) (*failure, error) {
	if !g.By.IsZero() {
		out, err := s.call(call{caller: g.By, to: g.By, entry: abi.EntryExecute, input: g.Call, gas: s.params.HookGas, system: true})
		if err != nil {
			return nil, err
		}
		if out.fault != nil {
			return &failure{abi.StageCall, g.By, out.fault}, nil
		}
	}
	for _, u := range g.Upgrades {
		stage, fault, err := s.activate(g.ID, u)
		if err != nil {
			return nil, err
		}
		if fault != nil {
			return &failure{stage, u.Contract, fault}, nil
		}
	}
	return nil, nil
}

// recordFailedGroup writes into the records which codes did not become live, and why.
func (s *scope) recordFailedGroup(g world.Group, fail *failure) error {
	for _, u := range g.Upgrades {
		why := fail.fault
		if u.Contract != fail.contract {
			why = &Fault{Code: abi.CodeGroupFailed}
		}
		con, ok, err := s.w.Contract(u.Contract)
		if err != nil {
			return err
		}
		if !ok || con.CodeHash == u.CodeHash {
			continue
		}
		con.Failed, con.FailedReason, con.FailedEpoch = u.CodeHash, uint32(why.Code), s.clock.Epoch
		s.note("upgrade_failed", contractField(u.Contract), hashField("code_hash", u.CodeHash),
			number("fault", uint64(why.Code)), number("abort", uint64(why.Abort)))
		if err := s.w.SetContract(u.Contract, con); err != nil {
			return err
		}
	}
	return s.w.SetOutcome(g.ID, world.Outcome{State: abi.OutcomeFailed, Stage: fail.stage, Contract: fail.contract, Fault: fail.fault.Code, Abort: fail.fault.Abort})
}

// activate makes new code live: it must have the entries that the proven code has, and then it migrates
// the contract's storage. The fault says why it does not become live, in which stage; the caller reverts.
func (s *scope) activate(group uint64, u world.Upgrade) (stage uint32, fault *Fault, err error) {
	old, ok, err := s.w.Contract(u.Contract)
	if err != nil || !ok || old.CodeHash == u.CodeHash {
		return 0, nil, err
	}
	if fault, err := s.missingEntry(u.CodeHash, old.LastGood()); err != nil || fault != nil {
		return abi.StageEntries, fault, err
	}
	if !u.MigrateBack.IsZero() {
		if _, fault, err := s.own(u.MigrateBack, abi.EntryMigrate); err != nil || fault != nil {
			return abi.StageBack, fault, err
		}
	}
	con, err := s.upgraded(old, group, u)
	if err != nil {
		return 0, nil, err
	}
	if err := s.w.SetContract(u.Contract, con); err != nil {
		return 0, nil, err
	}
	if err := s.w.SetHealth(u.Contract, world.Health{}); err != nil {
		return 0, nil, err
	}
	s.note("upgraded", contractField(u.Contract), hashField("code_hash", u.CodeHash))
	fault, err = s.migrate(u)
	return abi.StageMigrate, fault, err
}

// upgraded is a contract's record with new code live. Code that replaces code still on probation has the
// proven code as its way back, and the group of the code that it replaces joins its own: nothing of that group
// is proven before it. Going back to the proven code needs no probation.
func (s *scope) upgraded(con world.Contract, group uint64, u world.Upgrade) (world.Contract, error) {
	if con.OnProbation() {
		if u.CodeHash == con.Previous {
			return before(con), nil
		}
		if err := s.joinGroup(con.Probation.Group, group); err != nil {
			return con, err
		}
	} else {
		con.Previous = con.CodeHash
		if err := s.w.SetServed(u.Contract, con.CodeHash); err != nil {
			return con, err
		}
	}
	con.CodeHash, con.MigrateBack, con.BackFault = u.CodeHash, u.MigrateBack, 0
	con.Revision++
	con.Probation = world.Probation{On: true, Group: group, Left: s.params.Probation}
	return con, nil
}

func (s *scope) joinGroup(from, to uint64) error {
	list, err := s.onProbation()
	if err != nil {
		return err
	}
	for _, con := range list {
		if con.Probation.Group != from {
			continue
		}
		con.Probation.Group = to
		if err := s.w.SetContract(con.Address, con.Contract); err != nil {
			return err
		}
	}
	return nil
}

// missingEntry reports, as a fault, an entry of the old code that the new code lacks. Entries that run
// once, instantiate and migrate, may go.
func (s *scope) missingEntry(code, old abi.Hash) (*Fault, error) {
	for _, entry := range abi.Entries() {
		if entry == abi.EntryInstantiate || entry == abi.EntryMigrate {
			continue
		}
		_, absent, err := s.own(old, entry)
		if err != nil {
			return nil, err
		}
		if absent != nil {
			continue
		}
		if _, fault, err := s.own(code, entry); err != nil || fault != nil {
			return fault, err
		}
	}
	return nil, nil
}

// migrate calls the migrate entry of the code that is live now, if it has one.
func (s *scope) migrate(u world.Upgrade) (*Fault, error) {
	out, err := s.call(call{to: u.Contract, entry: abi.EntryMigrate, input: u.Input, gas: s.params.HookGas, system: true})
	if err != nil || out.fault != nil && out.fault.Code == abi.CodeEntryMissing {
		return nil, err
	}
	return out.fault, nil
}
