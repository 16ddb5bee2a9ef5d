package runtime

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// An Act is a part of the life that new code goes through before anybody can vote for it: contributions, payouts,
// votes. It plays on a branch of the present state, which is undone, and ends when something does not work; what that
// is stays in the stage. The program brings the acts: the host knows none.
type Act struct {
	Stage uint32 // abi.Stage...
	Play  func(*Stage)
}

// Problem is what does not work in an act.
type Problem struct {
	Contract abi.Address
	Fault    abi.Code
	Abort    uint32
}

// blockShare is the part of a block's gas that dry runs take on average: after a step they pause for as many blocks.
const blockShare = 20

// Hooks is an act in which an epoch and a block end.
func Hooks() Act {
	return Act{Stage: abi.StageHooks, Play: func(g *Stage) { g.EndEpoch(); g.EndBlock() }}
}

// tryGroups goes on with the dry run of a rescue, or else of the group with the lowest number: as many steps as the gas of
// a hook allows, the last one of which may take more.
func (s *scope) tryGroups() error {
	list, err := s.w.Trials()
	if err != nil || len(list) == 0 {
		return err
	}
	t := trial{Trial: list[0], s: s, acts: s.m.Rehearsal}
	if last := list[len(list)-1]; last.Rescue() {
		t.Trial = last
	}
	if t.Next > s.height {
		return nil
	}
	used := uint64(0)
	for !t.Done && used < s.params.BlockHookGas {
		gas, err := t.step()
		if err != nil {
			return err
		}
		used += gas
	}
	if t.Done {
		return t.end()
	}
	t.Next = s.height + 1 + used/(s.params.MaxBlockGas/blockShare)
	return s.w.SetTrial(t.Trial)
}

// trial is a dry run while it goes on. Each step begins on a branch of its own from the state of now: first the upgrades
// alone, then each act by the code that is live and by the new code, then each act by the code before, after the way back.
type trial struct {
	world.Trial
	s    *scope
	acts []Act
}

// The code by which a step plays.
const (
	byLive = iota
	byNew
	byBefore // after the way back
)

func (t *trial) step() (gas uint64, err error) {
	n, acts := int(t.Step), len(t.acts)
	t.Step++
	switch {
	case n == 0:
		return t.play(-1, byNew)
	case n <= 2*acts:
		return t.play((n-1)/2, (n-1)%2)
	case n <= 3*acts && !t.Rescue():
		return t.play(n-2*acts-1, byBefore)
	}
	t.Done = true
	return 0, nil
}

// play goes through an act on a branch; through none, but the upgrades themselves, for a negative number.
func (t *trial) play(act, code int) (uint64, error) {
	g := &Stage{scope: t.s.fork(), group: t.ID, left: 2 * t.s.params.HookGas}
	k := t.s.ov.Checkpoint()
	where, err := t.perform(g, act, code)
	if err == nil {
		err = g.err
	}
	if err == nil && act < 0 {
		err = t.s.tellMigrated(t.ID, k)
	}
	if err != nil {
		return 0, err
	}
	t.s.ov.Revert(k)
	t.judge(g, where, act, code)
	return g.used, nil
}

// judge decides whether what happened keeps the new code from a vote: it must be able to do what the live code can. What
// that cannot do is held against the new code only if the fault is its own, so that nothing else that is broken keeps a
// repair from a vote; nor if the state does not allow the act, which the contract says by the same abort under both codes: else whoever
// fills a track, or a rule at the end of its range, would. What takes more gas than a dry run has says nothing.
func (t *trial) judge(g *Stage, where uint32, act, code int) {
	p, bit := g.problem, uint64(1)<<max(act, 0)
	if p == nil {
		p = g.vague
	}
	switch {
	case act < 0:
	case code == byLive:
		t.Before += g.used
		t.Refused, t.Abort = abi.Address{}, 0
		switch {
		case g.vague != nil:
			t.Vague |= bit
		case p == nil:
			t.Works |= bit
		case p.Fault == abi.CodeAborted:
			t.Refused, t.Abort = p.Contract, p.Abort
		}
		return
	case t.Vague&bit != 0, code == byBefore && t.Works&bit == 0, p != nil && t.Works&bit == 0 && (!t.has(p.Contract) || t.refusedBy(p)):
		p = nil
	}
	if code == byNew {
		t.After += g.used
	}
	if p != nil {
		t.Outcome = world.Outcome{State: abi.OutcomeFailed, Stage: where, Contract: p.Contract, Fault: p.Fault, Abort: p.Abort}
		t.Done = true
	}
}

// refusedBy reports whether the live code aborted the act likewise.
func (t *trial) refusedBy(p *Problem) bool {
	return p.Fault == abi.CodeAborted && p.Contract == t.Refused && p.Abort == t.Abort
}

// perform plays an act, and says in which stage it ended.
func (t *trial) perform(g *Stage, act, code int) (uint32, error) {
	if code != byLive {
		fail, err := t.apply(g.scope)
		if err != nil {
			return 0, err
		}
		if fail != nil {
			g.problem = &Problem{fail.contract, fail.fault.Code, fail.fault.Abort}
			return fail.stage, nil
		}
	}
	if act < 0 {
		return 0, nil
	}
	stage := t.acts[act].Stage
	if code == byBefore {
		g.EndEpoch() // with what the new code writes
		if p := g.problem; p != nil && !t.has(p.Contract) {
			g.problem = nil
		}
		if g.Over() {
			return abi.StageHooks, nil
		}
		if err := t.switchBack(g); err != nil || g.Over() {
			return abi.StageBack, err
		}
		stage = abi.StageOldCode
	}
	t.acts[act].Play(g)
	return stage, nil
}

// switchBack makes the codes before live.
func (t *trial) switchBack(g *Stage) error {
	for _, u := range t.Upgrades {
		con, _, err := g.w.Contract(u.Contract)
		if err != nil {
			return err
		}
		if con.CodeHash != u.CodeHash || con.Previous.IsZero() { // it was on its way back anyway
			continue
		}
		fault, err := g.switchBack(u.Contract, con)
		if err != nil {
			return err
		}
		if fault != nil {
			g.problem = &Problem{u.Contract, fault.Code, fault.Abort}
			return nil
		}
	}
	return nil
}

// switchBack makes the code before live, on storage that the module has migrated.
func (s *scope) switchBack(a abi.Address, con world.Contract) (*Fault, error) {
	if !con.MigrateBack.IsZero() {
		if fault, err := s.migrateStorage(a, con, con.MigrateBack); err != nil || fault != nil {
			return fault, err
		}
	}
	return nil, s.w.SetContract(a, before(con))
}

// apply makes what is tried live, if it has the methods of the code that is live.
func (t *trial) apply(s *scope) (*failure, error) {
	for _, u := range t.Upgrades {
		if has, err := s.hasMethods(u); err != nil || !has {
			return &failure{abi.StageEntries, u.Contract, &Fault{Code: abi.CodeMethodMissing}}, err
		}
	}
	if !t.Rescue() {
		return s.applyGroup(t.Group)
	}
	u := t.Upgrades[0]
	con, _, err := s.w.Contract(u.Contract)
	if err != nil {
		return nil, err
	}
	fault, err := s.rescue(world.Named{Address: u.Contract, Contract: con}, u.CodeHash, false)
	if err != nil || fault == nil {
		return nil, err
	}
	return &failure{abi.StageMigrate, u.Contract, fault}, nil
}

// hasMethods reports whether new code says that it has all methods that the live code says that it has.
func (s *scope) hasMethods(u world.Upgrade) (bool, error) {
	con, _, err := s.w.Contract(u.Contract)
	if err != nil {
		return false, err
	}
	old, err := s.interfaceOf(con.CodeHash)
	if err != nil || old == nil {
		return true, err
	}
	fresh, err := s.interfaceOf(u.CodeHash)
	if err != nil || fresh == nil {
		return false, err
	}
	for _, m := range old.Methods {
		if _, ok := fresh.Method(m.Entry, m.Name); !ok && abi.Dispatched(m.Entry) {
			return false, nil
		}
	}
	return true, nil
}

// interfaceOf is what a code says about itself; nil if it says nothing.
func (s *scope) interfaceOf(hash abi.Hash) (*abi.Interface, error) {
	code, _, err := s.w.Code(hash)
	if err != nil {
		return nil, err
	}
	i, err := abi.ParseInterface(abi.InterfaceIn(code))
	if err != nil {
		return nil, nil
	}
	return i, nil
}

// has reports whether the group brings code for a contract.
func (t *trial) has(a abi.Address) bool {
	return slices.ContainsFunc(t.Upgrades, func(u world.Upgrade) bool { return u.Contract == a })
}

// end writes what came of the dry run.
func (t *trial) end() error {
	if t.Outcome.State != abi.OutcomeFailed {
		t.Outcome = world.Outcome{State: abi.OutcomeWorks}
	}
	t.Outcome.Before, t.Outcome.After, t.Outcome.Code = t.Before, t.After, t.Upgrades[0].CodeHash
	t.s.note("upgrade_tried", number("group", t.ID), number("stage", uint64(t.Outcome.Stage)), contractField(t.Outcome.Contract),
		number("fault", uint64(t.Outcome.Fault)), number("abort", uint64(t.Outcome.Abort)))
	if err := t.s.w.DropTrial(t.Trial); err != nil {
		return err
	}
	return t.s.w.SetOutcome(t.ID, t.Outcome)
}

// fork is a scope of its own over the same overlay: its clock, and what else it counts, are not this one's.
func (s *scope) fork() *scope {
	f := *s
	f.events, f.codes, f.calls, f.warm, f.origin, f.undone = nil, nil, nil, warmth{}, abi.Address{}, true
	return &f
}
