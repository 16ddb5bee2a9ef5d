package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// restore takes a contract on probation back to its last good code, at once.
func (s *scope) restore(a abi.Address, con world.Contract, reason uint32) error {
	con.Failed, con.FailedReason, con.FailedEpoch = con.CodeHash, reason, s.clock.Epoch
	con.CodeHash, con.ProbationEnd = con.LastGood, 0
	con.Revision++
	s.note("rolled_back", contractField(a), hashField("failed", con.Failed), hashField("code_hash", con.CodeHash),
		number("reason", uint64(reason)))
	return s.w.SetContract(a, con)
}

// endProbations makes code proven whose probation ends with the epoch that starts now.
func (s *scope) endProbations() error {
	list, err := s.w.OnProbation()
	if err != nil {
		return err
	}
	for _, a := range list {
		con, ok, err := s.w.Contract(a)
		if err != nil {
			return err
		}
		if !ok || s.clock.Epoch < con.ProbationEnd {
			continue
		}
		con.LastGood, con.ProbationEnd = con.CodeHash, 0
		s.note("proven", contractField(a), hashField("code_hash", con.CodeHash))
		if err := s.w.SetContract(a, con); err != nil {
			return err
		}
	}
	return nil
}

// applyUpgrades carries out the pending upgrades. Each stands alone: one that fails leaves its contract
// as it was, with an event and a record of why, and stops neither the others nor the block (I12).
func (s *scope) applyUpgrades() error {
	list, err := s.w.Upgrades()
	if err != nil {
		return err
	}
	for _, u := range list {
		if err := s.applyUpgrade(u); err != nil {
			return err
		}
	}
	return nil
}

func (s *scope) applyUpgrade(u world.Upgrade) error {
	if err := s.w.DropUpgrade(u.Contract); err != nil {
		return err
	}
	old, ok, err := s.w.Contract(u.Contract)
	if err != nil || !ok || old.CodeHash == u.CodeHash {
		return err
	}
	before := s.savepoint()
	fault, err := s.activate(u, s.upgraded(old, u.CodeHash))
	if err != nil {
		return err
	}
	if fault != nil {
		s.revert(before)
		return s.recordFailedUpgrade(u, old, fault)
	}
	s.note("upgraded", contractField(u.Contract), hashField("code_hash", u.CodeHash))
	return nil
}

// upgraded is a contract's record with new code live. Code that replaces code still on probation keeps
// the proven code as its way back; going back to the proven code needs no probation.
func (s *scope) upgraded(con world.Contract, code abi.Hash) world.Contract {
	if !con.OnProbation() {
		con.LastGood = con.CodeHash
	}
	con.CodeHash = code
	con.Revision++
	con.ProbationEnd = 0
	if con.OnProbation() {
		con.ProbationEnd = s.clock.Epoch + s.params.Probation
	}
	return con
}

// activate makes new code live: it must have the entries that the proven code has, and then it migrates
// the contract's storage. The fault says why it does not become live; the caller reverts.
func (s *scope) activate(u world.Upgrade, con world.Contract) (*Fault, error) {
	if fault, err := s.missingEntry(u.CodeHash, con.LastGood); err != nil || fault != nil {
		return fault, err
	}
	if err := s.w.SetContract(u.Contract, con); err != nil {
		return nil, err
	}
	return s.migrate(u)
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

// recordFailedUpgrade writes into the old record which code did not become live, and why.
func (s *scope) recordFailedUpgrade(u world.Upgrade, old world.Contract, fault *Fault) error {
	old.Failed, old.FailedReason, old.FailedEpoch = u.CodeHash, uint32(fault.Code), s.clock.Epoch
	s.note("upgrade_failed", contractField(u.Contract), hashField("code_hash", u.CodeHash),
		number("fault", uint64(fault.Code)), number("abort", uint64(fault.Abort)))
	return s.w.SetContract(u.Contract, old)
}
