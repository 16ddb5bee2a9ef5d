package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func slashOf(account string) governance.Action {
	return governance.Action{Kind: "slash", Account: who(account)}
}

// Two thirds of all that is bonded take a part of somebody's stake, dormant stake included, and nothing less does.
func TestTwoThirdsOfAllStakeSlash(t *testing.T) {
	for _, test := range []struct {
		name    string
		yes     []string // of alice with 500, bob with 300 and carol with 200
		dormant string
		state   string
		left    uint64
	}{
		{"80 of 100", []string{"alice", "bob"}, "", "executed", 190},
		{"70", []string{"alice", "carol"}, "", "executed", 190},
		{"50, and nobody is against it", []string{"alice"}, "", "rejected", 200},
		{"50 of 70 that are awake", []string{"alice"}, "bob", "rejected", 200},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			if test.dormant != "" {
				w.Dormant[who(test.dormant)] = true
			}
			id := w.propose(slashOf("carol"))
			want(t, "track", GetProposal(governance.ProposalArgs{Proposal: id}).Track, governance.TrackDispute)
			for _, voter := range test.yes {
				w.vote(id, voter, "yes")
			}
			for range 6 {
				w.next()
			}
			p := GetProposal(governance.ProposalArgs{Proposal: id})
			want(t, "state", p.State, test.state)
			want(t, "stake", w.Stake(who("carol"), ^uint64(0)), sdk.U64(test.left))
			want(t, "reserve", w.Reserve, sdk.U64(200-test.left))
			if test.state == "rejected" {
				want(t, "reason", p.Reason, governance.ReasonStake)
			}
		})
	}
}

// The chain takes stake of one account an epoch: another proposal waits for the next boundary.
func TestASlashWaitsForAnother(t *testing.T) {
	w := newWorld(t)
	first := w.pass(slashOf("carol"))
	w.Ctx.Epoch -= 3
	second := w.pass(slashOf("bob"))
	w.next()
	w.next()
	want(t, "the first that is carried out", w.state(first), "executed")
	want(t, "the second", w.state(second), "timelock")
	w.next()
	want(t, "an epoch later", w.state(second), "executed")
	want(t, "carol", w.Stake(who("carol"), ^uint64(0)), sdk.U64(190))
	want(t, "bob", w.Stake(who("bob"), ^uint64(0)), sdk.U64(285))
}

// It waits as long as anything that has passed can be carried out, and no longer: its voters know until when it can happen, and it
// expires with the reason.
func TestASlashExpiresBehindOthers(t *testing.T) {
	w := newWorld(t)
	var ids []uint64
	for range 5 {
		ids = append(ids, w.pass(slashOf("carol")))
		w.Ctx.Epoch -= 3
	}
	w.Ctx.Epoch += 3
	until := GetProposal(governance.ProposalArgs{Proposal: ids[4]}).ExpiresAt
	for w.Ctx.Epoch <= until {
		w.next()
	}
	for i, state := range []string{"executed", "executed", "executed", "expired", "expired"} {
		want(t, "state", w.state(ids[i]), state)
	}
	want(t, "reason", GetProposal(governance.ProposalArgs{Proposal: ids[4]}).Reason, "the chain takes stake of one account an epoch, and others were before")
	want(t, "carol", w.Stake(who("carol"), ^uint64(0)), sdk.U64(172)) // 200 less a twentieth, three times
}

// A slash is proposed alone, so that no other track's rules decide about it, never in haste, and of somebody.
func TestHowASlashIsProposed(t *testing.T) {
	w := newWorld(t)
	want(t, "beside another", w.try(1001, slashOf("carol"), textAction), governance.ErrActions)
	want(t, "beside rules", w.try(1001, set(governance.Name, "deposit", "5"), slashOf("carol")), governance.ErrActions)
	want(t, "two", w.try(1001, slashOf("carol"), slashOf("bob")), governance.ErrActions)
	want(t, "of nobody", w.try(1001, governance.Action{Kind: "slash"}), governance.ErrActionFields)
	w.Fund(who("dave"), sdk.U64(1001))
	hasty := governance.ProposeArgs{Title: "now", Actions: []governance.Action{slashOf("carol")}, Expedited: true}
	want(t, "in haste", w.As(who("dave")).Send(sdk.U64(1001), func() { Propose(hasty) }), governance.ErrExpedited)
	id := w.pass(slashOf("dave"))
	w.next()
	w.next()
	want(t, "of who has nothing bonded", w.state(id), "failed")
}
