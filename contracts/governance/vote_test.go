package main

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/contracts/sdk/sdktest"
)

func TestAChangeOfWeights(t *testing.T) {
	w := newWorld(t)
	id := w.propose(weightsAction)
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "track", p.Track, "weights")
	want(t, "last voting epoch", p.VotingEnd, 12)
	want(t, "snapshot", p.Snapshot, 9)
	want(t, "power", p.PowerTotal.String(), "1000")
	w.vote(id, "alice", "yes")
	w.SetStake(who("bob"), 11, sdk.U64(1_000_000))
	w.next()
	w.next()
	w.vote(id, "bob", "yes") // in the last epoch of voting
	want(t, "voting", w.state(id), "voting")
	want(t, "power is that of the snapshot", GetProposal(governance.ProposalArgs{Proposal: id}).Tally.Yes.String(), "800")
	w.next()
	p = GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "passed", p.State, "timelock")
	want(t, "takes effect in", p.ExecuteAt, 14)
	want(t, "deposit is returned", w.Balance(who("dave")).String(), "1001")
	w.As(who("carol")).Expect(governance.ErrVotingOver, func() { Vote(governance.VoteArgs{Proposal: id, Option: "no"}) })
	want(t, "nothing yet", len(w.set), 0)
	w.next()
	want(t, "executed", w.state(id), "executed")
	want(t, "rewards was told once", len(w.set), 1)
	want(t, "weights", w.set[0].Weights[0], rewards.RoleWeight{Role: "compute", Weight: 600_000})
	want(t, "reason", w.set[0].Reason, "a title")
	want(t, "from the epoch that begins", w.set[0].Epoch, 14)
	w.next()
	want(t, "and never again", len(w.set), 1)
}

func TestOutcomes(t *testing.T) {
	for _, test := range []struct {
		name    string
		votes   string // account=option ...
		actions []governance.Action
		state   string
		reason  string
		back    string // what the proposer gets back of 1001
	}{
		{"nobody votes", "", []governance.Action{weightsAction}, "rejected", "too few voted", "0"},
		{"below the quorum", "bob=yes", []governance.Action{weightsAction}, "rejected", "too few voted", "0"},
		{"abstaining counts for the quorum", "bob=abstain carol=yes", []governance.Action{weightsAction}, "timelock", "", "1001"},
		{"half is not enough", "alice=yes bob=no carol=no", []governance.Action{weightsAction}, "rejected", "too few said yes", "1001"},
		{"more than half is", "alice=yes bob=no", []governance.Action{weightsAction}, "timelock", "", "1001"},
		{"a third vetoes", "alice=veto bob=yes carol=yes", []governance.Action{weightsAction}, "rejected", "vetoed", "0"},
		{"30% of vetoes do not", "alice=yes bob=veto carol=yes", []governance.Action{weightsAction}, "timelock", "", "1001"},
		{"vetoes are a part of all votes", "alice=abstain bob=veto carol=yes", []governance.Action{weightsAction}, "rejected", "too few said yes", "1001"},
		{"an upgrade needs two thirds", "alice=yes bob=no", []governance.Action{upgradeAction}, "rejected", "too few said yes", "1001"},
		{"and gets them", "alice=yes bob=yes carol=no", []governance.Action{upgradeAction}, "timelock", "", "1001"},
		{"a text has no timelock", "alice=yes", []governance.Action{{Kind: "text"}}, "executed", "", "1001"},
		{"mixed is as strict as its worst part", "alice=yes bob=no", []governance.Action{weightsAction, upgradeAction}, "rejected", "too few said yes", "1001"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			id := w.propose(test.actions...)
			for _, v := range strings.Fields(test.votes) {
				account, option, _ := strings.Cut(v, "=")
				w.vote(id, account, option)
			}
			for range 3 {
				w.next()
			}
			p := GetProposal(governance.ProposalArgs{Proposal: id})
			want(t, "state", p.State, test.state)
			want(t, "reason", p.Reason, test.reason)
			want(t, "returned", w.Balance(who("dave")).String(), test.back)
			lost, _ := sdk.U64(1001).CheckedSub(w.Balance(who("dave")))
			want(t, "the rest is in the reserve", w.Reserve, lost)
		})
	}
}

func TestG1Voting(t *testing.T) {
	w := newWorld(t)
	id := w.propose(governance.Action{Kind: "text"})
	w.vote(id, "alice", "yes")
	w.vote(id, "alice", "no")
	w.vote(id, "bob", "abstain")
	tally := GetProposal(governance.ProposalArgs{Proposal: id}).Tally
	want(t, "a second vote replaces the first", tally, governance.Tally{No: sdk.U64(500), Abstain: sdk.U64(300)})
	want(t, "vote", GetVote(governance.GetVoteArgs{Proposal: id, Account: who("alice")}), governance.GetVoteResult{Option: "no", Power: sdk.U64(500)})

	w.As(who("dave")).Expect(governance.ErrNoPower, func() { Vote(governance.VoteArgs{Proposal: id, Option: "yes"}) })
	w.As(who("alice")).Expect(governance.ErrOption, func() { Vote(governance.VoteArgs{Proposal: id, Option: "maybe"}) })
	w.As(who("alice")).Expect(governance.ErrProposalUnknown, func() { Vote(governance.VoteArgs{Proposal: 2, Option: "yes"}) })
	want(t, "no vote", w.Query(func() { GetVote(governance.GetVoteArgs{Proposal: id, Account: who("carol")}) }), governance.ErrVoteUnknown)
}

func TestG2CancelCostsHalf(t *testing.T) {
	w := newWorld(t)
	id := w.propose(weightsAction)
	w.As(who("alice")).Expect(governance.ErrNotProposer, func() { Cancel(governance.ProposalArgs{Proposal: id}) })
	w.As(who("dave")).Must(func() { Cancel(governance.ProposalArgs{Proposal: id}) })
	want(t, "state", w.state(id), "cancelled")
	want(t, "returned", w.Balance(who("dave")).String(), "501")
	want(t, "lost", w.Reserve.String(), "500")
	w.As(who("dave")).Expect(governance.ErrVotingOver, func() { Cancel(governance.ProposalArgs{Proposal: id}) })
	w.As(who("alice")).Expect(governance.ErrVotingOver, func() { Vote(governance.VoteArgs{Proposal: id, Option: "yes"}) })
	for range 5 {
		w.next()
	}
	want(t, "for good", w.state(id), "cancelled")
}

// A title is what voters read: it is one line, and can forge no other.
func TestATitleIsALine(t *testing.T) {
	w := newWorld(t)
	for _, title := range []string{"", " ", "a ", strings.Repeat("x", 201), "Harmless\x1b[2K\x1b[1A", "a\r\nstate  executed", "\u202egnp"} {
		w.Fund(who("dave"), sdk.U64(1001))
		code := w.As(who("dave")).Send(sdk.U64(1001), func() {
			Propose(governance.ProposeArgs{Title: title, Actions: []governance.Action{{Kind: "text"}}})
		})
		want(t, title, code, governance.ErrTitle)
	}
}

func TestG8ProposalsAreRefused(t *testing.T) {
	w := newWorld(t)
	long := governance.Action{Kind: "upgrade", Contract: "formula", CodeHash: newCode, Migrate: make([]byte, 4097)}
	bulky := func(contract string) governance.Action {
		return governance.Action{Kind: "upgrade", Contract: contract, CodeHash: newCode, Migrate: make([]byte, 4096)}
	}
	for _, test := range []struct {
		name    string
		deposit uint64
		actions []governance.Action
		code    uint32
	}{
		{"too small a deposit", 1000, []governance.Action{weightsAction}, governance.ErrDeposit},
		{"too large a deposit", 10_011, []governance.Action{weightsAction}, governance.ErrDeposit},
		{"no action", 1001, nil, governance.ErrActions},
		{"eleven actions", 1001, make([]governance.Action, 11), governance.ErrActions},
		{"an unknown kind", 1001, []governance.Action{{Kind: "mint"}}, governance.ErrKind},
		{"weights twice", 1001, []governance.Action{weightsAction, weightsAction}, governance.ErrTwice},
		{"one contract twice", 1001, []governance.Action{upgradeAction, upgradeAction}, governance.ErrTwice},
		{"one parameter in two steps", 1001, []governance.Action{set("rewards", "dispute", "3"), set("rewards", "dispute", "4")}, governance.ErrTwice},
		{"one call twice", 1001, []governance.Action{call("roles", "set_role", nil), call("roles", "set_role", nil)}, governance.ErrTwice},
		{"one guardrail twice", 1001, []governance.Action{railAction(rail("a/b", 0, 1, 0)), railAction(rail("a/b", 0, 2, 0))}, governance.ErrTwice},
		{"an unknown contract", 1001, []governance.Action{{Kind: "upgrade", Contract: "vault", CodeHash: newCode}}, governance.ErrContractUnknown},
		{"code that is not there", 1001, []governance.Action{{Kind: "upgrade", Contract: "formula", CodeHash: sdk.HashOf([]byte{9})}}, governance.ErrCode},
		{"the code that runs already", 1001, []governance.Action{{Kind: "upgrade", Contract: "formula", CodeHash: oldCode}}, governance.ErrSameCode},
		{"no code", 1001, []governance.Action{{Kind: "upgrade", Contract: "formula"}}, governance.ErrActionFields},
		{"a text that upgrades", 1001, []governance.Action{{Kind: "text", CodeHash: newCode}}, governance.ErrActionFields},
		{"weights with a contract", 1001, []governance.Action{{Kind: "weights", Weights: weightsAction.Weights, Contract: "roles"}}, governance.ErrActionFields},
		{"a call of what takes none", 1001, []governance.Action{set("formula", "dispute", "3")}, governance.ErrInput},
		{"a call of what is not there", 1001, []governance.Action{set("vault", "dispute", "3")}, governance.ErrContractUnknown},
		{"a rule in force", 1001, []governance.Action{set(governance.Name, "grace", "2")}, governed.ErrUnchanged},
		{"a rule out of range", 1001, []governance.Action{set(governance.Name, "grace", "31")}, governance.ErrParams},
		{"a rule that is none", 1001, []governance.Action{set(governance.Name, "voting", "3")}, governed.ErrParamName},
		{"a rule of a track that is none", 1001, []governance.Action{set(governance.Name, "bribes.voting", "3")}, governed.ErrParamName},
		{"a rule without a number", 1001, []governance.Action{set(governance.Name, "text.voting", "03")}, governed.ErrParamValue},
		{"a dangerous track milder than a harmless one", 1001, []governance.Action{set(governance.Name, "system.quorum", "399999")}, governance.ErrParams},
		{"bytes", 1001, []governance.Action{long}, governance.ErrBytes},
		{"too long together", 1001, []governance.Action{bulky("formula"), bulky("rewards"), bulky("roles"), bulky("governance")}, governance.ErrTooLong},
	} {
		t.Run(test.name, func(t *testing.T) {
			want(t, "code", w.try(test.deposit, test.actions...), test.code)
		})
	}
	w.invalid = sdktest.Abort(rewards.ErrWeightMax)
	want(t, "rewards' own code", w.try(1001, weightsAction), rewards.ErrWeightMax)
	want(t, "of params, too", w.try(1001, set("rewards", "dispute", "3")), rewards.ErrWeightMax)
	w.invalid = sdktest.Trap()
	want(t, "rewards says nothing", w.try(1001, weightsAction), governance.ErrWeights)
	want(t, "nor about params", w.try(1001, set("rewards", "dispute", "3")), governance.ErrInput)
	want(t, "no deposit stayed here", w.Escrow(who("dave")).String(), "0")

	w.nobodyHasStake()
	want(t, "nobody has stake", w.try(1001, upgradeAction), governance.ErrPowerlessChain)
}

func TestProposalPages(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.propose(governance.Action{Kind: "text"})
	}
	w.propose(upgradeAction)
	w.As(who("dave")).Must(func() { Cancel(governance.ProposalArgs{Proposal: 2}) })
	first := Proposals(governance.ProposalsArgs{Limit: 3})
	want(t, "first page", len(first.Proposals), 3)
	second := Proposals(governance.ProposalsArgs{After: first.Next, Limit: 3})
	want(t, "second page", second.Proposals[0].Proposal, 4)
	want(t, "is the last", second.Next, 0)
	only := Proposals(governance.ProposalsArgs{State: "cancelled"})
	want(t, "filtered", len(only.Proposals), 1)
	want(t, "filtered id", only.Proposals[0].Proposal, 2)
	want(t, "unknown state", w.Query(func() { Proposals(governance.ProposalsArgs{State: "dreaming"}) }), governance.ErrStateUnknown)
	want(t, "past the end", len(Proposals(governance.ProposalsArgs{After: ^uint64(0)}).Proposals), 0)
}

// Seventy percent of all stake are silent for ever; the rest can still change rules, with its own majority, and
// whoever wakes counts again, with or without a vote.
func TestSilentStakeBlocksNoVote(t *testing.T) {
	silent := func(w *world) {
		for _, id := range []string{"lost", "gone"} {
			w.SetStake(who(id), 0, sdk.U64(1200))
			w.Dormant[who(id)] = true
		}
	}
	w := newWorld(t)
	silent(w)
	id := w.propose(set(governance.Name, "deposit", "5"))
	want(t, "power that is awake", GetProposal(governance.ProposalArgs{Proposal: id}).PowerTotal, sdk.U64(1000))
	w.vote(id, "alice", "yes")
	w.vote(id, "bob", "yes")
	for range 5 {
		w.next()
	}
	want(t, "state", w.state(id), "executed")

	w = newWorld(t)
	silent(w)
	id = w.propose(set(governance.Name, "deposit", "5"))
	w.vote(id, "alice", "yes")
	w.vote(id, "bob", "yes")
	w.Dormant[who("lost")] = false // it has signed something before the tally
	for range 3 {
		w.next()
	}
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "state", p.State, "rejected")
	want(t, "power", p.PowerTotal, sdk.U64(2200))
}

// Each of the two byte strings of an action has its bound.
func TestTheBytesOfAnActionAreBounded(t *testing.T) {
	w := newWorld(t)
	migrates, calls := upgradeAction, governance.Action{Kind: "call", Contract: "roles"}
	migrates.Migrate, calls.Input = make([]byte, maxBytes+1), make([]byte, maxBytes+1)
	want(t, "migrate", w.try(1001, migrates), governance.ErrBytes)
	want(t, "input", w.try(1001, calls), governance.ErrBytes)
}
