package chain

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// What a command prints of a struct is what the API says of the same answer.
func TestFieldsAreTheJSONOfTheAPI(t *testing.T) {
	someone := sdk.AddressOf([]byte{1, 2, 3})
	proposal := governance.ProposalInfo{
		Proposal: 7, Title: "a", Proposer: someone, Tally: governance.Tally{Yes: sdk.MaxAmount},
		Actions: []governance.Action{
			{Kind: "upgrade", Contract: "formula", CodeHash: sdk.HashOf([]byte{9}), Migrate: []byte{0xa0}},
			{Kind: "weights", Weights: []rewards.RoleWeight{{Role: "compute", Weight: 5}}},
		},
	}
	for _, c := range []struct {
		contract, entry, method string
		message                 sdk.Marshaler
	}{
		{governance.Name, abi.EntryQuery, "proposal", &proposal},
		{governance.Name, abi.EntryQuery, "proposals", &governance.ProposalsResult{}},
		{rewards.Name, abi.EntryQuery, "latest", &rewards.EpochResult{Roles: []rewards.RoleShare{{ID: 1}}}},
		{rewards.Name, abi.EntryQuery, "invariants", &rewards.InvariantsResult{Ok: true}},
		{roles.Name, abi.EntryQuery, "participant", &roles.ParticipantInfo{ID: "x", Account: someone}},
	} {
		built, _ := contracts.Get(c.contract)
		iface, err := abi.ParseInterface(abi.InterfaceIn(built.Wasm))
		if err != nil {
			t.Fatal(err)
		}
		text, err := abi.DecodeResult(iface, c.entry, c.method, sdk.Marshal(c.message))
		if err != nil {
			t.Fatal(err)
		}
		same(t, c.method, text, Fields(c.message))
	}
	same(t, "no message", []byte(`{}`), Fields((*roles.RoleArgs)(nil)))
}

func same(t *testing.T, what string, want []byte, got any) {
	t.Helper()
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := errors.Join(json.Unmarshal(want, &a), json.Unmarshal(text, &b)); err != nil {
		t.Fatal(err)
	}
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	if string(x) != string(y) {
		t.Errorf("%s: %s, want %s", what, y, x)
	}
}

func TestPagesAreFollowedToTheEnd(t *testing.T) {
	pages := map[string][]int{"": {1, 2}, "b": {3}}
	list, err := Pages(func(after string) ([]int, string, error) {
		return pages[after], map[string]string{"": "b"}[after], nil
	})
	if err != nil || len(list) != 3 {
		t.Errorf("%v, %v", list, err)
	}
	broken := errors.New("broken")
	if _, err := Pages(func(string) ([]int, string, error) { return nil, "", broken }); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}
