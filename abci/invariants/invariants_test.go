package invariants

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/pool"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/api/token"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// What a contract answers is read by what it says, whatever else it has; what cannot be read is no answer.
func TestAnswers(t *testing.T) {
	for what, test := range map[string]struct {
		answer []byte
		want   string
	}{
		"sound":                {sdk.Marshal(&rewards.InvariantsResult{Ok: true}), ""},
		"sound, with numbers":  {sdk.Marshal(&roles.InvariantsResult{Ok: true}), ""},
		"violated":             {sdk.Marshal(&rewards.InvariantsResult{Violations: []string{"one", "two"}}), "one two"},
		"violated, no words":   {sdk.Marshal(&roles.InvariantsResult{}), "the contract says that its invariants do not hold"},
		"a part, so far sound": {sdk.Marshal(&token.InvariantsResult{Next: new(sdk.Address)}), ""},
		"a part, violated":     {sdk.Marshal(&pool.InvariantsResult{Next: new(sdk.Address), Violations: []string{"one"}}), "one"},
		"the last, violated":   {sdk.Marshal(&token.InvariantsResult{}), "the contract says that its invariants do not hold"},
		"nothing":              {nil, "the contract does not say whether its invariants hold"},
		"nonsense":             {[]byte{0xa1, 0x62, 'o', 'k', 0x07}, "the contract does not say whether its invariants hold"},
		"more than a map":      {[]byte{0xa0, 0x00}, "the contract does not say whether its invariants hold"},
	} {
		a := read(test.answer)
		if got := strings.Join(a.violations, " "); got != test.want || a.answered == strings.Contains(got, "does not say") {
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

// Who is asked, and what an answer is worth: an instance of this program's code is believed, whoever made it, unless it blames another's
// code; of other code only what a role is paid by is a violation; and nobody keeps the check busy.
func TestWhoIsBelieved(t *testing.T) {
	built := func(name string) abi.Hash {
		c, _ := contracts.Get(name)
		h, _ := abi.ParseHash(c.Hash)
		return h
	}
	at := func(n byte) abi.Address { return abi.Address{n} }
	msg := func(a abi.Address) *sdk.Address { x := sdk.AddressOf(a[:]); return &x }
	list := []world.Named{
		{Address: at(1), Contract: world.Contract{Name: "roles", Revision: 1}},
		{Address: at(2), Contract: world.Contract{CodeHash: built("pool")}},
		{Address: at(3), Contract: world.Contract{CodeHash: built("token")}},
		{Address: at(4), Contract: world.Contract{CodeHash: abi.Hash{4}}}, // a stranger's
		{Address: at(5), Contract: world.Contract{CodeHash: abi.Hash{5}}}, // a stranger's that a role is paid by
	}
	sound := sdk.Marshal(&token.InvariantsResult{Ok: true})
	broken := sdk.Marshal(&pool.InvariantsResult{Violations: []string{"broken"}})
	blames := func(n byte) []byte {
		return sdk.Marshal(&pool.InvariantsResult{Violations: []string{"broken"}, Blames: msg(at(n))})
	}
	endless := sdk.Marshal(&token.InvariantsResult{Next: msg(at(9))})
	for what, c := range map[string]struct {
		who                byte
		says               []byte
		violations, doubts int
		fatal              bool
	}{
		"a pool that is broken":                   {2, broken, 1, 0, true},
		"a pool that blames a token of this code": {2, blames(3), 1, 0, true},
		"a pool that blames a stranger":           {2, blames(4), 0, 1, false},
		"a pool that cannot answer":               {2, nil, 0, 1, false},
		"a token that never ends":                 {3, endless, 0, 1, false},
		"a stranger's code":                       {4, broken, 0, 0, false},
		"a source of a role":                      {5, broken, 1, 0, false},
	} {
		r := &Report{}
		err := r.Contracts(list, 100_000_000, func(who abi.Address, input []byte, _ uint64) (Answer, error) {
			a := Answer{Output: sound, Gas: 1}
			switch {
			case strings.Contains(string(input), "eroles"): // the query `roles`
				a.Output = sdk.Marshal(&roles.RolesResult{Roles: []roles.RoleInfo{{Source: roles.Source{Contracts: []sdk.Address{*msg(at(5))}}}}})
			case who == at(c.who):
				a.Output = c.says
			}
			return a, nil
		})
		if err != nil || len(r.Violations) != c.violations || len(r.Doubts) != c.doubts || (r.Fault() != nil) != c.fatal {
			t.Errorf("%s: %+v, %v", what, r, err)
		}
		if c.who != 3 && len(r.Asked) != 4 { // all but the stranger's
			t.Errorf("%s: asked %v", what, r.Asked)
		}
	}
}
