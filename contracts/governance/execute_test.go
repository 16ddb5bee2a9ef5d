package main

import (
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

func TestUpgradeAndProbation(t *testing.T) {
	w := newWorld(t)
	id := w.pass(upgradeAction) // submitted in 10, voted on until 12
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "timelock of upgrades", p.ExecuteAt, 15)
	w.next()
	want(t, "waiting", len(w.Upgrades), 0)
	w.next()
	want(t, "on probation", w.state(id), "probation")
	want(t, "upgrade", w.Upgrades[0].Code, newCode)
	want(t, "one group", w.Upgrades[0].Group, id)
	want(t, "no way back of its own", w.Upgrades[0].MigrateBack, sdk.Hash{})
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: newCode, LastGood: oldCode, ProbationEnd: 18}
	w.next()
	w.next()
	want(t, "still", w.state(id), "probation")
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: newCode, LastGood: newCode, Previous: oldCode}
	w.next()
	want(t, "over", w.state(id), "executed")
	want(t, "not watched any more", len(loadPlaces(loadProposal(id).Track).Open), 0)
}

func TestG5RolledBackCodeShowsInItsProposal(t *testing.T) {
	w := newWorld(t)
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: oldCode, Failed: newCode, FailedEpoch: 3} // long ago
	id := w.pass(upgradeAction)
	w.next()
	w.next()
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: newCode, LastGood: oldCode, ProbationEnd: 18, Failed: newCode, FailedEpoch: 3}
	w.next()
	want(t, "an older failure does not count", w.state(id), "probation")
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: oldCode, Failed: newCode, FailedEpoch: 16, FailedReason: 21}
	w.next()
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "state", p.State, "rolled_back")
	want(t, "reason", p.Reason, "formula: trap")
}

// Of upgrades that went back together, the one that failed is named.
func TestTheReasonIsThatOfTheCodeThatFailed(t *testing.T) {
	w := newWorld(t)
	w.Infos[rolesAddress] = sdk.ContractInfo{CodeHash: oldCode}
	other := upgradeAction
	other.Contract = "roles"
	id := w.pass(upgradeAction, other)
	w.next()
	w.next()
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: oldCode, Failed: newCode, FailedEpoch: 16, FailedReason: sdk.FaultGroupFailed}
	w.Infos[rolesAddress] = sdk.ContractInfo{CodeHash: oldCode, Failed: newCode, FailedEpoch: 16, FailedReason: sdk.FaultTrap}
	w.next()
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "state", p.State, "rolled_back")
	want(t, "reason", p.Reason, "roles: trap")
}

// What the chain could not carry out has failed, as soon as somebody looks; until it has tried, the proposal waits.
func TestCodeThatIsNeverActivated(t *testing.T) {
	w := newWorld(t)
	id := w.pass(upgradeAction)
	for range 5 {
		w.next()
	}
	want(t, "the chain has not tried it yet", w.state(id), "probation")
	w.Outcomes[id] = sdk.UpgradeOutcome{State: sdk.OutcomeFailed, Stage: sdk.StageMigrate, Fault: sdk.FaultTrap, Contract: formulaAddress}
	want(t, "at once", w.state(id), "failed")
	w.next()
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "state", p.State, "failed")
	want(t, "reason", p.Reason, "formula: migrate: trap")
	want(t, "not active", len(loadPlaces(loadProposal(id).Track).Open), 0)
}

func TestLaterUpgradeEndsProbation(t *testing.T) {
	w := newWorld(t)
	id := w.pass(upgradeAction)
	w.next()
	w.next()
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: newCode, LastGood: oldCode, ProbationEnd: 18}
	w.next()
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: sdk.HashOf([]byte{7}), LastGood: newCode, ProbationEnd: 20}
	w.next()
	want(t, "state", w.state(id), "executed")
}

func TestFailuresOfExecution(t *testing.T) {
	for _, test := range []struct {
		name   string
		action governance.Action
		spoil  func(w *world)
		reason string
	}{
		{"rewards declines", weightsAction, func(w *world) { w.answer = sdktest.Abort(rewards.ErrWeightChange) }, "rewards: aborted with weight_change"},
		{"rewards traps", weightsAction, func(w *world) { w.answer = sdktest.Trap() }, "rewards: trap"},
		{"rewards runs out of gas", set("rewards", "dispute", "3"),
			func(w *world) { w.answer = &sdk.CallError{Errno: sdk.CallFailed, Fault: sdk.FaultOutOfGas} }, "rewards: out of gas"},
		{"the code is gone", upgradeAction, func(w *world) { delete(w.Codes, newCode) }, "formula: the code is not callable"},
		{"the chain declines", upgradeAction, func(w *world) { w.Denied["upgrade"] = true }, "formula: the chain declines the upgrade"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.pass(test.action)
			test.spoil(w)
			w.next()
			w.next()
			p := GetProposal(governance.ProposalArgs{Proposal: id})
			want(t, "state", p.State, "failed")
			want(t, "reason", p.Reason, test.reason)
			want(t, "not active", len(loadPlaces(loadProposal(id).Track).Open), 0)
		})
	}
}

// What cannot be carried out for lack of gas waits, and expires after the grace time.
func TestG6Grace(t *testing.T) {
	w := newWorld(t)
	id := w.pass(weightsAction)
	w.Gas = executeGas
	w.next()
	want(t, "waits", w.state(id), "timelock")
	w.next()
	want(t, "and waits", w.state(id), "timelock")
	w.next()
	want(t, "expired", w.state(id), "expired")

	w = newWorld(t)
	id = w.pass(weightsAction)
	w.Gas = executeGas
	w.next()
	w.Gas = 200_000_000
	w.next()
	want(t, "in time", w.state(id), "executed")
	want(t, "from the epoch that begins now", w.set[0].Epoch, 15)
}

// activates has the chain carry out what else belongs to an upgrade; it returns the abort code.
func (w *world) activates() uint32 {
	w.t.Helper()
	w.Upgrades = nil
	return w.As(w.Ctx.Self).Run(func() { CarryOut(governance.ProposalArgs{Proposal: lastID()}) })
}

// If one part cannot be done, nothing is: whatever the parts are, and in whatever order. What comes with new code is done
// by the chain together with that.
func TestG4AProposalIsAllOrNothing(t *testing.T) {
	rules, rails := set(governance.Name, "deposit", "5"), railAction(rail("rewards/dispute", 0, 9, 0))
	dispute, role := set("rewards", "dispute", "3"), call("roles", "set_role", nil)
	all := []governance.Action{weightsAction, rules, rails, dispute, role, chainAction}
	for name, test := range map[string]struct {
		spoil func(w *world)
		code  uint32
		said  string
	}{
		"nothing is wrong": {},
		"roles declines": {func(w *world) {
			w.Handle(rolesAddress, func([]byte, bool) ([]byte, *sdk.CallError) { return nil, sdktest.Abort(7) })
		}, 7, "roles: aborted with 7"},
		"rewards declines": {func(w *world) { w.answer = sdktest.Abort(7) }, 7, "rewards: aborted with 7"},
		"rewards traps":    {func(w *world) { w.answer = sdktest.Trap() }, governance.ErrInput, "rewards: trap"},
	} {
		for _, upgraded := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				w := newWorld(t)
				w.ParamsAnswer = 1
				actions := all
				if upgraded {
					actions = append(actions[:len(actions):len(actions)], upgradeAction)
				}
				id := w.pass(actions...)
				if test.spoil != nil {
					test.spoil(w)
				}
				for w.state(id) == "timelock" {
					w.Events()
					w.next()
				}
				state, reason := "executed", ""
				switch {
				case upgraded:
					want(t, "upgrades", len(w.Upgrades), 1)
					want(t, "nothing is done before the chain says so", len(w.set)+len(w.other)+len(w.ParamChanges), 0)
					want(t, "the chain calls back", string(w.UpgradeCalls[0]), string(sdk.Method("carry_out", &governance.ProposalArgs{Proposal: id})))
					state = "probation"
					want(t, "code", w.activates(), test.code)
				case test.code != 0:
					state, reason = "failed", test.said
					want(t, "events", len(w.Events()), 1) // that it has failed
				}
				p := GetProposal(governance.ProposalArgs{Proposal: id})
				want(t, "state", p.State, state)
				want(t, "reason", p.Reason, reason)
				deposit, rails, chain := sdk.U64(5), 1, 1
				if test.code != 0 {
					deposit, rails, chain = sdk.U64(1001), 0, 0
				}
				want(t, "deposit", GetParams().Deposit, deposit)
				want(t, "guardrails", len(GetGuardrails().Guardrails), rails)
				want(t, "of the chain", len(w.ParamChanges), chain)
			})
		}
	}
}

func TestG4NobodyButTheChainCarriesOut(t *testing.T) {
	w := newWorld(t)
	id := w.pass(weightsAction, upgradeAction)
	for _, who := range []sdk.Address{who("dave"), {}, rewardsAddress} {
		want(t, "code", w.As(who).Run(func() { CarryOut(governance.ProposalArgs{Proposal: id}) }), governance.ErrNotChain)
	}
	want(t, "nothing is done", len(w.set), 0)
}

// What another proposal did in the same call of the hook stays when one is undone.
func TestG4OnlyWhatFailsIsUndone(t *testing.T) {
	w := newWorld(t)
	text, failing := w.propose(governance.Action{Kind: "text"}), w.propose(weightsAction)
	w.vote(failing, "alice", "yes")
	w.vote(text, "alice", "yes")
	w.next()
	w.next()
	w.Must(func() { // what waits for no timelock is counted and carried out at one boundary
		p := loadProposal(failing)
		p.Timelock = 0
		p.save(failing)
	})
	w.answer = sdktest.Abort(7)
	w.next()
	want(t, "text", w.state(text), "executed")
	want(t, "failing", w.state(failing), "failed")
	want(t, "both deposits are returned", w.Balance(who("dave")), sdk.U64(2002))
}

// The actions of a proposal share what gas there is for one.
func TestG6ActionsShareTheirGas(t *testing.T) {
	w := newWorld(t)
	w.Handle(rewardsAddress, func(input []byte, query bool) ([]byte, *sdk.CallError) {
		w.Gas -= executeGas
		return w.rewards(input, query)
	})
	p := proposal{}
	name, err := p.carryOut([]governance.Action{weightsAction, set("rewards", "dispute", "3")}, 15)
	want(t, "the second", name+": "+explain(err), "rewards: out of gas")
}

func TestParamsOfAnotherContract(t *testing.T) {
	w := newWorld(t)
	w.pass(set("rewards", "dispute", "3"))
	w.next()
	want(t, "called", w.other[0], "set_params")
}

// New rules apply to later proposals only: those that are open keep the rules under
// which their deposit was paid.
func TestG3OwnRules(t *testing.T) {
	w := newWorld(t)
	change := set(governance.Name, "deposit", "5")
	change.Changes = append(change.Changes, governed.ParamChange{Name: "text.voting", New: "2"})
	id := w.pass(change)
	open := w.propose(governance.Action{Kind: "text"})
	w.next()
	w.next()
	want(t, "executed", w.state(id), "executed")
	want(t, "deposit", GetParams().Deposit, sdk.U64(5))
	want(t, "voting of texts", GetParams().Tracks[trackText].Voting, 2)
	want(t, "of weights", GetParams().Tracks[trackWeights].Voting, 3)
	want(t, "the open one is as it was", GetProposal(governance.ProposalArgs{Proposal: open}).VotingEnd, 15)
	want(t, "the old deposit is too much now", w.try(1001, governance.Action{Kind: "text"}), governance.ErrDeposit)
	want(t, "the new one is right", w.try(5, governance.Action{Kind: "text"}), 0)
}

// Two votes on different parameters of one owner do not set each other's back; of two on the same one, the
// later finds what the earlier has done.
func TestVotesOnParametersAddUp(t *testing.T) {
	w := newWorld(t)
	first := w.propose(set(governance.Name, "rules.voting", "4"))
	second := w.propose(set(governance.Name, "rules.timelock", "5"))
	again := w.propose(set(governance.Name, "rules.voting", "4"))
	for _, id := range []uint64{first, second, again} {
		w.vote(id, "alice", "yes")
		w.vote(id, "bob", "yes")
	}
	for range 5 {
		w.next()
	}
	rules := GetParams().Tracks[trackRules]
	want(t, "voting", rules.Voting, 4)
	want(t, "timelock", rules.Timelock, 5)
	p := GetProposal(governance.ProposalArgs{Proposal: again})
	want(t, "state", p.State, "failed")
	want(t, "reason", p.Reason, "governance: aborted with unchanged")
}

func TestQuietEpochsWriteNothing(t *testing.T) {
	w := newWorld(t)
	w.propose(weightsAction)
	want(t, "read-only hook", w.Query(func() { EndEpoch(sdk.EndEpochArgs{Epoch: 10}) }), 0)
}

// A call of the hook loads the actions of one proposal, and asks to go on behind it.
func TestG7OneProposalsActionsInACall(t *testing.T) {
	w := newWorld(t)
	first, text, second := w.propose(weightsAction), w.propose(governance.Action{Kind: "text"}), w.propose(weightsAction)
	for _, id := range []uint64{first, text, second} {
		w.vote(id, "alice", "yes")
		w.vote(id, "bob", "yes")
	}
	for range 3 {
		w.next()
	}
	var from []uint64
	a := sdk.EndEpochArgs{Epoch: w.Ctx.Epoch}
	for range 3 {
		w.As(sdk.Address{}).Must(func() { a.From = EndEpoch(a).Next })
		from = append(from, a.From)
	}
	if !slices.Equal(from, []uint64{position(trackWeights, first), position(trackWeights, second), 0}) {
		t.Errorf("the hook asks to go on behind %v", from)
	}
	want(t, "executed", w.state(second), "executed")
}

// An upgrade names the code that undoes its migration, which must be there.
func TestAnUpgradeNamesItsWayBack(t *testing.T) {
	w := newWorld(t)
	action := upgradeAction
	action.MigrateBack = sdk.HashOf([]byte{9})
	want(t, "not uploaded", w.try(1001, action), governance.ErrCode)
	w.Codes[action.MigrateBack] = sdk.OK
	w.pass(action)
	w.next()
	w.next()
	want(t, "way back", w.Upgrades[0].MigrateBack, action.MigrateBack)
	want(t, "only upgrades have one", w.try(1001, governance.Action{Kind: "text", MigrateBack: newCode}), governance.ErrActionFields)
}
