package main

import (
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

func rail(name string, least, most, step uint64) governance.Guardrail {
	return governance.Guardrail{Name: name, Least: sdk.U64(least), Most: sdk.U64(most), Step: sdk.U64(step)}
}

func railAction(list ...governance.Guardrail) governance.Action {
	return governance.Action{Kind: "guardrails", Guardrails: list}
}

// A vote keeps to the range of a parameter, and to the step from what is in force.
func TestG9AVoteKeepsToTheGuardrail(t *testing.T) {
	for _, test := range []struct {
		rail     governance.Guardrail
		old, new string
		code     uint32
	}{
		{rail("rewards/dispute", 1, 28, 7), "10", "17", 0},
		{rail("rewards/dispute", 1, 28, 7), "10", "18", governance.ErrGuardrail},
		{rail("rewards/dispute", 1, 28, 7), "10", "3", 0},
		{rail("rewards/dispute", 1, 28, 7), "10", "2", governance.ErrGuardrail},
		{rail("rewards/dispute", 1, 28, 7), "1", "0", governance.ErrGuardrail},
		{rail("rewards/dispute", 1, 28, 7), "28", "29", governance.ErrGuardrail},
		{rail("rewards/dispute", 1, 28, 0), "1", "28", 0},
		{rail("rewards/dispute", 1, 28, 7), "100", "5", 0},
		{rail("rewards/dispute", 1, 28, 7), "100", "29", governance.ErrGuardrail},
		{rail("rewards/dispute", 1, 28, 7), "10", "ten", governance.ErrGuardrail},
		{rail("rewards/disputes", 1, 28, 7), "10", "1000", 0},
	} {
		t.Run(test.rail.Name+" "+test.old+" to "+test.new, func(t *testing.T) {
			w := newWorld(t)
			w.dispute = test.old
			w.Must(func() { setGuardrails([]governance.Guardrail{test.rail}) })
			want(t, "code", w.try(1001, set("rewards", "dispute", test.new)), test.code)
		})
	}
}

// What fitted when it was proposed must fit when it is carried out, from where the parameter is by then.
func TestG9AChangeIsHeldAgainstTheGuardrailTwice(t *testing.T) {
	w := newWorld(t)
	w.dispute = "10"
	w.Must(func() { setGuardrails([]governance.Guardrail{rail("rewards/dispute", 1, 28, 7)}) })
	id := w.pass(set("rewards", "dispute", "17"))
	w.dispute = "9"
	w.next()
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "state", p.State, "failed")
	want(t, "reason", p.Reason, "rewards: aborted with guardrail")
	want(t, "what voters saw", p.Actions[0].Changes[0].Old, "10")
	want(t, "no call", len(w.other), 0)
}

// Guardrails move on the track of the rules, and the rules of every track do too: no milder vote takes them away.
func TestG9OnlyTheStrictestTrackMovesRules(t *testing.T) {
	w := newWorld(t)
	for _, action := range []governance.Action{
		railAction(rail("rewards/dispute", 0, 1000, 0)),
		set(governance.Name, "text.quorum", "10000"),
		set(governance.Name, "rules.timelock", "3"),
		set(governance.Name, "deposit", "1"),
	} {
		r := w.check(action)
		want(t, "track", r.Track.Name, "rules")
	}
	want(t, "parameters of a contract", w.check(set("rewards", "dispute", "3")).Track.Name, "parameters")
	want(t, "a formula", w.check(upgradeAction).Track.Name, "formula")
	want(t, "a role", w.check(call("roles", "set_role", nil)).Track.Name, "roles")
	want(t, "other code", w.check(governance.Action{Kind: "upgrade", Contract: "rewards", CodeHash: newCode}).Track.Name, "system")
	want(t, "the most dangerous part", w.check(weightsAction, upgradeAction).Track.Name, "formula")
}

func (w *world) check(actions ...governance.Action) (result governance.CheckResult) {
	w.t.Helper()
	if code := w.Query(func() { result = Check(governance.CheckArgs{Actions: actions}) }); code != 0 {
		w.t.Fatalf("check aborts with %d", code)
	}
	return result
}

// With 35.5% of stake for it and nobody else awake, a vote on rules fails where one on weights would pass.
func TestAThirdCannotChangeTheRules(t *testing.T) {
	w := newWorld(t)
	for id, stake := range map[string]uint64{"alice": 355, "bob": 345, "carol": 300} {
		w.SetStake(who(id), 0, sdk.U64(stake))
	}
	rules, weights := w.propose(set(governance.Name, "text.quorum", "10000")), w.propose(weightsAction)
	w.vote(rules, "alice", "yes")
	w.vote(weights, "alice", "yes")
	for range 3 {
		w.next()
	}
	want(t, "rules", w.state(rules), "rejected")
	want(t, "weights", w.state(weights), "timelock")
}

func TestGuardrailsThatAreNone(t *testing.T) {
	w := newWorld(t)
	w.Must(func() { setGuardrails([]governance.Guardrail{rail("rewards/dispute", 1, 28, 7)}) })
	many := make([]governance.Guardrail, 17)
	for i := range many {
		many[i] = rail(fmt.Sprint("rewards/p", i), 0, 1, 0)
	}
	for _, test := range []struct {
		name string
		list []governance.Guardrail
		code uint32
	}{
		{"nothing", nil, governance.ErrActionFields},
		{"no name", []governance.Guardrail{rail("", 0, 1, 0)}, governance.ErrGuardrails},
		{"two lines", []governance.Guardrail{rail("a/b\nc", 0, 1, 0)}, governance.ErrGuardrails},
		{"no range", []governance.Guardrail{rail("a/b", 2, 1, 0)}, governance.ErrGuardrails},
		{"twice", []governance.Guardrail{rail("a/b", 0, 1, 0), rail("a/b", 0, 2, 0)}, governance.ErrGuardrails},
		{"seventeen", many, governance.ErrGuardrails},
		{"the one in force", []governance.Guardrail{rail("rewards/dispute", 1, 28, 7)}, governed.ErrUnchanged},
		{"another one", []governance.Guardrail{rail("rewards/dispute", 1, 28, 8)}, 0},
		{"sixteen", many[:16], 0},
	} {
		want(t, test.name, w.try(1001, railAction(test.list...)), test.code)
	}
}

// There are at most 128, counted when they are proposed and when they are set.
func TestGuardrailsAreBounded(t *testing.T) {
	w := newWorld(t)
	w.Must(func() {
		for i := range 124 {
			setGuardrails([]governance.Guardrail{rail(fmt.Sprint("rewards/p", i), 0, 1, 0)})
		}
	})
	five := []governance.Guardrail{rail("a", 0, 1, 0), rail("b", 0, 1, 0), rail("c", 0, 1, 0), rail("d", 0, 1, 0), rail("e", 0, 1, 0)}
	want(t, "129", w.try(1001, railAction(five...)), governance.ErrGuardrails)
	id := w.pass(railAction(five[:4]...))
	w.Must(func() { setGuardrails(five[4:]) })
	w.next()
	w.next()
	want(t, "too many by now", w.state(id), "failed")
	want(t, "all", len(GetGuardrails().Guardrails), 125)
	want(t, "by name", GetGuardrails().Guardrails[0], rail("e", 0, 1, 0))
}

// A governed contract that says nothing, or nonsense, keeps its parameters.
func TestAnOwnerThatDoesNotAnswer(t *testing.T) {
	w := newWorld(t)
	id := w.pass(set("rewards", "dispute", "3"))
	w.Handle(rewardsAddress, func([]byte, bool) ([]byte, *sdk.CallError) { return nil, sdktest.Trap() })
	w.next()
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "state", p.State, "failed")
	want(t, "reason", p.Reason, "rewards: trap")
	want(t, "nor is it proposed", w.try(1001, set("rewards", "dispute", "4")), governance.ErrInput)
}
