package chain

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/cli"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

var rules = &Contract{Name: "gov", iface: &abi.Interface{Methods: []abi.Method{
	{Name: "weights", Entry: abi.EntryQuery, Returns: []abi.Field{{Name: "base", Type: "[]Weight", Doc: "in force"}, {Name: "since", Type: "u64", Doc: "epoch"}}},
	{Name: "params", Entry: abi.EntryQuery, Returns: ruleFields},
	{Name: "set_params", Entry: abi.EntryExecute, Args: ruleFields},
}, Types: map[string][]abi.Field{"Weight": {{Name: "role", Type: "text"}, {Name: "weight", Type: "u64", Doc: "ppm"}}}}}

var ruleFields = []abi.Field{
	{Name: "deposit", Type: "amount", Doc: "base units, exactly"}, {Name: "quorum", Type: "u64", Doc: "ppm of all stake"},
	{Name: "voting", Type: "u64", Doc: "epochs"}, {Name: "score", Type: "amount", Doc: "of all", Optional: true}, {Name: "note", Type: "text", Optional: true},
}

// Values say their units: base units are tokens, parts per million percent, and the rest, amounts of
// something else too, has the interface's words behind it.
func TestValuesSayTheirUnits(t *testing.T) {
	var out strings.Builder
	rules.ShowResult(cli.NewPrinter(&out), abi.EntryQuery, "params", map[string]any{"deposit": "10000000000000000000000", "quorum": 334000.0, "voting": 3.0, "score": "15"})
	want := "deposit\t10000 tokens\tbase units, exactly\nquorum\t33.4%\tppm of all stake\nvoting\t3\tepochs\nscore\t15\tof all\n"
	if out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestACallThatAProposalHoldsIsRead(t *testing.T) {
	input, err := rules.Encode(abi.EntryExecute, "set_params", []byte(`{"deposit":"2tokens","quorum":500000,"voting":4}`))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	rules.ShowCall(cli.NewPrinter(&out), input)
	if want := "call\tgov.set_params\ndeposit\t2 tokens\tbase units, exactly\nquorum\t50%\tppm of all stake\nvoting\t4\tepochs\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
	out.Reset()
	if rules.ShowCall(cli.NewPrinter(&out), []byte{0xff}); out.String() != "call\tff\n" {
		t.Errorf("garbage reads %q", out.String())
	}
}

// What is within a value has its units, too, behind the name of the value.
func TestAnObjectInAnObject(t *testing.T) {
	c := &Contract{iface: &abi.Interface{Methods: []abi.Method{{Name: "role", Entry: abi.EntryQuery, Returns: []abi.Field{{Name: "source", Type: "Source"}}}},
		Types: map[string][]abi.Field{"Source": {{Name: "returned", Type: "u64", Doc: "ppm"}, {Name: "contracts", Type: "[]address"}}}},
		called: func(abi.Address) string { return "market" }}
	var out strings.Builder
	c.ShowResult(cli.NewPrinter(&out), abi.EntryQuery, "role", map[string]any{"source": map[string]any{"returned": 450000.0, "contracts": []any{abi.Address{1}.String()}}})
	if want := "source.returned\t45%\tppm\nsource.contracts\tmarket\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}

func TestAListIsATable(t *testing.T) {
	var out strings.Builder
	rules.ShowResult(cli.NewPrinter(&out), abi.EntryQuery, "weights", map[string]any{"since": 4.0, "base": []any{map[string]any{"role": "social", "weight": 60000.0}}})
	if want := "since\t4\tepoch\n\nbase: in force\nrole\tweight\nsocial\t6%\n"; out.String() != want {
		t.Errorf("got %q, want %q", out.String(), want)
	}
}
