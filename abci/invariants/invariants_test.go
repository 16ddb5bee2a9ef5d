package invariants

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// What a contract answers is read by what it says, whatever else it has; what cannot be read is no answer.
func TestAnswers(t *testing.T) {
	for what, test := range map[string]struct {
		answer []byte
		want   string
	}{
		"sound":               {sdk.Marshal(&rewards.InvariantsResult{Ok: true}), ""},
		"sound, with numbers": {sdk.Marshal(&roles.InvariantsResult{Ok: true}), ""},
		"violated":            {sdk.Marshal(&rewards.InvariantsResult{Violations: []string{"one", "two"}}), "one two"},
		"violated, no words":  {sdk.Marshal(&roles.InvariantsResult{}), "the contract says that its invariants do not hold"},
		"nothing":             {nil, "the contract does not say whether its invariants hold"},
		"nonsense":            {[]byte{0xa1, 0x62, 'o', 'k', 0x07}, "the contract does not say whether its invariants hold"},
		"more than a map":     {[]byte{0xa0, 0x00}, "the contract does not say whether its invariants hold"},
	} {
		list, answered := read(test.answer)
		if got := strings.Join(list, " "); got != test.want || answered == strings.Contains(got, "does not say") {
			t.Errorf("%s: %q, want %q", what, got, test.want)
		}
	}
}

// What a vote may have caused stops no node; what nobody could have voted for does.
func TestAVotedCodeStopsNothing(t *testing.T) {
	r := &Report{Violations: []Violation{{Where: "rewards", What: "one is missing"}}}
	if r.Fault() != nil {
		t.Error("stops for a voted code")
	}
	r.Violations = append(r.Violations, Violation{Where: "ledger", What: "one is missing", Fatal: true})
	if err := r.Fault(); err == nil || !strings.Contains(err.Error(), "ledger: one is missing") {
		t.Error(err)
	}
}
