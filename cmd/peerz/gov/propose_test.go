package gov

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/cmd/client"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/abi/text"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// A plan is held against when its vote takes effect at the pace that blocks have, not the pause that a node is set to.
func TestEffectHeight(t *testing.T) {
	s := client.Status{Height: 100, Time: 1000, EpochStart: 990, EpochEnd: 1010, BlockTimeMS: 1000}
	for pause, want := range map[time.Duration]uint64{time.Second: 150, 2 * time.Second: 125, 500 * time.Millisecond: 200, 0: 50100} {
		if got := effectHeight(s, pause, 3); got != want {
			t.Errorf("blocks every %s: %d, want %d", pause, got, want)
		}
	}
}

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
	for want, c := range map[string]struct {
		unit   string
		change governed.ParamChange
	}{
		"3 epochs -> 5 epochs":  {"epochs", governed.ParamChange{Old: "3", New: "5"}},
		"5 epochs":              {"epochs", governed.ParamChange{New: "5"}},
		"7":                     {"", governed.ParamChange{New: "7"}},
		"40% -> 45%":            {"ppm", governed.ParamChange{Old: "400000", New: "450000"}},
		"5% of the stake":       {"ppm of the stake", governed.ParamChange{New: "50000"}},
		"1 token -> 2.5 tokens": {amountUnit, governed.ParamChange{Old: "1000000000000000000", New: "2500000000000000000"}},
	} {
		if got := changeText(value{unit: c.unit}, c.change); got != want {
			t.Errorf("%v is %q, want %q", c, got, want)
		}
	}
}

// People write what contracts count in millionths and base units as shares and tokens.
func TestReadValue(t *testing.T) {
	for text, want := range map[string]string{
		"7": "7", "45%": "450000", "33.4%": "334000", "5tokens": "5000000000000000000", "1token": "1000000000000000000", "0x00ff": "0x00ff",
	} {
		if got, err := readValue(text); err != nil || got != want {
			t.Errorf("%s is %s, %v; want %s", text, got, err, want)
		}
	}
}

// A share, or an amount of tokens, is no value for what counts something else: 45% of a price a gas would be 450000 of it.
func TestAValueCountsWhatItsParameterDoes(t *testing.T) {
	for _, c := range []struct{ unit, text, want string }{
		{"ppm", "45%", "450000"}, {"ppm of the stake", "5%", "50000"}, {"ppm", "450000", "450000"}, {amountUnit, "5tokens", "5000000000000000000"}, {"epochs", "3", "3"},
		{"base units a gas", "45%", ""}, {"epochs", "3tokens", ""}, {"ppm", "1token", ""}, {amountUnit, "45%", ""}, {"epochs", "3x", ""}, {"", "0x00ff", "0x00ff"}, {"", "rules:", "0x80"}, {"", "5%", ""},
	} {
		if got, err := (value{unit: c.unit}).read(c.text); got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%s of %q is %s, %v; want %s", c.text, c.unit, got, err, c.want)
		}
	}
}

// What a guardrail does not let a vote do is said in the units of people.
func TestAGuardrailIsSaidInItsUnits(t *testing.T) {
	quorum := paramRow{Name: "governance/rules.quorum", Value: "400000", Unit: "ppm", Least: "200000", Most: "500000", Step: "100000"}
	for number, want := range map[string]string{
		"450000": "", "500000": "", "45": "governance/rules.quorum would be 0.0045%: its guardrail is 20% to 50%",
		"200000": "governance/rules.quorum would go from 40% to 20%: by its guardrail one vote moves it by at most 10%",
	} {
		if err := quorum.allows(number); (err == nil) != (want == "") || err != nil && err.Error() != want {
			t.Errorf("%s: %v, want %s", number, err, want)
		}
	}
	if err := (paramRow{Name: "rewards/formula_params", Value: "0x80"}).allows("0x81"); err != nil {
		t.Errorf("without a guardrail: %v", err)
	}
}

// What a value is the interface says: a text that looks like a number stays a text, and bytes are no amount.
func TestParametersAreReadByTheirTypes(t *testing.T) {
	var object map[string]json.RawMessage
	text := `{"deposit":"5","secret":"00ff","label":"7","tracks":[{"name":"text","quorum":1},{"name":"rules","quorum":2}]}`
	if err := json.Unmarshal([]byte(text), &object); err != nil {
		t.Fatal(err)
	}
	fields := []abi.Field{{Name: "deposit", Type: "amount"}, {Name: "secret", Type: "bytes"}, {Name: "label", Type: "text"},
		{Name: "tracks", Type: "[]Track"}, {Name: "absent", Type: "u64", Optional: true}}
	elements := func(f abi.Field) []abi.Field {
		if f.Type == "[]Track" {
			return []abi.Field{{Name: "name", Type: "text"}, {Name: "quorum", Type: "u64"}}
		}
		return nil
	}
	got, err := flatten(elements, fields, "", object)
	want := []value{{name: "deposit", now: "5", unit: amountUnit}, {name: "secret", now: "0x00ff"}, {name: "label", now: "7"},
		{name: "text.quorum", now: "1"}, {name: "rules.quorum", now: "2"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v, %v, want %v", got, err, want)
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

func TestARangeIsWhatGuardrailAndChainBothAllow(t *testing.T) {
	rails := []governance.Guardrail{{Name: "chain/probation", Least: sdk.U64(1), Most: sdk.U64(100)}, {Name: "rewards/dispute", Least: sdk.U64(0), Most: sdk.U64(28)}}
	for _, c := range []struct{ owner, name, least, most string }{
		{governance.Chain, "probation", "3", "100"}, // the chain takes no less than 3, votes no more than 100
		{governance.Chain, "unbonding", "1", "400"},
		{rewards.Name, "dispute", "0", "28"},
		{rewards.Name, "probation", "", ""},
	} {
		if row := rowOf(c.owner, value{name: c.name}, rails); row.Least != c.least || row.Most != c.most {
			t.Errorf("%s is %q to %q, want %q to %q", row.Name, row.Least, row.Most, c.least, c.most)
		}
	}
}

// A title that a command makes of many changes is one that the contract takes.
func TestATitleOfManyChangesFits(t *testing.T) {
	for _, title := range []string{"", "short", strings.Repeat("x", maxTitle), strings.Repeat("governance/track.voting = 1, ", 13), strings.Repeat("\u00fc", maxTitle)} {
		d, err := (&proposing{}).one(governance.Action{}, title)
		if err != nil || len(d.Title) > maxTitle || !text.IsLine(d.Title) && title != "" || len(title) <= maxTitle && d.Title != title {
			t.Errorf("%q became %q, %v", title, d.Title, err)
		}
	}
}
