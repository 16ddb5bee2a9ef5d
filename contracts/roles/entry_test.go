package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Registration, claim and reports through the entries that the chain calls.
func TestEntriesSpeakCBOR(t *testing.T) {
	w := newWorld(t)
	execute := func(caller, method string, args sdk.Marshaler) (output []byte) {
		w.As(who(caller)).Must(func() { output = peerzExecute(sdk.Method(method, args)) })
		return output
	}
	execute("sponsor", "register", &roles.RegisterArgs{Role: "developers", Entries: []roles.RegisterEntry{{ID: "d", Account: who("d")}}})
	five := contributions("developers", 0, "d", 5)
	execute("sponsor", "submit", &five)
	execute("a1", "attest", &five)
	var done roles.AttestResult
	if !sdk.Unmarshal(execute("a2", "attest", &five), &done) {
		t.Fatal("attest answers nonsense")
	}
	want(t, "verified", done.Verified, 1)
	want(t, "recorded", w.takeRecorded(), "1:d=5 ")
	w.Must(func() { peerzEndEpoch(sdk.Marshal(&sdk.EndEpochArgs{Epoch: 0})) })

	for method, answer := range map[string]sdk.Unmarshaler{
		"roles": &roles.RolesResult{}, "attestors": &roles.AttestorsResult{}, "invariants": &roles.InvariantsResult{},
	} {
		if !sdk.Unmarshal(peerzQuery(sdk.Method(method, nil)), answer) {
			t.Errorf("%s answers nonsense", method)
		}
	}
	var page roles.ContributionsResult
	if !sdk.Unmarshal(peerzQuery(sdk.Method("contributions", &roles.PageArgs{Role: "developers"})), &page) {
		t.Fatal("contributions answers nonsense")
	}
	want(t, "reported stake", page.Contributions[0].ReportedStake.String(), "70")
}

// Whatever anyone sends, the contract answers or aborts; it never traps, and all stake
// stays covered.
func FuzzEntries(f *testing.F) {
	one := contributions("developers", 0, "d", 5)
	f.Add(sdk.Method("register", &roles.RegisterArgs{Role: "developers", Entries: []roles.RegisterEntry{{ID: "d", Account: who("d")}}}))
	f.Add(sdk.Method("submit", &one))
	f.Add(sdk.Method("attest", &one))
	f.Add(sdk.Method("unbond", &roles.UnbondArgs{Amount: sdk.U64(10)}))
	f.Add(sdk.Method("set_role", &roles.RoleDefinition{Name: "x", Measures: []roles.Measure{{Name: "y", Unit: "z"}}}))
	f.Add(sdk.Method("stake", &roles.StakeArgs{Account: who("a1")}))
	f.Add(sdk.Method("participants", &roles.ParticipantsArgs{Role: "developers", After: "a"}))
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
		w.As(governanceAddress).Must(func() {
			SetRole(roles.RoleDefinition{Name: "r" + sdk.U64(n).String(), Measures: []roles.Measure{{Name: "x", Unit: "y"}}})
		})
	}
	w.As(governanceAddress).Expect(roles.ErrRoleLimit, func() { SetRole(roles.RoleDefinition{Name: "last", Measures: []roles.Measure{{Name: "x", Unit: "y"}}}) })
	w.enrol("r63", "d")
	want(t, "the last role is as good as the first", Participant(roles.ParticipantArgs{ID: "d"}).Roles[0], "r63")
}

func TestWithdrawalThatTheLedgerRefuses(t *testing.T) {
	w := newWorld(t)
	w.As(who("holder")).Must(func() { Unbond(roles.UnbondArgs{Amount: sdk.U64(100)}) })
	w.Must(func() { w.Transfer(who("thief"), sdk.U64(150)) })
	w.Ctx.Epoch = 21
	w.As(who("holder")).Expect(roles.ErrTransfer, func() { Withdraw() })
	want(t, "noticed", Invariants().Ok, false)
}
