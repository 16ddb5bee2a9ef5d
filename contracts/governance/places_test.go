package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

var textAction = governance.Action{Kind: "text"}

// submit proposes a text as somebody, with a deposit, and returns its id; 0 and the abort code if it is refused.
func (w *world) submit(who sdk.Address, deposit uint64) (id uint64, code uint32) {
	w.t.Helper()
	w.Fund(who, sdk.U64(deposit))
	code = w.As(who).Send(sdk.U64(deposit), func() {
		id = Propose(governance.ProposeArgs{Title: "a title", Actions: []governance.Action{textAction}}).Proposal
	})
	return id, code
}

func (w *world) places(n uint64) {
	w.Must(func() { p := devnet(); p.MaxActive = n; saveParams(&p) })
}

// A proposal waits to the end of its epoch. Votes count from the next one on, with the stake of before.
func TestAProposalWaits(t *testing.T) {
	w := newWorld(t)
	id, _ := w.submit(who("dave"), 1001)
	want(t, "state", w.state(id), "waiting")
	w.As(who("alice")).Expect(governance.ErrWaiting, func() { Vote(governance.VoteArgs{Proposal: id, Option: "yes"}) })
	w.SetStake(who("alice"), 11, sdk.U64(9_000))
	w.next()
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "state", p.State, "voting")
	want(t, "last voting epoch", p.VotingEnd, 13)
	w.vote(id, "alice", "yes")
	want(t, "power", GetProposal(governance.ProposalArgs{Proposal: id}).Tally.Yes, sdk.U64(500))
}

// Places go to the largest deposits, and to nobody's second proposal before everybody's first.
func TestPlacesGoByDepositAndTurn(t *testing.T) {
	w := newWorld(t)
	w.places(4)
	first, _ := w.submit(who("dave"), 9000)
	second, _ := w.submit(who("dave"), 8000)
	third, _ := w.submit(who("dave"), 7000)
	poor, _ := w.submit(who("erin"), 1001)
	w.next()
	for id, state := range map[uint64]string{first: "voting", second: "voting", third: "waiting", poor: "voting"} {
		want(t, "state", w.state(id), state)
	}
	late, _ := w.submit(who("fred"), 1001)
	w.next()
	want(t, "there was a place left, not for a third of dave's", w.state(third), "waiting")
	want(t, "but for the first of somebody else", w.state(late), "voting")
	w.As(who("erin")).Must(func() { Cancel(governance.ProposalArgs{Proposal: poor}) })
	w.next()
	want(t, "nobody has more than half", w.state(third), "waiting")
}

// Proposals of one account, however many and however dear, keep nobody else out of a track.
func TestOneAccountCannotShutATrack(t *testing.T) {
	w := newWorld(t)
	w.places(10)
	for range 10 {
		w.submit(who("mallory"), 10_010)
	}
	w.next()
	want(t, "mallory has half", len(loadPlaces(trackText).Open), 5)
	for range 20 {
		w.submit(who("mallory"), 10_010)
	}
	id, code := w.submit(who("dave"), 1001)
	want(t, "dave's first is ahead of mallory's", code, 0)
	w.next()
	want(t, "state", w.state(id), "voting")
}

// Who is displaced gets the deposit back, and the proposal says so. Who is behind everybody that waits is refused.
func TestTheLastOneIsDisplaced(t *testing.T) {
	w := newWorld(t)
	w.places(2)
	a, _ := w.submit(who("dave"), 2000)
	b, _ := w.submit(who("erin"), 1500)
	_, code := w.submit(who("fred"), 1500)
	want(t, "not a larger deposit", code, governance.ErrTrackFull)
	_, code = w.submit(who("dave"), 9000)
	want(t, "dave's second one", code, 0)
	want(t, "is ahead of his first, which goes", w.state(a), "expired")
	want(t, "not of erin's", w.state(b), "waiting")
	p := GetProposal(governance.ProposalArgs{Proposal: a})
	want(t, "reason", p.Reason, governance.ReasonDisplaced)
	want(t, "deposit", p.Deposit, sdk.Amount{})
	want(t, "dave has it back", w.Balance(who("dave")), sdk.U64(2000))
	if i := Invariants(); !i.Ok || i.Deposits != sdk.U64(10_500) {
		t.Errorf("%+v", i)
	}
}

// Nobody waits for ever.
func TestAProposalWithoutAPlaceExpires(t *testing.T) {
	w := newWorld(t)
	w.places(1)
	held, _ := w.submit(who("dave"), 2000)
	w.Must(func() { p := loadProposal(held); p.Voting = 30; p.save(held) })
	w.next()
	id, _ := w.submit(who("erin"), 1001)
	for range maxWait - 1 {
		w.next()
	}
	want(t, "still", w.state(id), "waiting")
	w.Must(func() { p := loadProposal(held); p.VotingEnd = 100; p.save(held) })
	w.next()
	w.next()
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "state", p.State, "expired")
	want(t, "reason", p.Reason, governance.ReasonWaited)
	want(t, "deposit", w.Balance(who("erin")), sdk.U64(1001))
}

// Who waits can withdraw, at the price of half the deposit: else places could be blocked for nothing.
func TestWaitingCanBeCancelled(t *testing.T) {
	w := newWorld(t)
	id, _ := w.submit(who("dave"), 1002)
	w.As(who("dave")).Must(func() { Cancel(governance.ProposalArgs{Proposal: id}) })
	want(t, "state", w.state(id), "cancelled")
	want(t, "half", w.Balance(who("dave")), sdk.U64(501))
	w.next()
	want(t, "no place", len(loadPlaces(trackText).Open)+len(loadPlaces(trackText).Waiting), 0)
}

// A call of the hook looks at a bounded number of proposals, and what there is no gas for waits for the next boundary.
func TestG7TheHookIsBounded(t *testing.T) {
	w := newWorld(t)
	for i := range 130 {
		w.submit(sdk.AddressOf([]byte{9, byte(i)}), 1001)
		if i == 63 {
			w.next()
		}
		if i == 127 {
			break
		}
	}
	want(t, "places", len(loadPlaces(trackText).Open), 64)
	want(t, "waiting", len(loadPlaces(trackText).Waiting), 64)
	w.next()
	w.next()
	a := sdk.EndEpochArgs{Epoch: w.Ctx.Epoch}
	w.Gas = stepReserve - 1
	w.As(sdk.Address{}).Must(func() { want(t, "no gas", EndEpoch(a).Next, 0) })
	want(t, "nothing counted", len(loadPlaces(trackText).Open), 64)
	w.Gas = 200_000_000
	w.As(sdk.Address{}).Must(func() { a.From = EndEpoch(a).Next })
	want(t, "goes on behind the last", a.From, position(trackText, 64))
	w.As(sdk.Address{}).Must(func() { a.From = EndEpoch(a).Next })
	want(t, "and behind the track, which it filled", a.From, position(trackText, lastOfAll))
	w.As(sdk.Address{}).Must(func() { want(t, "is done", EndEpoch(a).Next, 0) })
	want(t, "the others have their places", loadPlaces(trackText).Open[0].ID, 65)
}

// A quorum that is reached only in the last part of the time gives the others as much time again, once.
func TestALateQuorumExtendsTheVote(t *testing.T) {
	w := newWorld(t)
	id := w.propose(weightsAction) // votes in 10 to 12
	w.vote(id, "bob", "yes")       // 30%
	w.next()
	w.next()
	w.vote(id, "carol", "yes") // 50%
	p := GetProposal(governance.ProposalArgs{Proposal: id})
	want(t, "extended", p.Extended, true)
	want(t, "last voting epoch", p.VotingEnd, 13)
	w.next()
	w.vote(id, "alice", "no")
	want(t, "once", GetProposal(governance.ProposalArgs{Proposal: id}).VotingEnd, 13)
	w.next()
	want(t, "state", w.state(id), "rejected")

	w = newWorld(t)
	id = w.propose(weightsAction)
	w.vote(id, "alice", "yes")
	w.next()
	w.next()
	w.vote(id, "bob", "yes")
	want(t, "the quorum was there before", GetProposal(governance.ProposalArgs{Proposal: id}).Extended, false)
}

// A tenth of all stake that vetoes doubles the timelock of what is dangerous.
func TestAVetoSignalDoublesTheTimelock(t *testing.T) {
	for _, test := range []struct {
		action    governance.Action
		veto      uint64
		executeAt uint64
	}{{upgradeAction, 100, 17}, {upgradeAction, 99, 15}, {weightsAction, 100, 14}} {
		w := newWorld(t)
		w.SetStake(who("carol"), 0, sdk.U64(200-test.veto))
		w.SetStake(who("erin"), 0, sdk.U64(test.veto))
		id := w.propose(test.action)
		w.vote(id, "alice", "yes")
		w.vote(id, "bob", "yes")
		w.vote(id, "erin", "veto")
		for range 3 {
			w.next()
		}
		want(t, "execute_at", GetProposal(governance.ProposalArgs{Proposal: id}).ExecuteAt, test.executeAt)
	}
}

// What is expedited has less time and needs more votes; rules, the program and texts are never expedited.
func TestExpedited(t *testing.T) {
	w := newWorld(t)
	fast := func(action governance.Action) (track string, code uint32) {
		code = w.Query(func() {
			track = Check(governance.CheckArgs{Actions: []governance.Action{action}, Expedited: true}).Track.Name
		})
		return track, code
	}
	w.ParamsAnswer = 1
	for _, test := range []struct {
		action governance.Action
		code   uint32
	}{
		{upgradeAction, 0}, {weightsAction, 0}, {chainAction, 0},
		{textAction, governance.ErrExpedited},
		{set(governance.Name, "text.quorum", "10000"), governance.ErrExpedited},
		{railAction(rail("a/b", 0, 1, 0)), governance.ErrExpedited},
		{set(governance.Chain, governance.Program, "0.2.0@7"), governance.ErrExpedited},
	} {
		track, code := fast(test.action)
		want(t, test.action.Kind, code, test.code)
		if code == 0 {
			want(t, "track", track, "expedited")
		}
	}
}

// To lower the emission needs a simple majority and little time, to raise it two thirds.
func TestTheEmission(t *testing.T) {
	for _, test := range []struct{ old, new, track string }{
		{"1000000", "0", "pause"}, {"1000000", "500000", "pause"}, {"0", "1", "formula"}, {"500000", "1000000", "formula"},
	} {
		w := newWorld(t)
		w.ParamsAnswer = 1
		w.ChainParams["emission"] = test.old
		want(t, test.old+" to "+test.new, w.check(set(governance.Chain, "emission", test.new)).Track.Name, test.track)
	}
	w := newWorld(t)
	w.ChainParams["emission"] = "1000000"
	want(t, "with another parameter", w.check(set(governance.Chain, "emission", "0"), chainAction).Track.Name, "chain")
}

// A description is lines that people can read, and a link says what is behind it.
func TestWhatAProposalSaysOfItself(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		text, link string
		hash       sdk.Hash
		code       uint32
	}{
		{"Why:\n\nbecause.", "https://example.org/why", sdk.HashOf([]byte{1}), 0},
		{"Why", "", sdk.Hash{}, 0},
		{"Why\x1b[2K", "", sdk.Hash{}, governance.ErrText},
		{"Why ", "", sdk.Hash{}, governance.ErrText},
		{"", "https://example.org/why", sdk.Hash{}, governance.ErrText},
		{"", "", sdk.HashOf([]byte{1}), governance.ErrText},
		{"", "a\nb", sdk.HashOf([]byte{1}), governance.ErrText},
		{string(make([]byte, 4097)), "", sdk.Hash{}, governance.ErrText},
	} {
		w.Fund(who("dave"), sdk.U64(1001))
		var id uint64
		code := w.As(who("dave")).Send(sdk.U64(1001), func() {
			id = Propose(governance.ProposeArgs{Title: "t", Actions: []governance.Action{textAction}, Description: test.text, Link: test.link, LinkHash: test.hash}).Proposal
		})
		want(t, test.text+test.link, code, test.code)
		if code == 0 {
			p := GetProposal(governance.ProposalArgs{Proposal: id})
			want(t, "description", p.Description, test.text)
			want(t, "link", p.Link, test.link)
			want(t, "hash", p.LinkHash, test.hash)
		}
	}
}

// Who voted how is listed in pages.
func TestVotesAreListed(t *testing.T) {
	w := newWorld(t)
	other, id, after := w.propose(textAction), w.propose(textAction), w.propose(textAction)
	for _, name := range []string{"alice", "bob", "carol"} {
		w.vote(other, name, "yes")
		w.vote(id, name, "no")
		w.vote(after, name, "yes")
	}
	first := Votes(governance.VotesArgs{Proposal: id, Limit: 2})
	want(t, "shown", len(first.Votes), 2)
	want(t, "first", first.Votes[0], governance.AccountVote{Account: who("alice"), Option: "no", Power: sdk.U64(500)})
	rest := Votes(governance.VotesArgs{Proposal: id, Limit: 2, After: first.Next})
	want(t, "rest", len(rest.Votes), 1)
	want(t, "last", rest.Votes[0].Account, who("carol"))
	want(t, "no more", rest.Next, sdk.Address{})
}
