package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// holder is somebody with a key.
type holder struct{ private ed25519.PrivateKey }

func keyOf(n byte) holder {
	seed := sha256.Sum256([]byte{n})
	return holder{ed25519.NewKeyFromSeed(seed[:])}
}

func (h holder) public() sdk.Hash { return sdk.HashOf(h.private.Public().(ed25519.PublicKey)) }

func (h holder) account() sdk.Address { return sdk.AccountOf(h.public()) }

// consents signs for an id and a sponsor.
func (h holder) consents(w *world, id string, sponsor sdk.Address) *roles.Consent {
	hash := sha256.Sum256(roles.ConsentInput(w.Ctx.ChainID, id, h.account(), sponsor))
	return &roles.Consent{Key: h.public(), Signature: ed25519.Sign(h.private, append([]byte("peerz/request/1"), hash[:]...))}
}

// A stranger cannot register what others are paid for, nor with their signature for somebody else.
func TestP6WhoIsPaidHasSigned(t *testing.T) {
	w := newWorld(t)
	ann, eve := keyOf(1), keyOf(2)
	good := ann.consents(w, "ann", who("sponsor"))
	spoiled := *good
	spoiled.Signature = append([]byte(nil), good.Signature...)
	spoiled.Signature[5] ^= 1
	for _, test := range []struct {
		name, caller, id string
		consent          *roles.Consent
		code             uint32
	}{
		{"without a signature", "eve", "ann", nil, roles.ErrConsent},
		{"for another sponsor", "eve", "ann", good, roles.ErrConsent},
		{"for another id", "sponsor", "anna", good, roles.ErrConsent},
		{"by another key", "sponsor", "ann", eve.consents(w, "ann", who("sponsor")), roles.ErrConsent},
		{"spoiled", "sponsor", "ann", &spoiled, roles.ErrConsent},
		{"cut short", "sponsor", "ann", &roles.Consent{Key: ann.public(), Signature: good.Signature[:63]}, roles.ErrConsent},
		{"signed", "sponsor", "ann", good, 0},
		{"again", "eve", "ann", nil, 0},
	} {
		args := roles.RegisterArgs{Role: "developers", Entries: []roles.RegisterEntry{{ID: test.id, Account: ann.account(), Consent: test.consent}}}
		want(t, test.name, w.As(who(test.caller)).Run(func() { Register(args) }), test.code)
	}
	p := Participant(roles.ParticipantArgs{ID: "ann"})
	want(t, "account", p.Account, ann.account())
	want(t, "sponsor", p.Sponsor, who("sponsor"))
	want(t, "the sponsor has registered it", p.Vouched, true)
	w.As(ann.account()).Must(func() { SetBacking(roles.SetBackingArgs{ID: "ann", Sponsor: who("other")}) })
	want(t, "the account has named another", Participant(roles.ParticipantArgs{ID: "ann"}).Vouched, false)
	other := w.Ctx.ChainID
	w.Ctx.ChainID = sdk.HashOf([]byte("another"))
	again := roles.RegisterArgs{Role: "developers", Entries: []roles.RegisterEntry{{ID: "ben", Account: eve.account(), Consent: eve.consents(w, "ben", who("sponsor"))}}}
	w.Ctx.ChainID = other
	want(t, "for another chain", w.As(who("sponsor")).Run(func() { Register(again) }), roles.ErrConsent)
}

// An id moves by the word of both accounts. What was submitted before is paid to the account of then.
func TestP6AnIDMovesByItsAccountsWord(t *testing.T) {
	w := newWorld(t)
	next := keyOf(3)
	w.enrol("developers", "d")
	n := w.submit("d", "one")
	rotate := func(caller string, c *roles.Consent) uint32 {
		return w.As(who(caller)).Run(func() { Rotate(roles.RotateArgs{ID: "d", Account: next.account(), Consent: c}) })
	}
	want(t, "by the sponsor", rotate("sponsor", next.consents(w, "d", who("sponsor"))), roles.ErrNotItsAccount)
	want(t, "without consent", rotate("d", nil), roles.ErrConsent)
	want(t, "with consent for another sponsor", rotate("d", next.consents(w, "d", who("d"))), roles.ErrConsent)
	want(t, "by the account", rotate("d", next.consents(w, "d", who("sponsor"))), 0)
	want(t, "by the account before", rotate("d", next.consents(w, "d", who("sponsor"))), roles.ErrNotItsAccount)
	want(t, "account", Participant(roles.ParticipantArgs{ID: "d"}).Account, next.account())
	want(t, "named by the account", Participant(roles.ParticipantArgs{ID: "d"}).Vouched, false)
	want(t, "of the old", len(ByAccount(roles.ByAccountArgs{Account: who("d")}).Participants), 0)
	want(t, "of the new", len(ByAccount(roles.ByAccountArgs{Account: next.account()}).Participants), 1)
	second := w.submit("d", "two")
	for _, a := range []string{"a1", "a2"} {
		w.report(a, n, 1)
		w.report(a, second, 2)
	}
	w.next()
	entries := w.recorded[0].Entries
	want(t, "the account of then", entries[0].Account, who("d"))
	want(t, "the account of now", entries[1].Account, next.account())
}

// A recovery moves an id whose key is lost, after a delay in which the account can object.
func TestP6RecoveryTakesItsTime(t *testing.T) {
	w := newWorld(t)
	next := keyOf(4)
	w.enrol("developers", "d")
	move := func(caller string) uint32 {
		args := roles.RotateArgs{ID: "d", Account: next.account(), Consent: next.consents(w, "d", who("sponsor"))}
		return w.As(who(caller)).Run(func() { Recover(args) })
	}
	backing := func(caller, recovery string) uint32 {
		args := roles.SetBackingArgs{ID: "d", Sponsor: who("sponsor")}
		if recovery != "" {
			args.Recovery = who(recovery)
		}
		return w.As(who(caller)).Run(func() { SetBacking(args) })
	}
	want(t, "nobody is named", move("r"), roles.ErrNotItsAccount)
	want(t, "named by the sponsor", backing("sponsor", "r"), roles.ErrNotItsAccount)
	want(t, "named", backing("d", "r"), 0)
	want(t, "by a stranger", move("eve"), roles.ErrNotItsAccount)
	want(t, "begins", move("r"), 0)
	want(t, "too early", move("r"), roles.ErrTooEarly)
	want(t, "the account objects", backing("d", "r"), 0)
	for range 3 {
		w.next()
	}
	want(t, "begins anew", move("r"), 0)
	want(t, "moves", Participant(roles.ParticipantArgs{ID: "d"}).Moves, 6)
	for range 2 {
		w.next()
	}
	want(t, "too early still", move("r"), roles.ErrTooEarly)
	w.next()
	want(t, "moves", move("r"), 0)
	want(t, "account", Participant(roles.ParticipantArgs{ID: "d"}).Account, next.account())
}

// An id that has left is never used again; what it had submitted is paid.
func TestP6AnIDIsNeverReused(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	n := w.submit("d", "one")
	w.As(who("eve")).Expect(roles.ErrNotItsAccount, func() { Leave(roles.IDArgs{ID: "d"}) })
	w.As(who("d")).Must(func() { Leave(roles.IDArgs{ID: "d"}) })
	w.As(who("d")).Expect(roles.ErrRetired, func() { Leave(roles.IDArgs{ID: "d"}) })
	for _, account := range []string{"d", "eve"} {
		args := roles.RegisterArgs{Role: "compute", Entries: []roles.RegisterEntry{{ID: "d", Account: who(account)}}}
		w.As(who(account)).Expect(roles.ErrRetired, func() { Register(args) })
	}
	_, code := w.send("sponsor", submissions("developers", entry("d", "two")))
	want(t, "submit", code, roles.ErrRetired)
	w.report("a1", n, 5)
	w.report("a2", n, 5)
	w.next()
	want(t, "what waited", w.takeRecorded(), "1:d=5 ")
}

// An id of the wrong account: a dispute that names the rightful one has it paid, for what waits too, and retires the id.
func TestP6AnIDOfTheWrongAccountIsRetired(t *testing.T) {
	w := disputedWorld(t)
	w.enrol("developers", "dan")
	w.enrol("compute", "elsewhere")
	for _, heir := range []string{"nobody", "d", "elsewhere"} {
		_, code := w.dispute("holder", complaint(func(a *roles.DisputeArgs) { a.Heir = heir }))
		want(t, heir, code, roles.ErrHeir)
	}
	waits := w.submit("d", "pull/2")
	number, code := w.dispute("holder", complaint(func(a *roles.DisputeArgs) { a.Heir = "dan" }))
	want(t, "dispute", code, 0)
	want(t, "vote", w.vote("a1", number, true)+w.vote("a2", number, true), 0)
	w.report("a1", waits, 7)
	w.report("a2", waits, 7)
	w.next()
	want(t, "recorded before it is decided", w.takeRecorded(), "1:d=5 1:d=7 ")
	third := w.submit("d", "pull/3")
	w.report("a1", third, 9)
	w.report("a2", third, 9)
	w.next()
	want(t, "decided", w.decided[0], rewards.DecideArgs{Role: 1, ID: "d", To: who("dan")})
	want(t, "recorded after it", w.takeRecorded(), "1:dan=9 ")
	p := Participant(roles.ParticipantArgs{ID: "d"})
	want(t, "retired", p.Retired, true)
	want(t, "heir", p.Heir, "dan")
	want(t, "the work stays", w.state(0, 0), "verified")
	_, code = w.send("sponsor", submissions("developers", entry("d", "pull/4")))
	want(t, "submit", code, roles.ErrRetired)
}

// An id that moves to and fro within an epoch, over several sheets: each account is recorded what was submitted for it, and a
// dispute finds the record under which that is.
func TestP6WhatIsDoneForAnAccountStaysItsOwn(t *testing.T) {
	w := newWorld(t)
	w.window = 2
	first, second := keyOf(3), keyOf(4)
	w.As(first.account()).Must(func() {
		Register(roles.RegisterArgs{Role: "developers", Entries: []roles.RegisterEntry{{ID: "d", Account: first.account(), Sponsor: who("sponsor")}}})
	})
	for i := range uint64(20) {
		from, to := first, second
		if i%2 == 1 {
			from, to = second, first
		}
		n := w.submit("d", "pull/"+string(rune('a'+i)))
		want(t, "number", n, i)
		w.attest(n, i+1)
		w.As(from.account()).Must(func() {
			Rotate(roles.RotateArgs{ID: "d", Account: to.account(), Consent: to.consents(w, "d", who("sponsor"))})
		})
	}
	w.next()
	sums := map[sdk.Address]uint64{}
	for _, call := range w.recorded {
		for _, e := range call.Entries {
			want(t, "id", e.ID, "d")
			sums[e.Account] += e.Measures[0].Lo
		}
	}
	want(t, "of the first", sums[first.account()], 100)
	want(t, "of the second", sums[second.account()], 110)
	for number := range uint64(20) {
		payee := ""
		if number%2 == 1 {
			payee = rewards.OtherID(second.account())
		}
		s := Submissions(roles.SubmissionsArgs{Role: "developers", From: number, Limit: 1}).Submissions[0]
		want(t, "payee", s.Payee, payee)
	}
	_, code := w.dispute("holder", complaint(func(a *roles.DisputeArgs) { a.Numbers = []uint64{1} }))
	want(t, "the other's, under the id", code, roles.ErrSubmissionUnknown)
	number, code := w.dispute("holder", complaint(func(a *roles.DisputeArgs) {
		a.ID, a.Numbers = rewards.OtherID(second.account()), []uint64{1, 3}
	}))
	want(t, "the other's", code, 0)
	want(t, "vote", w.vote("a1", number, true)+w.vote("a2", number, true), 0)
	w.next()
	w.next()
	want(t, "void", w.state(0, 1)+w.state(0, 3)+w.state(0, 0), "voidvoidverified")
	for range 4 {
		w.next()
	}
	want(t, "nothing is left in escrow", w.Escrow(who("sponsor")).String(), "0")
}

// What an heir is paid is its account's of when the dispute began, whatever becomes of its id. What still waits goes to the heir's heir; of two
// that are each other's, to one of them. It is recorded once, and nothing stays in escrow.
func TestP6AnHeirIsRetiredLater(t *testing.T) {
	for name, waits := range map[string]string{"leaves": "dan", "eve": "eve", "d": "d"} {
		t.Run(name, func(t *testing.T) {
			w := disputedFor(t, 9)
			w.enrol("developers", "dan", "eve")
			w.attest(w.submit("dan", "pull/2"), 2)
			w.next()
			first, code := w.dispute("holder", complaint(func(a *roles.DisputeArgs) { a.Heir = "dan" }))
			want(t, "dispute", code, 0)
			want(t, "vote", w.vote("a1", first, true)+w.vote("a2", first, true), 0)
			if name == "leaves" {
				w.As(who("dan")).Must(func() { Leave(roles.IDArgs{ID: "dan"}) })
			} else {
				second, code := w.dispute("holder", complaint(func(a *roles.DisputeArgs) { a.Epoch, a.ID, a.Heir = 1, "dan", name }))
				want(t, "another", code, 0)
				want(t, "vote", w.vote("a1", second, true)+w.vote("a2", second, true), 0)
			}
			w.next()
			w.takeRecorded()
			w.attest(w.submit("d", "pull/3"), 9)
			w.next()
			want(t, "decided", w.decided[0], rewards.DecideArgs{Role: 1, ID: "d", To: who("dan")})
			want(t, "what waited", w.takeRecorded(), "1:"+waits+"=9 ")
			for range 12 {
				w.next()
			}
			want(t, "once", w.takeRecorded(), "")
			for _, id := range []string{"holder", "sponsor", "dan", "eve"} {
				want(t, "in escrow of "+id, w.Escrow(who(id)).String(), "0")
			}
			disputes := uint64(len(w.decided))
			held := w.Balance(who("holder")).Add(w.Balance(who("sponsor"))).Add(w.Reserve)
			want(t, "nothing is lost or made", held.String(), sdk.U64(30+20*disputes).String()) // three bonds, and one of each dispute
		})
	}
}

// The bond of a dispute that nobody decides goes back; of the second about the same half is lost, to the reserve, and the odd unit is the disputer's.
func TestP15TheBondOfWhatIsUndecided(t *testing.T) {
	w := disputedFor(t, 9)
	w.Fund(who("holder"), sdk.U64(2))
	c := loadConfig()
	c.Params.DisputeBond = sdk.U64(21)
	c.save()
	for i, left := range []string{"22 0", "32 10"} { // each time with 20 new ones
		w.Fund(who("holder"), least.DisputeBond)
		code := w.As(who("holder")).Send(sdk.U64(21), func() { Dispute(complaint()) })
		want(t, "dispute", code, 0)
		want(t, "in escrow", w.Escrow(who("holder")).String(), "21")
		w.next()
		w.next()
		want(t, "balance and reserve", w.Balance(who("holder")).String()+" "+w.Reserve.String(), left)
		want(t, "decided", w.decided[i], rewards.DecideArgs{Role: 1, ID: "d"})
	}
	want(t, "the sponsor's bond", w.Balance(who("sponsor")).String(), "10")
	want(t, "in escrow", w.Escrow(who("holder")).String(), "0")
}
