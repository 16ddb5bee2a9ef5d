package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// forAccount is work whose evidence speaks of an id and names an account.
func forAccount(id, account, ref string) roles.SubmitArgs {
	e := entry(id, ref)
	e.Account = who(account)
	return submissions("developers", e)
}

// attest has more than two thirds find a value.
func (w *world) attest(number, value uint64) {
	w.t.Helper()
	w.report("a1", number, value)
	w.report("a2", number, value)
}

func entryOf(id, account string) roles.RegisterArgs {
	return roles.RegisterArgs{Role: "developers", Entries: []roles.RegisterEntry{{ID: id, Account: who(account), Sponsor: who("sponsor")}}}
}

// publish submits work of an account that nobody has registered, and has it verified.
func (w *world) publish(id, account, ref string) (number uint64) {
	w.t.Helper()
	r, code := w.send("publisher", forAccount(id, account, ref))
	want(w.t, "published", code, 0)
	w.attest(r.First, 5)
	w.next()
	want(w.t, "nobody is paid", w.takeRecorded(), "")
	return r.First
}

func longer(p *roles.Params) { p.Registration = 4 }

// Verified work of an account that is in the role under no id waits until the account registers, and is recorded then,
// once, without being looked at again.
func TestVerifiedWorkWaitsForTheRegistration(t *testing.T) {
	w := newWorld(t, longer)
	n := w.publish("ann", "ann", "pull/1")
	want(t, "it waits", w.state(0, n), "unregistered")
	want(t, "its bond stays", Invariants().Held.String(), "10")
	found := Submission(roles.SubmissionArgs{Role: "developers", ID: "ann", Ref: "pull/1"})
	want(t, "found", found.Measures[0].String()+found.Payee, "5")
	r, _ := w.send("publisher", forAccount("ann", "ann", "pull/1"))
	want(t, "the same again", r.Repeated, 1)
	w.next()
	w.next()
	w.enrol("developers", "ann")
	w.block()
	want(t, "it has moved", w.state(0, n), "gone")
	want(t, "to the open epoch", w.state(3, 0), "unregistered")
	w.next()
	want(t, "recorded", w.takeRecorded(), "1:ann=5 ")
	want(t, "verified", w.state(3, 0), "verified")
	want(t, "in the tree", w.sealed[len(w.sealed)-1].Verified, 1)
	r, _ = w.send("sponsor", submissions("developers", entry("ann", "pull/1")))
	want(t, "the same again", r.Repeated, 1)
	w.next()
	w.next()
	want(t, "once", w.takeRecorded(), "")
	want(t, "its bond is back", w.Balance(who("publisher")).String(), "20") // and that of what was repeated
}

// Who registers a name first gains nothing by it: what the evidence says of another account is that one's, under
// whatever id it comes.
func TestAStrangerWhoRegistersANameFirstGainsNothing(t *testing.T) {
	w := newWorld(t, longer)
	w.enrolFor("sponsor", "developers", "ann", "eve")
	n := w.publish("ann", "annkey", "pull/1")
	want(t, "it waits", w.state(0, n), "unregistered")
	w.As(who("annkey")).Must(func() { Register(entryOf("ann.2", "annkey")) })
	w.block()
	w.next()
	want(t, "recorded", w.takeRecorded(), "1:ann.2=5 ")
	info := Submission(roles.SubmissionArgs{Role: "developers", ID: "ann", Ref: "pull/1"})
	want(t, "paid", info.Payee, "ann.2")
	want(t, "account", info.Account, who("annkey"))
}

// It waits for so many epochs. Then its bond goes back and its reference is free again.
func TestWhatNobodyRegistersForExpires(t *testing.T) {
	w := newWorld(t, longer)
	n := w.publish("ann", "ann", "pull/1")
	for range 3 {
		w.next()
	}
	want(t, "in the last epoch", w.state(0, n), "unregistered")
	w.next()
	want(t, "after it", w.state(0, n), "expired")
	want(t, "bond", w.Balance(who("publisher")).String(), "10")
	w.enrol("developers", "ann")
	w.next()
	want(t, "too late", w.takeRecorded(), "")
	w.attest(w.submit("ann", "pull/1"), 7)
	w.next()
	want(t, "sent again", w.takeRecorded(), "1:ann=7 ")
}

// For an account that is in the role only those submit who may; what strangers submit for others stands in nobody's way.
func TestWhoMaySubmitForAnAccount(t *testing.T) {
	w := newWorld(t)
	_, code := w.send("eve", forAccount("ann", "ann", "pull/1"))
	want(t, "while it is not there", code, 0)
	_, code = w.send("eve", forAccount("Ann!", "ann", "pull/1"))
	want(t, "under no name", code, roles.ErrIDInvalid)
	w.enrol("developers", "ann")
	_, code = w.send("eve", forAccount("ann", "ann", "pull/2"))
	want(t, "a stranger", code, roles.ErrNotSponsor)
	_, code = w.send("eve", forAccount("other", "ann", "pull/2"))
	want(t, "under another name", code, roles.ErrNotSponsor)
	r, code := w.send("sponsor", forAccount("other", "ann", "pull/2"))
	want(t, "the sponsor", code, 0)
	w.attest(r.First, 3)
	n := w.submit("ann", "pull/1")
	want(t, "beside the stranger's", n, 2)
	w.attest(n, 5)
	w.next()
	want(t, "recorded", w.takeRecorded(), "1:ann=3 1:ann=5 ")
}

// A whole account's work is released in bounded steps, also when an id moves to it, and a dispute about it works as about any other.
func TestWhatIsReleased(t *testing.T) {
	w := newWorld(t, longer)
	w.window = 3
	const many = 2*releaseAtOnce + 1
	args := roles.SubmitArgs{Role: "developers"}
	next := keyOf(7)
	for i := range uint64(many) {
		e := entry("ann", "pull/"+string(rune('A'+i)))
		e.Account = next.account()
		args.Entries = append(args.Entries, e)
	}
	_, code := w.send("publisher", args)
	want(t, "sent", code, 0)
	for i := range uint64(many) {
		w.attest(i, 1)
	}
	w.next()
	want(t, "all wait", Invariants().Held.String(), "330")
	w.enrol("developers", "d")
	w.As(who("d")).Must(func() {
		Rotate(roles.RotateArgs{ID: "d", Account: next.account(), Consent: next.consents(w, "d", who("sponsor"))})
	})
	steps := 0
	for c := loadConfig(); ; steps++ {
		moved := false
		w.As(sdk.Address{}).Must(func() { moved = release(&c) })
		if !moved {
			break
		}
	}
	want(t, "steps", steps, 4)
	w.next()
	want(t, "records", len(w.takeRecorded()), many*len("1:d=1 "))
	number, code := w.dispute("holder", roles.DisputeArgs{Epoch: 1, Role: "developers", ID: "d", Numbers: []uint64{0}, Reason: "it is a copy"})
	want(t, "dispute", code, 0)
	want(t, "vote", w.vote("a1", number, true)+w.vote("a2", number, true), 0)
	w.next()
	w.next()
	want(t, "upheld", w.state(1, 0), "void")
}
