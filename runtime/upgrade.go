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

// applyUpgrades carries out the pending upgrades, group by group. A group that fails leaves its contracts
// as they were, with an event and a record of why, and stops neither the others nor the block (I12). One that
// is about a contract that has just got other code waits for the next boundary.
func (s *scope) applyUpgrades() error {
	list, err := s.w.Upgrades()
	if err != nil {
		return err
	}
	var upgraded []abi.Address
	for len(list) > 0 {
		n := slices.IndexFunc(list, func(u world.Upgrade) bool { return u.Group != list[0].Group })
		if n < 0 {
			n = len(list)
		}
		group := list[:n]
		list = list[n:]
		if slices.ContainsFunc(group, func(u world.Upgrade) bool { return slices.Contains(upgraded, u.Contract) }) {
			continue
		}
		ok, err := s.applyGroup(group)
		if err != nil {
			return err
		}
		for _, u := range group {
			if ok {
				upgraded = append(upgraded, u.Contract)
			}
		}
	}
	return nil
}

// applyGroup makes all codes of a group live, or none.
func (s *scope) applyGroup(group []world.Upgrade) (bool, error) {
	for _, u := range group {
		if err := s.w.DropUpgrade(u); err != nil {
			return false, err
		}
	}
	before := s.savepoint()
	for _, u := range group {
		fault, err := s.activate(u)
		if err != nil {
			return false, err
		}
		if fault != nil {
			s.revert(before)
			return false, s.recordFailedGroup(group, u, fault)
		}
	}
	return true, nil
}

// recordFailedGroup writes into the records which codes did not become live, and why.
func (s *scope) recordFailedGroup(group []world.Upgrade, culprit world.Upgrade, fault *Fault) error {
	for _, u := range group {
		why := fault
		if u.Contract != culprit.Contract {
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
	return nil
}

// activate makes new code live: it must have the entries that the proven code has, and then it migrates
// the contract's storage. The fault says why it does not become live; the caller reverts.
func (s *scope) activate(u world.Upgrade) (*Fault, error) {
	old, ok, err := s.w.Contract(u.Contract)
	if err != nil || !ok || old.CodeHash == u.CodeHash {
		return nil, err
	}
	if fault, err := s.missingEntry(u.CodeHash, old.LastGood()); err != nil || fault != nil {
		return fault, err
	}
	if !u.MigrateBack.IsZero() {
		if _, fault, err := s.own(u.MigrateBack, abi.EntryMigrate); err != nil || fault != nil {
			return fault, err
		}
	}
	con, err := s.upgraded(old, u)
	if err != nil {
		return nil, err
	}
	if err := s.w.SetContract(u.Contract, con); err != nil {
		return nil, err
	}
	if err := s.w.SetHealth(u.Contract, world.Health{}); err != nil {
		return nil, err
	}
	s.note("upgraded", contractField(u.Contract), hashField("code_hash", u.CodeHash))
	return s.migrate(u)
}

// upgraded is a contract's record with new code live. Code that replaces code still on probation has the
// proven code as its way back, and the group of the code that it replaces joins its own: nothing of that group
// is proven before it. Going back to the proven code needs no probation.
func (s *scope) upgraded(con world.Contract, u world.Upgrade) (world.Contract, error) {
	if con.OnProbation() {
		if u.CodeHash == con.Previous {
			return before(con), nil
		}
		if err := s.joinGroup(con.Probation.Group, u.Group); err != nil {
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
	con.Probation = world.Probation{On: true, Group: u.Group, Left: s.params.Probation}
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
