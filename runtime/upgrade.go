package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// restore takes a contract on probation back to its last good code, at once.
func (s *scope) restore(a abi.Address, con world.Contract, reason uint32) error {
	con.Failed, con.FailedReason, con.FailedEpoch = con.CodeHash, reason, s.clock.Epoch
	con.CodeHash, con.ProbationEnd = con.LastGood, 0
	con.Version++
	s.note("rolled_back", a, hashField("failed", con.Failed), hashField("code_hash", con.CodeHash),
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
		s.note("proven", a, hashField("code_hash", con.CodeHash))
		if err := s.w.SetContract(a, con); err != nil {
			return err
		}
	}
	return nil
}

// applyUpgrades activates the pending upgrades, each on its own: one that fails leaves its
// contract as it was, and an event and the contract's record say why.
func (s *scope) applyUpgrades() error {
	list, err := s.w.Upgrades()
	if err != nil {
		return err
	}
	for _, u := range list {
		if err := s.w.DropUpgrade(u.Contract); err != nil {
			return err
		}
		con, ok, err := s.w.Contract(u.Contract)
		if err != nil {
			return err
		}
		if !ok || con.CodeHash == u.CodeHash {
			continue
		}
		if err := s.activate(u, con); err != nil {
			return err
		}
	}
	return nil
}

func (s *scope) activate(u world.Upgrade, con world.Contract) error {
	k := s.mark()
	fault, err := s.migrate(u, s.upgraded(u, con))
	if err != nil {
		return err
	}
	if fault == nil {
		s.note("upgraded", u.Contract, hashField("code_hash", u.CodeHash))
		return nil
	}
	s.revert(k)
	con.Failed, con.FailedReason, con.FailedEpoch = u.CodeHash, uint32(fault.Code), s.clock.Epoch
	s.note("upgrade_failed", u.Contract, hashField("code_hash", u.CodeHash),
		number("fault", uint64(fault.Code)), number("abort", uint64(fault.Abort)))
	return s.w.SetContract(u.Contract, con)
}

// upgraded is the record with the new code live. Code that replaces code still on probation
// keeps the proven code as its way back; going back to the proven code needs no probation.
func (s *scope) upgraded(u world.Upgrade, con world.Contract) world.Contract {
	if !con.OnProbation() {
		con.LastGood = con.CodeHash
	}
	con.CodeHash = u.CodeHash
	con.Version++
	con.ProbationEnd = 0
	if con.OnProbation() {
		con.ProbationEnd = s.clock.Epoch + s.params.Probation
	}
	return con
}

// migrate makes the record live and calls the new code's migrate entry, if it has one. New
// code must have the entries that the old code served.
func (s *scope) migrate(u world.Upgrade, con world.Contract) (*Fault, error) {
	if fault, err := s.covers(u, con.LastGood); fault != nil || err != nil {
		return fault, err
	}
	if err := s.w.SetContract(u.Contract, con); err != nil {
		return nil, err
	}
	out, err := s.call(call{to: u.Contract, entry: abi.EntryMigrate, input: u.Input, gas: s.params.HookGas, system: true})
	if err != nil || out.fault != nil && out.fault.Code == abi.CodeEntryMissing {
		return nil, err
	}
	return out.fault, nil
}

// covers reports, as a fault, an entry of the old code that the new code lacks.
func (s *scope) covers(u world.Upgrade, old abi.Hash) (*Fault, error) {
	for _, entry := range abi.Entries() {
		if entry == abi.EntryInstantiate || entry == abi.EntryMigrate {
			continue
		}
		if _, fault, err := s.own(old, entry); err != nil {
			return nil, err
		} else if fault != nil {
			continue
		}
		if _, fault, err := s.own(u.CodeHash, entry); fault != nil || err != nil {
			return fault, err
		}
	}
	return nil, nil
}
