package runtime

import (
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// The way back of a contract is the code that its live code replaced, on the storage of now: made fit by the
// module migrate_back where the upgrade named one. It is there for good, and tried out, so that it is known
// whether it still works.
const (
	failingEpochs = 3          // in a row, after which proven code goes back; code on probation goes back after one failure
	triedEvery    = 30         // epochs, in which the way back of proven code is tried out
	ownGas        = 50_000_000 // a callee that had as much, and ran out of it, failed by itself
)

// patience is for how many epochs in a row the code of a contract may fail.
func patience(con world.Contract) uint64 {
	if con.OnProbation() {
		return 1
	}
	return failingEpochs
}

// hasty reports whether one failure within an epoch takes a contract back: where the way back did not work when
// it was last tried, it is tried again at the boundary.
func hasty(con world.Contract) bool { return con.OnProbation() && con.BackFault == 0 }

// before is a contract's record with the code before live again. From there no way leads back.
func before(con world.Contract) world.Contract {
	con.CodeHash, con.Previous, con.MigrateBack, con.BackFault = con.Previous, abi.Hash{}, abi.Hash{}, 0
	con.Probation = world.Probation{}
	con.Revision++
	return con
}

// goBack takes a contract back to the code before, if that works; others of its group, on probation, follow
// when the hooks of the block have run. It reports whether the old code is live.
func (s *scope) goBack(a abi.Address, con world.Contract, reason uint32) (bool, error) {
	fault, err := s.wayBack(a, con)
	if err != nil {
		return false, err
	}
	if fault != nil {
		s.note("no_way_back", contractField(a), hashField("code_hash", con.CodeHash), number("fault", uint64(fault.Code)))
		return false, s.setBackFault(a, con, uint32(fault.Code))
	}
	return true, s.recordBack(a, con, reason)
}

// recordBack writes which code of a contract failed, after that before it has become live.
func (s *scope) recordBack(a abi.Address, con world.Contract, reason uint32) error {
	old := before(con)
	old.Failed, old.FailedReason, old.FailedEpoch = con.CodeHash, reason, s.clock.Epoch
	s.note("rolled_back", contractField(a), hashField("failed", old.Failed), hashField("code_hash", old.CodeHash),
		number("reason", uint64(reason)))
	if err := s.w.SetContract(a, old); err != nil {
		return err
	}
	if err := s.w.SetHealth(a, world.Health{}); err != nil {
		return err
	}
	if !con.OnProbation() {
		return s.w.SetServed(a, con.CodeHash)
	}
	list, err := s.onProbation()
	if err != nil {
		return err
	}
	for _, other := range list {
		if other.Probation.Group == con.Probation.Group {
			if err := s.w.SetFailing(world.Failing{Contract: other.Address, Reason: uint32(abi.CodeGroupFailed)}); err != nil {
				return err
			}
		}
	}
	return nil
}

// wayBack makes the code before live: by migrate_back, and if that fails with the storage as it is. Its hooks
// must run. The fault says why neither works, and then nothing is changed.
func (s *scope) wayBack(a abi.Address, con world.Contract) (fault *Fault, err error) {
	if con.Previous.IsZero() {
		return &Fault{Code: abi.CodeCodeUnknown, Log: "there is no code before"}, nil
	}
	ways := []abi.Hash{con.MigrateBack, {}}
	if con.MigrateBack.IsZero() {
		ways = ways[1:]
	}
	for _, migrate := range ways {
		k := s.savepoint()
		if fault, err = s.switchTo(a, before(con), migrate); err != nil || fault == nil {
			return nil, err
		}
		s.revert(k)
	}
	return fault, nil
}

// switchTo makes a contract's record live, on the storage that a module has migrated; none if it is zero. The
// fault says what failed: the migration, or a hook of the code, which are run on a branch; the caller reverts.
func (s *scope) switchTo(a abi.Address, con world.Contract, migrate abi.Hash) (fault *Fault, err error) {
	if !migrate.IsZero() {
		if fault, err := s.migrateStorage(a, con, migrate); err != nil || fault != nil {
			return fault, err
		}
	}
	if err := s.w.SetContract(a, con); err != nil {
		return nil, err
	}
	return s.branch(func() (*Fault, error) { return s.tryHooks(a) })
}

// migrateStorage runs the migrate entry of a module on a contract's storage. It has nothing else: no clock,
// no height, no calls.
func (s *scope) migrateStorage(a abi.Address, con world.Contract, module abi.Hash) (*Fault, error) {
	mod, fault, err := s.own(module, abi.EntryMigrate)
	if err != nil || fault != nil {
		return fault, err
	}
	s.step("migrate_back")
	f := &frame{s: s, depth: 1, self: a, contract: con, system: true, storage: true, input: encodeFields(nil)}
	out, err := f.run(mod, abi.EntryMigrate, s.params.HookGas)
	return out.fault, err
}

// tryHooks runs a contract's hooks as at the end of the open epoch.
func (s *scope) tryHooks(a abi.Address) (*Fault, error) {
	hooks, err := s.w.Hooks()
	if err != nil {
		return nil, err
	}
	for _, h := range hooks {
		if h != a {
			continue
		}
		_, fault, err := s.runHook(a, abi.EntryEndEpoch, s.params.HookGas, s.epochFields(s.clock.End)...)
		if err != nil || fault != nil && fault.Code != abi.CodeEntryMissing {
			return fault, err
		}
		_, fault, err = s.runHook(a, abi.EntryEndBlock, s.params.BlockHookGas)
		if fault != nil && fault.Code == abi.CodeEntryMissing {
			fault = nil
		}
		return fault, err
	}
	return nil, nil
}

// branch runs f and undoes all that it did.
func (s *scope) branch(f func() (*Fault, error)) (*Fault, error) {
	k, calls, left, undone := s.savepoint(), len(s.calls), s.eventsLeft, s.undone
	s.undone = true
	fault, err := f()
	if s.undone = undone; err != nil {
		return nil, err
	}
	s.revert(k)
	s.calls, s.eventsLeft = s.calls[:calls], left
	return fault, nil
}

// tryWaysBack tries out, on a branch, the ways back of built-in contracts: of code on probation at every boundary,
// of others now and then.
func (s *scope) tryWaysBack() error {
	list, err := s.w.Builtins()
	if err != nil {
		return err
	}
	for _, con := range list {
		if con.Previous.IsZero() || !con.OnProbation() && s.clock.Epoch%triedEvery != 0 {
			continue
		}
		fault, err := s.branch(func() (*Fault, error) { return s.wayBack(con.Address, con.Contract) })
		if err != nil {
			return err
		}
		code := abi.CodeOK
		if fault != nil {
			code = fault.Code
		}
		if err := s.setBackFault(con.Address, con.Contract, uint32(code)); err != nil {
			return err
		}
	}
	return nil
}

// setBackFault notes whether a contract's way back works, when that has changed.
func (s *scope) setBackFault(a abi.Address, con world.Contract, code uint32) error {
	if con.BackFault == code {
		return nil
	}
	con.BackFault = code
	s.note("way_back_tried", contractField(a), hashField("code_hash", con.CodeHash), number("fault", uint64(code)))
	return s.w.SetContract(a, con)
}

// observed is the outcome of a call, for what is known of the callee's code.
type observed struct {
	contract abi.Address
	byHook   bool // the call, or an outer one, is that of a hook
	fault    abi.Code
}

// observe notes that a contract has served a call, or that it has failed in one that a hook made: by itself, not
// because its caller asked for something wrong, or left it hardly any gas.
func (s *scope) observe(c call, con world.Contract, out outcome) {
	if c.entry == abi.EntryMigrate || c.entry == abi.EntryInstantiate {
		return
	}
	o := observed{contract: c.to, byHook: c.parent.hosted()}
	if out.fault != nil {
		o.fault = out.fault.Code
		own := o.fault == abi.CodeTrap || o.fault == abi.CodeStackOverflow || o.fault == abi.CodeOutOfGas && c.gas >= ownGas
		if !own || !o.byHook {
			return
		}
	} else if !o.byHook && !con.OnProbation() {
		return
	}
	if n := len(s.calls); n == 0 || s.calls[n-1] != o {
		s.calls = append(s.calls, o)
	}
}

// observePure notes the use of a pure code: it scored for a built-in contract.
func (s *scope) observePure(parent *frame, hash abi.Hash, entry string) error {
	if parent == nil || parent.contract.Name == "" || entry != abi.EntryScores {
		return nil
	}
	list, err := s.onProbation()
	if err != nil {
		return nodeFault(err)
	}
	for _, con := range list {
		if con.CodeHash == hash {
			s.calls = append(s.calls, observed{contract: con.Address})
		}
	}
	return nil
}

// settleCalls counts the use of code on probation, and what failed in calls that hooks made.
func (s *scope) settleCalls() error {
	for _, o := range s.calls {
		con, ok, err := s.w.Contract(o.contract)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := s.settleCall(o, con); err != nil {
			return err
		}
	}
	s.calls = nil
	return nil
}

func (s *scope) settleCall(o observed, con world.Contract) error {
	switch {
	case o.fault == abi.CodeOK && con.Probation.Use(s.clock.Epoch):
		return s.w.SetContract(o.contract, con)
	case o.fault != abi.CodeOK && hasty(con):
		return s.w.SetFailing(world.Failing{Contract: o.contract, Reason: uint32(o.fault)})
	case !o.byHook:
		return nil
	}
	_, err := s.changeHealth(o.contract, func(h *world.Health) *world.Streak { return &h.Calls }, o.fault)
	return err
}

// changeHealth counts a failure, or that there was none.
func (s *scope) changeHealth(a abi.Address, of func(*world.Health) *world.Streak, fault abi.Code) (world.Health, error) {
	h, err := s.w.Health(a)
	if err != nil {
		return h, err
	}
	was := h
	if streak := of(&h); fault == abi.CodeOK {
		streak.Succeed(s.clock.Epoch)
	} else {
		streak.Fail(s.clock.Epoch, uint64(fault))
	}
	if h == was {
		return h, nil
	}
	return h, s.w.SetHealth(a, h)
}

// retreat takes back code whose end_block, or calls that hooks make of it, have failed for too long.
func (s *scope) retreat() error {
	list, err := s.w.Builtins()
	if err != nil {
		return err
	}
	for _, con := range list {
		h, err := s.w.Health(con.Address)
		if err != nil {
			return err
		}
		for _, streak := range []world.Streak{h.EndBlock, h.Calls} {
			if streak.Epochs < patience(con.Contract) {
				continue
			}
			if _, err := s.goBack(con.Address, con.Contract, uint32(streak.Fault)); err != nil {
				return err
			}
			break
		}
	}
	return nil
}

// settleFailing takes back the contracts that could not go back while others ran.
func (s *scope) settleFailing() error {
	if err := s.settleCalls(); err != nil {
		return err
	}
	for {
		list, err := s.w.Failing()
		if err != nil || len(list) == 0 {
			return err
		}
		for _, f := range list { // one that goes back may put others of its group on the list
			if err := s.w.DropFailing(f.Contract); err != nil {
				return err
			}
			con, ok, err := s.w.Contract(f.Contract)
			if err != nil {
				return err
			}
			if !ok || !con.OnProbation() {
				continue
			}
			if _, err := s.goBack(f.Contract, con, f.Reason); err != nil {
				return err
			}
		}
	}
}
