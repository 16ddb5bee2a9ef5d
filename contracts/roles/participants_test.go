package main

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func TestRegister(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "d")
	w.enrol("developers", "d") // again is fine
	w.enrol("compute", "d")
	p := Participant(ParticipantArgs{ID: "d"})
	want(t, "roles", strings.Join(p.Roles, " "), "compute developers")
	want(t, "sponsor", p.Sponsor, who("sponsor"))
	want(t, "account", p.Account, who("d"))

	entry := func(id string, account sdk.Address) RegisterArgs {
		return RegisterArgs{Role: "developers", Entries: []RegisterEntry{{id, account}}}
	}
	for _, test := range []struct {
		name string
		args RegisterArgs
		code uint32
	}{
		{"an id of another account", entry("d", who("mallory")), ErrIDTaken},
		{"no id", entry("", who("x")), ErrIDInvalid},
		{"an id of 65 bytes", entry(strings.Repeat("x", 65), who("x")), ErrIDInvalid},
		{"a space", entry("a b", who("x")), ErrIDInvalid},
		{"not ASCII", entry("é", who("x")), ErrIDInvalid},
		{"nobody's account", entry("x", sdk.Address{}), ErrAccountInvalid},
		{"an unknown role", RegisterArgs{Role: "miners"}, ErrRoleUnknown},
		{"too many", RegisterArgs{Role: "developers", Entries: make([]RegisterEntry, 251)}, ErrTooMany},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.As(who("mallory")).Expect(test.code, func() { Register(test.args) })
		})
	}
	w.enrol("developers", strings.Repeat("x", 64), "A.b_c:d-9")
	want(t, "unknown participant", w.Query(func() { Participant(ParticipantArgs{ID: "nobody"}) }), ErrParticipantUnknown)
}

func TestParticipantPages(t *testing.T) {
	w := newWorld(t)
	w.enrol("developers", "c", "a", "e", "b", "d")
	var ids, after string
	for {
		r := Participants(ParticipantsArgs{Role: "developers", After: after, Limit: 2})
		for _, p := range r.Participants {
			ids += p.ID
		}
		if after = r.Next; after == "" {
			break
		}
	}
	want(t, "all, in order", ids, "abcde")
	want(t, "by account", ByAccount(ByAccountArgs{who("c")}).Participants[0].ID, "c")
	want(t, "of a stranger", len(ByAccount(ByAccountArgs{who("nobody")}).Participants), 0)
}

func TestRolesAreData(t *testing.T) {
	w := newWorld(t)
	storage := RoleDefinition{"storage", []Measure{{"bytes", "B"}}}
	w.As(who("mallory")).Expect(ErrDenied, func() { SetRole(storage) })
	w.As(who("mallory")).Expect(ErrDenied, func() { RetireRole(RoleArgs{"compute"}) })
	w.As(governanceAddress).Must(func() { SetRole(storage) })
	w.As(governanceAddress).Expect(ErrRoleExists, func() { SetRole(storage) })
	want(t, "rewards knows it", strings.Join(w.added, " "), "storage")
	want(t, "id", Role(RoleArgs{"storage"}).ID, 2)
	want(t, "roles", len(Roles().Roles), 3)
	w.enrol("storage", "s")

	w.As(governanceAddress).Must(func() { RetireRole(RoleArgs{"storage"}) })
	w.As(who("sponsor")).Expect(ErrRoleRetired, func() { Submit(claims("storage", 0, "s", 1)) })
	w.As(who("sponsor")).Expect(ErrRoleRetired, func() { Register(RegisterArgs{Role: "storage"}) })
	storage.Measures = append(storage.Measures, Measure{"reads", "1"})
	w.As(governanceAddress).Must(func() { SetRole(storage) })
	want(t, "back with the same id", Role(RoleArgs{"storage"}).ID, 2)
	want(t, "rewards is not asked again", len(w.added), 1)
	w.As(who("sponsor")).Must(func() { Submit(claims("storage", 0, "s", 1, 2)) })

	for _, bad := range []RoleDefinition{{"", storage.Measures}, {"UPPER", storage.Measures}, {strings.Repeat("x", 33), storage.Measures}} {
		w.As(governanceAddress).Expect(ErrRoleName, func() { SetRole(bad) })
	}
	w.As(governanceAddress).Expect(ErrMeasures, func() { SetRole(RoleDefinition{"x", nil}) })
	w.As(governanceAddress).Expect(ErrMeasures, func() { SetRole(RoleDefinition{"x", make([]Measure, 9)}) })
}

func TestGenesisMustAddUp(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		name string
		args InstantiateArgs
		code uint32
	}{
		{"funds", InstantiateArgs{Bonds: []GenesisBond{{who("x"), sdk.U64(1)}}}, ErrAmount},
		{"attestor without bond", InstantiateArgs{Attestors: []GenesisAttestor{{who("x")}}}, ErrNotBonded},
		{"unbonding", InstantiateArgs{Unbonding: 10_001}, ErrUnbonding},
		{"role twice", InstantiateArgs{Roles: []RoleDefinition{{"compute", []Measure{{"x", ""}}}}}, ErrRoleExists},
	} {
		t.Run(test.name, func(t *testing.T) { w.Expect(test.code, func() { Instantiate(test.args) }) })
	}
}
