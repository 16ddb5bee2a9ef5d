package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func (w *world) delegate(who_, to string) {
	w.t.Helper()
	proxy := sdk.Address{}
	if to != "" {
		proxy = who(to)
	}
	w.As(who(who_)).Must(func() { Delegate(governance.DelegateArgs{Proxy: proxy}) })
}

func (w *world) tally(id uint64) governance.Tally {
	return GetProposal(governance.ProposalArgs{Proposal: id}).Tally
}

// proxied is a world in which alice (500) and bob (300) have named pat, who has nothing; carol has 200.
func proxied(t *testing.T) (w *world, id uint64) {
	w = newWorld(t)
	w.Ctx.Epoch = 8
	w.delegate("alice", "pat")
	w.delegate("bob", "pat")
	w.Ctx.Epoch = 10
	return w, w.propose(weightsAction)
}

// A proxy votes with what it was given; who votes itself takes its stake out of that, whenever it does, and stake
// counts once.
func TestG1AVoteOverridesTheProxys(t *testing.T) {
	w, id := proxied(t)
	w.vote(id, "pat", "yes")
	want(t, "pat's", w.tally(id), governance.Tally{Yes: sdk.U64(800)})
	w.vote(id, "alice", "no")
	want(t, "alice after pat", w.tally(id), governance.Tally{Yes: sdk.U64(300), No: sdk.U64(500)})
	w.vote(id, "alice", "yes")
	want(t, "alice again", w.tally(id), governance.Tally{Yes: sdk.U64(800)})
	w.vote(id, "pat", "no")
	want(t, "pat again", w.tally(id), governance.Tally{Yes: sdk.U64(500), No: sdk.U64(300)})
	want(t, "pat's vote", GetVote(governance.GetVoteArgs{Proposal: id, Account: who("pat")}), governance.GetVoteResult{Option: "no", Power: sdk.U64(300)})

	w, id = proxied(t)
	w.vote(id, "alice", "no")
	want(t, "alice before pat", w.tally(id), governance.Tally{No: sdk.U64(500)})
	want(t, "pat has not voted", w.Query(func() { GetVote(governance.GetVoteArgs{Proposal: id, Account: who("pat")}) }), governance.ErrVoteUnknown)
	want(t, "nor is listed", len(Votes(governance.VotesArgs{Proposal: id}).Votes), 1)
	w.vote(id, "pat", "yes")
	w.vote(id, "bob", "veto")
	w.vote(id, "carol", "abstain")
	want(t, "everybody", w.tally(id), governance.Tally{Yes: sdk.Amount{}, No: sdk.U64(500), Veto: sdk.U64(300), Abstain: sdk.U64(200)})
	w.As(who("pat")).Expect(governance.ErrNoPower, func() { Vote(governance.VoteArgs{Proposal: id, Option: "yes"}) })
}

// What is delegated after the snapshot counts for nobody else, whatever was voted before.
func TestG1DelegationAfterTheSnapshot(t *testing.T) {
	w := newWorld(t)
	id := w.propose(weightsAction)
	w.vote(id, "alice", "yes")
	w.delegate("alice", "carol")
	w.delegate("bob", "carol")
	w.next()
	w.vote(id, "carol", "no")
	want(t, "carol has her own", w.tally(id), governance.Tally{Yes: sdk.U64(500), No: sdk.U64(200)})
	w.vote(id, "bob", "no")
	want(t, "and bob his", w.tally(id), governance.Tally{Yes: sdk.U64(500), No: sdk.U64(500)})

	later := w.propose(weightsAction)
	w.Ctx.Epoch++ // a snapshot of after the delegation
	w.vote(later, "carol", "yes")
	want(t, "from then on", w.tally(later).Yes, sdk.U64(200))
}

// Two who name each other vote with each other's stake, once, and no further: there are no circles.
func TestG1DelegationIsOneLevel(t *testing.T) {
	w := newWorld(t)
	w.Ctx.Epoch = 8
	w.delegate("alice", "bob")
	w.delegate("bob", "carol")
	w.delegate("carol", "alice")
	w.Ctx.Epoch = 10
	id := w.propose(weightsAction)
	w.vote(id, "bob", "yes") // his own, and alice's, which he does not hand on
	want(t, "bob's", w.tally(id), governance.Tally{Yes: sdk.U64(800)})
	w.vote(id, "carol", "no") // her own: bob has voted himself
	want(t, "carol's", w.tally(id), governance.Tally{Yes: sdk.U64(800), No: sdk.U64(200)})
	w.vote(id, "alice", "veto")
	want(t, "everybody once", w.tally(id), governance.Tally{Yes: sdk.U64(300), No: sdk.U64(200), Veto: sdk.U64(500)})
	w.As(who("alice")).Expect(governance.ErrProxy, func() { Delegate(governance.DelegateArgs{Proxy: who("alice")}) })
}

// Dormant stake leaves the proxy's vote as it leaves the quorum; when its owner wakes to vote itself, the proxy's is
// weighed anew, so that nothing is taken out that was never in.
func TestG1DormantStakeHasNoProxy(t *testing.T) {
	w, id := proxied(t)
	w.Dormant[who("alice")] = true
	w.vote(id, "pat", "yes")
	want(t, "bob's alone", w.tally(id), governance.Tally{Yes: sdk.U64(300)})
	w.Dormant[who("alice")] = false // she signs her vote
	w.vote(id, "alice", "no")
	want(t, "hers", w.tally(id), governance.Tally{Yes: sdk.U64(300), No: sdk.U64(500)})
}

func TestPowerNowAndNext(t *testing.T) {
	w, _ := proxied(t)
	w.delegate("bob", "")
	w.SetStake(who("bob"), 11, sdk.U64(7))
	p := Power(governance.PowerArgs{Account: who("bob")})
	want(t, "stake", p.Stake, sdk.U64(300))
	want(t, "proxy", p.Proxy, who("pat"))
	want(t, "next stake", p.NextStake, sdk.U64(7))
	want(t, "no proxy next", p.NextProxy, sdk.Address{})
	want(t, "pat's", Power(governance.PowerArgs{Account: who("pat")}).Delegated, sdk.U64(800))
}
