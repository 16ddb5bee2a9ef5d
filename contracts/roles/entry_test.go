package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Registration, claim and reports through the entries that the chain calls.
func TestEntriesSpeakCBOR(t *testing.T) {
	w := newWorld(t)
	execute := func(caller, method string, args sdk.Marshaler) (output []byte) {
		w.As(who(caller)).Must(func() { output = peerzExecute(sdk.Method(method, args)) })
		return output
	}
	execute("sponsor", "register", &RegisterArgs{Role: "developers", Entries: []RegisterEntry{{"d", who("d")}}})
	five := claims("developers", 0, "d", 5)
	execute("sponsor", "submit", &five)
	execute("a1", "attest", &five)
	var done AttestResult
	if !sdk.Unmarshal(execute("a2", "attest", &five), &done) {
		t.Fatal("attest answers nonsense")
	}
	want(t, "verified", done.Verified, 1)
	want(t, "recorded", w.takeRecorded(), "1:d=5 ")
	w.Must(func() { peerzEndEpoch(sdk.Marshal(&EndEpochArgs{Epoch: 0})) })

	for method, answer := range map[string]sdk.Unmarshaler{
		"roles": &RolesResult{}, "attestors": &AttestorsResult{}, "invariants": &InvariantsResult{},
	} {
		if !sdk.Unmarshal(peerzQuery(sdk.Method(method, nil)), answer) {
			t.Errorf("%s answers nonsense", method)
		}
	}
	var page ContributionsResult
	if !sdk.Unmarshal(peerzQuery(sdk.Method("contributions", &PageArgs{Role: "developers"})), &page) {
		t.Fatal("contributions answers nonsense")
	}
	want(t, "reported stake", page.Contributions[0].ReportedStake.String(), "70")
}

// Whatever anyone sends, the contract answers or aborts; it never traps, and all stake
// stays covered.
func FuzzEntries(f *testing.F) {
	one := claims("developers", 0, "d", 5)
	f.Add(sdk.Method("register", &RegisterArgs{Role: "developers", Entries: []RegisterEntry{{"d", who("d")}}}))
	f.Add(sdk.Method("submit", &one))
	f.Add(sdk.Method("attest", &one))
	f.Add(sdk.Method("unbond", &UnbondArgs{sdk.U64(10)}))
	f.Add(sdk.Method("set_role", &RoleDefinition{"x", []Measure{{"y", "z"}}}))
	f.Add(sdk.Method("stake", &StakeArgs{Account: who("a1")}))
	f.Add(sdk.Method("participants", &ParticipantsArgs{Role: "developers", After: "a"}))
	f.Fuzz(func(t *testing.T, input []byte) {
		w := newWorld(t)
		w.enrol("developers", "d")
		for _, caller := range []sdk.Address{who("a1"), who("a2"), who("holder"), governanceAddress} {
			w.As(caller).Run(func() { peerzExecute(input) })
		}
		w.Query(func() { peerzQuery(input) })
		w.next()
		want(t, "covered", Invariants().Ok, true)
	})
}

func TestRoleLimit(t *testing.T) {
	w := newWorld(t)
	for n := uint64(2); n < maxRoles; n++ {
		w.As(governanceAddress).Must(func() { SetRole(RoleDefinition{"r" + sdk.U64(n).String(), []Measure{{"x", ""}}}) })
	}
	w.As(governanceAddress).Expect(ErrRoleLimit, func() { SetRole(RoleDefinition{"last", []Measure{{"x", ""}}}) })
	w.enrol("r63", "d")
	want(t, "the last role is as good as the first", Participant(ParticipantArgs{"d"}).Roles[0], "r63")
}

func TestWithdrawalThatTheLedgerRefuses(t *testing.T) {
	w := newWorld(t)
	w.As(who("holder")).Must(func() { Unbond(UnbondArgs{sdk.U64(100)}) })
	w.Must(func() { w.Transfer(who("thief"), sdk.U64(150)) })
	w.Ctx.Epoch = 21
	w.As(who("holder")).Expect(ErrTransfer, func() { Withdraw() })
	want(t, "noticed", Invariants().Ok, false)
}
