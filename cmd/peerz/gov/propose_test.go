package gov

import (
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func TestReadWeights(t *testing.T) {
	for set, want := range map[string]map[string]uint64{
		"compute=380000":                    {"compute": 380000},
		"compute=380000, developers=0":      {"compute": 380000, "developers": 0},
		"":                                  nil,
		"compute":                           nil,
		"=5":                                nil,
		"compute=-1":                        nil,
		"compute=0.5":                       nil,
		"compute=1,compute=2":               nil,
		"compute=18446744073709551616":      nil,
		"compute=380000,developers=140000,": nil,
	} {
		got, err := readWeights(set)
		if (err == nil) != (want != nil) || !maps.Equal(got, want) {
			t.Errorf("%q is %v, %v; want %v", set, got, err, want)
		}
	}
}

func TestWeightsReadBack(t *testing.T) {
	text := weightsText([]rewards.RoleWeight{{Role: "compute", Weight: 380000}, {Role: "social"}})
	if got, err := readWeights(text); err != nil || !maps.Equal(got, map[string]uint64{"compute": 380000, "social": 0}) {
		t.Errorf("%s reads back as %v, %v", text, got, err)
	}
}

func TestReadParams(t *testing.T) {
	for set, want := range map[string]string{
		"chain/min_gas_price=5":                  "chain [{min_gas_price 5}]",
		"rewards/dispute=3, rewards/fee_share=1": "rewards [{dispute 3} {fee_share 1}]",
		"governance/deposit=5tokens":             "governance [{deposit 5tokens}]",
		"":                                       "",
		"chain":                                  "",
		"chain/":                                 "",
		"chain/probation":                        "",
		"chain/probation=":                       "",
		"/probation=5":                           "",
		"probation=5":                            "",
		"chain/probation=5,chain/probation=6":    "",
		"chain/probation=5,rewards/dispute=3":    "",
		"chain/probation=5,":                     "",
	} {
		owner, list, err := readParams(set)
		got := fmt.Sprint(owner, " ", list)
		if (err == nil) != (want != "") || err == nil && got != want {
			t.Errorf("%q is %s, %v; want %s", set, got, err, want)
		}
	}
}

func TestAChangeIsShownBesideWhatIsInForce(t *testing.T) {
	now := world.Params{}.WithDefaults()
	for want, c := range map[string]world.ParamValue{
		"3 -> 5 epochs":      {Name: "probation", Value: 5},
		"3 epochs, in force": {Name: "probation", Value: 3},
		"7":                  {Name: "gone", Value: 7},
	} {
		if got := changeText(now, c); got != want {
			t.Errorf("%v is %q, want %q", c, got, want)
		}
	}
}

// Holders read the ranges that the chain has.
func TestTheDocumentHasTheRanges(t *testing.T) {
	doc, err := os.ReadFile("../../../docs/voters.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range world.Votables() {
		if row := fmt.Sprintf("| %s | %d | %d | %s |\n", v.Name, v.Least, v.Most, v.Unit); !strings.Contains(string(doc), row) {
			t.Errorf("docs/voters.md lacks %s", row)
		}
	}
}
