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
	execute("d", "register", &roles.RegisterArgs{Role: "developers", Entries: []roles.RegisterEntry{{ID: "d", Account: who("d")}}})
	args := submissions("developers", entry("d", "pull/1"))
	w.Fund(who("d"), sdk.U64(10))
	var done roles.SubmitResult
	want(t, "submit", w.As(who("d")).Send(sdk.U64(10), func() {
		if !sdk.Unmarshal(peerzExecute(sdk.Method("submit", &args)), &done) {
			t.Error("submit answers nonsense")
		}
	}), 0)
	want(t, "accepted", done.Accepted, 1)
	five := roles.ReportArgs{Role: "developers", Sheets: []roles.Sheet{{Findings: []roles.Finding{finding(0, 5)}}}}
	execute("a1", "report", &five)
	execute("a2", "report", &five)
	w.Must(func() { peerzEndEpoch(sdk.Marshal(&sdk.EndEpochArgs{Epoch: 0})) })
	w.Ctx.Epoch++
	var more sdk.HookResult
	w.Must(func() {
		more = EndBlock(sdk.EndBlockArgs{})
		peerzEndBlock(sdk.Marshal(&sdk.EndBlockArgs{From: more.Next}))
	})
	want(t, "recorded", w.takeRecorded(), "1:d=5 ")

	for method, answer := range map[string]sdk.Unmarshaler{
		"roles": &roles.RolesResult{}, "attestors": &roles.AttestorsResult{}, "invariants": &roles.InvariantsResult{},
		"params": &roles.Params{},
	} {
		if !sdk.Unmarshal(peerzQuery(sdk.Method(method, nil)), answer) {
			t.Errorf("%s answers nonsense", method)
		}
	}
	var page roles.SubmissionsResult
	if !sdk.Unmarshal(peerzQuery(sdk.Method("submissions", &roles.SubmissionsArgs{Role: "developers"})), &page) {
		t.Fatal("submissions answers nonsense")
	}
	want(t, "verified", page.Submissions[0].Measures[0].String(), "5")
}

// Whatever anyone sends, the contract answers or aborts; it never traps, and all stake
// stays covered.
func FuzzEntries(f *testing.F) {
	one := submissions("developers", entry("d", "x"))
	found := roles.ReportArgs{Role: "developers", Sheets: []roles.Sheet{{Findings: []roles.Finding{finding(0, 5)}}}}
	f.Add(sdk.Method("register", &roles.RegisterArgs{Role: "developers", Entries: []roles.RegisterEntry{{ID: "d", Account: who("d")}}}))
	f.Add(sdk.Method("submit", &one))
	f.Add(sdk.Method("report", &found))
	f.Add(sdk.Method("commit", &roles.CommitArgs{Role: "developers", Commitments: []roles.Commitment{{Hash: sdk.HashOf([]byte{1})}}}))
	f.Add(sdk.Method("reveal", &roles.RevealArgs{Role: "developers", Sheets: []roles.Revealed{{Sheet: found.Sheets[0]}}}))
	f.Add(sdk.Method("sheets", &roles.SheetsArgs{Role: "developers"}))
	f.Add(sdk.Method("set_role", &roles.RoleDefinition{Name: "x", Measures: []roles.Measure{{Name: "y", Unit: "z"}}}))
	f.Add(sdk.Method("register_attestor", nil))
	f.Add(sdk.Method("participants", &roles.ParticipantsArgs{Role: "developers", After: "a"}))
	f.Fuzz(func(t *testing.T, input []byte) {
		w := newWorld(t)
		w.enrol("developers", "d")
		w.submit("d", "y")
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
