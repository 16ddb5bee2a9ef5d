package main

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func TestP6Register(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.enrol("developers", "d") // again is fine
	w.enrol("compute", "d")
	p := Participant(roles.ParticipantArgs{ID: "d"})
	want(t, "roles", strings.Join(p.Roles, " "), "compute developers")
	want(t, "sponsor", p.Sponsor, who("sponsor"))
	want(t, "account", p.Account, who("d"))

	register := func(id string, account sdk.Address) roles.RegisterArgs {
		return roles.RegisterArgs{Role: "developers", Entries: []roles.RegisterEntry{{ID: id, Account: account}}}
	}
	for _, test := range []struct {
		name string
		args roles.RegisterArgs
		code uint32
	}{
		{"an id of another account", register("d", who("mallory")), roles.ErrIDTaken},
		{"no id", register("", who("x")), roles.ErrIDInvalid},
		{"an id of 65 bytes", register(strings.Repeat("x", 65), who("x")), roles.ErrIDInvalid},
		{"a capital", register("Wren", who("x")), roles.ErrIDInvalid},
		{"what looks like an address", register("peerz1qqq", who("x")), roles.ErrIDInvalid},
		{"a contract's name", register("rewards", who("x")), roles.ErrIDTaken},
		{"a space", register("a b", who("x")), roles.ErrIDInvalid},
		{"not ASCII", register("é", who("x")), roles.ErrIDInvalid},
		{"nobody's account", register("x", sdk.Address{}), roles.ErrAccountInvalid},
		{"an unknown role", roles.RegisterArgs{Role: "miners"}, roles.ErrRoleUnknown},
		{"too many", roles.RegisterArgs{Role: "developers", Entries: make([]roles.RegisterEntry, maxRegister+1)}, roles.ErrTooMany},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.As(who("mallory")).Expect(test.code, func() { Register(test.args) })
		})
	}
	w.enrol("developers", strings.Repeat("x", 64), "a.b_c:d-9")
	want(t, "unknown participant", w.Query(func() { Participant(roles.ParticipantArgs{ID: "nobody"}) }), roles.ErrParticipantUnknown)
}

// An id has one form, so that nobody can register what reads like another's.
func TestP8AnIDHasOneForm(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "wren")
	for _, alike := range []string{"Wren", "WREN", "wren ", "wren\u200b", "\uff57ren"} {
		entries := []roles.RegisterEntry{{ID: alike, Account: who("mallory")}}
		w.As(who("mallory")).Expect(roles.ErrIDInvalid, func() { Register(roles.RegisterArgs{Role: "developers", Entries: entries}) })
	}
}

func TestParticipantPages(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "c", "a", "e", "b", "d")
	var ids, after string
	for {
		r := Participants(roles.ParticipantsArgs{Role: "developers", After: after, Limit: 2})
		for _, p := range r.Participants {
			ids += p.ID
		}
		if after = r.Next; after == "" {
			break
		}
	}
	want(t, "all, in order", ids, "abcde")
	want(t, "by account", ByAccount(roles.ByAccountArgs{Account: who("c")}).Participants[0].ID, "c")
	want(t, "of a stranger", len(ByAccount(roles.ByAccountArgs{Account: who("nobody")}).Participants), 0)
}

// What governance could not do now is no proposal: the check gives the code that the call would.
func TestP9CallsOfGovernanceAreCheckedBefore(t *testing.T) {
	w := newWorld(t)
	storage := roles.RoleDefinition{Name: "storage", Measures: []roles.Measure{{Name: "bytes", Unit: "B"}}}
	forged := roles.RoleDefinition{Name: "x", Measures: []roles.Measure{{Name: "bytes", Unit: "B\nretired"}}}
	for _, test := range []struct {
		name  string
		input []byte
		code  uint32
	}{
		{"a new role", sdk.Method("set_role", &storage), 0},
		{"a role that is there", sdk.Method("set_role", &roles.RoleDefinition{Name: "compute", Measures: storage.Measures}), roles.ErrRoleExists},
		{"a role without measures", sdk.Method("set_role", &roles.RoleDefinition{Name: "x"}), roles.ErrMeasures},
		{"a unit of two lines", sdk.Method("set_role", &forged), roles.ErrMeasures},
		{"retiring", sdk.Method("retire_role", &roles.RoleArgs{Name: "compute"}), 0},
		{"retiring what is not there", sdk.Method("retire_role", &roles.RoleArgs{Name: "miners"}), roles.ErrRoleUnknown},
		{"arguments of another method", sdk.Method("set_role", &roles.RoleArgs{Name: "x"}), sdk.ErrInput},
		{"a method for everybody", sdk.Method("bond", nil), sdk.ErrMethod},
		{"no call", []byte{0x80}, sdk.ErrInput},
	} {
		t.Run(test.name, func(t *testing.T) {
			want(t, "code", w.Query(func() { CheckCall(governed.CallArgs{Input: test.input}) }), test.code)
		})
	}
	for _, test := range []struct {
		name, value string
		code        uint32
	}{
		{"late", "1", 0},
		{"late", "500001", roles.ErrParams},
		{"min_stake", "1", governed.ErrUnchanged},
		{"emission", "1", governed.ErrParamName},
	} {
		args := governed.ParamsArgs{Params: []governed.Param{{Name: test.name, Value: test.value}}}
		want(t, test.name+" of "+test.value, w.Query(func() { CheckParams(args) }), test.code)
	}
	w.As(governanceAddress).Must(func() { RetireRole(roles.RoleArgs{Name: "compute"}) })
	w.As(governanceAddress).Expect(roles.ErrRoleRetired, func() { RetireRole(roles.RoleArgs{Name: "compute"}) })
}

func TestRolesAreData(t *testing.T) {
	w := newWorld(t)
	storage := roles.RoleDefinition{Name: "storage", Measures: []roles.Measure{{Name: "bytes", Unit: "B"}}}
	w.As(who("mallory")).Expect(roles.ErrDenied, func() { SetRole(storage) })
	w.As(who("mallory")).Expect(roles.ErrDenied, func() { RetireRole(roles.RoleArgs{Name: "compute"}) })
	w.As(governanceAddress).Must(func() { SetRole(storage) })
	w.As(governanceAddress).Expect(roles.ErrRoleExists, func() { SetRole(storage) })
	want(t, "rewards knows it", strings.Join(w.added, " "), "storage")
	want(t, "id", Role(roles.RoleArgs{Name: "storage"}).ID, 2)
	want(t, "roles", len(Roles().Roles), 3)
	w.enrol("storage", "s")

	w.As(governanceAddress).Must(func() { RetireRole(roles.RoleArgs{Name: "storage"}) })
	w.As(who("sponsor")).Expect(roles.ErrRoleRetired, func() { Submit(submissions("storage", entry("s", "x"))) })
	w.As(who("sponsor")).Expect(roles.ErrRoleRetired, func() { Register(roles.RegisterArgs{Role: "storage"}) })
	storage.Measures = append(storage.Measures, roles.Measure{Name: "reads", Unit: "1"})
	w.As(governanceAddress).Must(func() { SetRole(storage) })
	want(t, "back with the same id", Role(roles.RoleArgs{Name: "storage"}).ID, 2)
	want(t, "rewards is not asked again", len(w.added), 1)
	_, code := w.send("sponsor", submissions("storage", entry("s", "x")))
	want(t, "takes submissions", code, 0)

	for _, bad := range []roles.RoleDefinition{{Name: "", Measures: storage.Measures}, {Name: "UPPER", Measures: storage.Measures}, {Name: strings.Repeat("x", 33), Measures: storage.Measures}} {
		w.As(governanceAddress).Expect(roles.ErrRoleName, func() { SetRole(bad) })
	}
	w.As(governanceAddress).Expect(roles.ErrMeasures, func() { SetRole(roles.RoleDefinition{Name: "x", Measures: nil}) })
	w.As(governanceAddress).Expect(roles.ErrMeasures, func() { SetRole(roles.RoleDefinition{Name: "x", Measures: make([]roles.Measure, 9)}) })
}

func TestGenesisMustAddUp(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		name string
		args roles.InstantiateArgs
		code uint32
	}{
		{"attestor without stake", roles.InstantiateArgs{Params: least, Attestors: []sdk.Address{who("x")}}, roles.ErrNotBonded},
		{"role twice", roles.InstantiateArgs{Roles: []roles.RoleDefinition{{Name: "compute", Measures: []roles.Measure{{Name: "x", Unit: ""}}}}}, roles.ErrRoleExists},
	} {
		test.args.Params = least
		t.Run(test.name, func(t *testing.T) { w.Expect(test.code, func() { Instantiate(test.args) }) })
	}
}
