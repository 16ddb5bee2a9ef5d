package main

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

// Both ends of every parameter's range are legal, and what lies beyond is not.
func TestTheEndsOfEveryParameter(t *testing.T) {
	for _, test := range []struct {
		name        string
		field       func(p *governance.Params) *uint64
		least, most uint64
	}{
		{"grace", func(p *governance.Params) *uint64 { return &p.Grace }, 0, 30},
		{"shadow", func(p *governance.Params) *uint64 { return &p.Shadow }, 0, 30},
		{"veto", func(p *governance.Params) *uint64 { return &p.Veto }, 100_000, million},
		{"max_active", func(p *governance.Params) *uint64 { return &p.MaxActive }, 1, 64},
		{"voting", func(p *governance.Params) *uint64 { return &p.Tracks[trackRules].Voting }, 3, 30},
		{"timelock", func(p *governance.Params) *uint64 { return &p.Tracks[trackRules].Timelock }, 2, 30},
		{"quorum", func(p *governance.Params) *uint64 { return &p.Tracks[trackRules].Quorum }, 400_000, 450_000},
		{"threshold", func(p *governance.Params) *uint64 { return &p.Tracks[trackRules].Threshold }, 667_000, 700_000},
		{"quorum of what is expedited", func(p *governance.Params) *uint64 { return &p.Tracks[trackExpedited].Quorum }, 400_000, 500_000},
		{"threshold of what is expedited", func(p *governance.Params) *uint64 { return &p.Tracks[trackExpedited].Threshold }, 667_000, 900_000},
		{"voting of what is expedited", func(p *governance.Params) *uint64 { return &p.Tracks[trackExpedited].Voting }, 1, 30},
		{"quorum of a pause", func(p *governance.Params) *uint64 { return &p.Tracks[trackPause].Quorum }, 334_000, 500_000},
		{"threshold of a pause", func(p *governance.Params) *uint64 { return &p.Tracks[trackPause].Threshold }, 500_000, 900_000},
		{"voting of texts", func(p *governance.Params) *uint64 { return &p.Tracks[trackText].Voting }, 1, 3},
		{"timelock of texts", func(p *governance.Params) *uint64 { return &p.Tracks[trackText].Timelock }, 0, 1},
		{"quorum of texts", func(p *governance.Params) *uint64 { return &p.Tracks[trackText].Quorum }, 10_000, 334_000},
		{"threshold of texts", func(p *governance.Params) *uint64 { return &p.Tracks[trackText].Threshold }, 500_000, 500_000},
	} {
		for value, legal := range map[uint64]bool{test.least: true, test.most: true, test.least - 1: false, test.most + 1: false} {
			p := devnet()
			*test.field(&p) = value
			want(t, test.name, sound(&p), legal)
		}
	}
	for name, spoil := range map[string]func(p *governance.Params){
		"a track is missing":    func(p *governance.Params) { p.Tracks = p.Tracks[:trackRules] },
		"tracks in other order": func(p *governance.Params) { p.Tracks[0].Name, p.Tracks[1].Name = p.Tracks[1].Name, p.Tracks[0].Name },
	} {
		p := devnet()
		spoil(&p)
		want(t, name, sound(&p), false)
	}
	w := newWorld(t)
	w.Expect(governance.ErrParams, func() { Instantiate(governance.InstantiateArgs{}) })
}

// The largest proposal that is accepted, and actions that are more than they say.
func TestTheEndsOfAProposal(t *testing.T) {
	text := governance.Action{Kind: "text"}
	ten := make([]governance.Action, 10)
	for i := range ten {
		ten[i] = text
	}
	upgrade := upgradeAction
	upgrade.Migrate = make([]byte, maxBytes)
	rewardsToo := governance.Action{Kind: "upgrade", Contract: "rewards", CodeHash: newCode}
	for _, test := range []struct {
		name    string
		actions []governance.Action
		code    uint32
	}{
		{"ten actions", ten, 0},
		{"4096 bytes for migrate", []governance.Action{upgrade}, 0},
		{"a call of a contract and its upgrade", []governance.Action{set("rewards", "dispute", "3"), rewardsToo}, 0},
		{"a text with one weight", []governance.Action{{Kind: "text", Weights: []rewards.RoleWeight{{Role: "compute"}}}}, governance.ErrActionFields},
		{"a text with one byte for migrate", []governance.Action{{Kind: "text", Migrate: []byte{1}}}, governance.ErrActionFields},
		{"params with code", []governance.Action{{Kind: "params", Contract: "rewards", CodeHash: newCode, Changes: set("", "a", "1").Changes}}, governance.ErrActionFields},
		{"params of nobody", []governance.Action{set("vault", "dispute", "3")}, governance.ErrContractUnknown},
	} {
		t.Run(test.name, func(t *testing.T) { want(t, "code", newWorld(t).try(1001, test.actions...), test.code) })
	}
	w := newWorld(t)
	w.Fund(who("dave"), sdk.U64(1001))
	longest := strings.Repeat("x", 200)
	want(t, "a title of 200 bytes", w.As(who("dave")).Send(sdk.U64(1001), func() {
		Propose(governance.ProposeArgs{Title: longest, Actions: []governance.Action{text}})
	}), 0)
}

// The invariants query counts every deposit that is held.
func TestG2DepositsAreCounted(t *testing.T) {
	w := newWorld(t)
	w.propose(weightsAction)
	w.propose(upgradeAction)
	i := Invariants()
	want(t, "deposits", i.Deposits.String(), "2002")
	want(t, "escrow", i.Escrow.String(), "2002")
	want(t, "no code can spend them", w.Balance(w.Ctx.Self).String(), "0")
	w.Must(func() { w.ReleaseEscrow(who("dave"), sdk.U64(1)) })
	want(t, "with one missing", Invariants().Ok, false)
}

func TestPagesEnd(t *testing.T) {
	w := newWorld(t)
	w.Must(func() { p := devnet(); p.MaxActive = 64; saveParams(&p) })
	for range 21 {
		w.propose(governance.Action{Kind: "text"})
	}
	for _, test := range []struct{ after, limit, shown, next uint64 }{
		{0, 0, 20, 20}, {0, 20, 20, 20}, {0, 21, 20, 20}, {20, 20, 1, 0}, {1, 20, 20, 0}, {1, 19, 19, 20},
	} {
		r := Proposals(governance.ProposalsArgs{After: test.after, Limit: test.limit})
		want(t, "shown", uint64(len(r.Proposals)), test.shown)
		want(t, "next", r.Next, test.next)
	}
	w.As(who("dave")).Must(func() { Cancel(governance.ProposalArgs{Proposal: 1}) })
	want(t, "the first state as a filter", Proposals(governance.ProposalsArgs{State: "voting"}).Proposals[0].Proposal, 2)
	for id := uint64(22); id <= 230; id++ {
		w.propose(governance.Action{Kind: "text"})
		w.As(who("dave")).Must(func() { Cancel(governance.ProposalArgs{Proposal: id}) })
	}
	for after, next := range map[uint64]uint64{0: 200, 3: 203, 200: 0} {
		want(t, "a filter looks at 200", Proposals(governance.ProposalsArgs{After: after, State: "executed"}).Next, next)
	}
}

// A page ends after 24 KiB of actions, so that an answer stays below what a call may return.
func TestBulkyPagesAreShort(t *testing.T) {
	w := newWorld(t)
	bulky := func(contract string) governance.Action {
		return governance.Action{Kind: "upgrade", Contract: contract, CodeHash: newCode, Migrate: make([]byte, maxBytes)}
	}
	for range 3 {
		w.propose(bulky("formula"), bulky("rewards"), bulky("roles"))
	}
	r := Proposals(governance.ProposalsArgs{})
	want(t, "shown", len(r.Proposals), 2)
	want(t, "next", r.Next, 2)
}

// A proposal that could not be carried out says whose error it was.
func TestReasonsNameTheError(t *testing.T) {
	for reason, spoil := range map[string]func(w *world){
		"roles: aborted with role_exists": func(w *world) {
			w.Handle(rolesAddress, func([]byte, bool) ([]byte, *sdk.CallError) { return nil, sdktest.Abort(roles.ErrRoleExists) })
		},
		"roles: aborted with 60001": func(w *world) {
			w.Handle(rolesAddress, func([]byte, bool) ([]byte, *sdk.CallError) { return nil, sdktest.Abort(60_001) })
		},
		"roles: cannot be called": func(w *world) {
			w.Handle(rolesAddress, func([]byte, bool) ([]byte, *sdk.CallError) { return nil, &sdk.CallError{Errno: sdk.NotCallable} })
		},
	} {
		w := newWorld(t)
		id := w.pass(call("roles", "set_role", nil))
		spoil(w)
		w.next()
		w.next()
		want(t, "reason", GetProposal(governance.ProposalArgs{Proposal: id}).Reason, reason)
	}
}

// Whatever becomes of it, a proposal whose actions were loaded ends the call of the hook; one that is
// voted on does not.
func TestG7AFailureEndsTheCallToo(t *testing.T) {
	for name, spoil := range map[string]func(w *world){
		"the call fails":     func(w *world) { w.answer = sdktest.Trap() },
		"the code is gone":   func(w *world) { delete(w.Codes, newCode) },
		"the chain declines": func(w *world) { w.Denied["upgrade"] = true },
		"it is carried out":  func(*world) {},
	} {
		w := newWorld(t)
		id := w.pass(weightsAction, upgradeAction)
		w.next()
		spoil(w)
		a := sdk.EndEpochArgs{Epoch: w.Ctx.Epoch}
		w.As(sdk.Address{}).Must(func() { want(t, name, EndEpoch(a).Next, position(trackFormula, id)) })
	}
	w := newWorld(t)
	id := w.pass(upgradeAction)
	w.next()
	w.next()
	w.As(sdk.Address{}).Must(func() {
		want(t, "probation", EndEpoch(sdk.EndEpochArgs{Epoch: w.Ctx.Epoch}).Next, position(trackFormula, id))
	})

	w = newWorld(t)
	w.propose(weightsAction)
	w.As(sdk.Address{}).Must(func() { want(t, "a vote", EndEpoch(sdk.EndEpochArgs{Epoch: w.Ctx.Epoch}).Next, 0) })
}

// What is watched is the upgrades of a proposal, whatever else it did; and a failure in the very epoch
// in which the code became live counts.
func TestG5WatchingAMixedProposal(t *testing.T) {
	w := newWorld(t)
	id := w.pass(weightsAction, upgradeAction)
	w.next()
	w.next()
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: newCode, LastGood: oldCode, ProbationEnd: 18}
	w.next()
	w.next()
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: newCode, LastGood: newCode, Previous: oldCode}
	w.next()
	want(t, "over", w.state(id), "executed")

	w = newWorld(t)
	id = w.pass(upgradeAction)
	w.next()
	w.next()
	w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: oldCode, Failed: newCode, FailedEpoch: 15, FailedReason: 21}
	w.next()
	want(t, "at once", w.state(id), "rolled_back")
}
