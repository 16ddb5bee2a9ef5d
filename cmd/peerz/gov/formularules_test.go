package gov

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func TestRulesOfTheFormulaAreReadAsPeopleWriteThem(t *testing.T) {
	owner, list, err := readParams("rewards/formula_params=rules:social=100/190;developers=5/5,rewards/dispute=2")
	if err != nil || owner != "rewards" || len(list) != 2 {
		t.Fatalf("%s %+v, %v", owner, list, err)
	}
	number, err := readValue(list[0].text)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := hex.DecodeString(strings.TrimPrefix(number, "0x"))
	rules, ok := formula.Rules(raw)
	want := formula.Rule{Role: "social", Full: sdk.U64(100), Cap: sdk.U64(190)}
	if err != nil || !ok || len(rules) != 2 || rules[0] != want {
		t.Errorf("%+v, %v", rules, err)
	}
	for _, bad := range []string{"rules:social", "rules:social=1", "rules:=1/2", "rules:social=0/1", "rules:social=2/1", "rules:social=a/b", "rules:social=1/2/3"} {
		if got, err := readValue(bad); err == nil {
			t.Errorf("%s is read as %s", bad, got)
		}
	}
	if none, err := readValue("rules:"); err != nil || none != "0x80" {
		t.Errorf("no rule: %s, %v", none, err)
	}
}

// What no flag names stays as it is; a source of another kind leaves nothing behind.
func TestASourceOfAttestorsKeepsWhatIsNotNamed(t *testing.T) {
	now := roles.Source{Kind: roles.FromAttestors, Age: 3, Repositories: []string{"r"}}
	asked := roles.Source{Age: 7, Stake: sdk.U64(9)}
	for _, c := range []struct {
		now   roles.Source
		flags string
		age   uint64
		stake sdk.Amount
		lists int
	}{
		{now, "", 3, sdk.Amount{}, 1}, {now, "age", 7, sdk.Amount{}, 1}, {now, "stake repository", 3, sdk.U64(9), 0},
		{roles.Source{Kind: roles.FromContracts, Returned: 5, Contracts: make([]sdk.Address, 1)}, "age", 7, sdk.Amount{}, 0},
	} {
		got := roles.Source{Kind: roles.FromAttestors}
		attested(&got, &c.now, &asked, func(name string) bool { return strings.Contains(c.flags, name) })
		if got.Age != c.age || got.Stake != c.stake || len(got.Repositories) != c.lists || got.Returned != 0 || len(got.Contracts) != 0 || got.Kind != roles.FromAttestors {
			t.Errorf("flags %q: %+v", c.flags, got)
		}
	}
}
