package abci

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
)

// A genesis is read field by field, in whatever order; what would mean something else to another reader is refused.
func TestDecodeGenesis(t *testing.T) {
	account := `{"address":"` + (abi.Address{1}).String() + `","balance":"5"}`
	g, err := ParseGenesis([]byte(`{"state":null,"accounts":[` + account + `,` + account + `],"profile":"x","cap":"9","params":{}}`))
	if err != nil || len(g.Accounts) != 2 || g.Accounts[1].Balance != abi.U64(5) || g.Profile != "x" || g.Cap != abi.U64(9) || g.State != nil {
		t.Errorf("%+v, %v", g, err)
	}
	g, err = ParseGenesis([]byte(`{"state":[{"key":"YQ==","value":"Yg=="}]}`))
	if err != nil || len(g.State) != 1 || string(g.State[0].Value) != "b" {
		t.Errorf("%+v, %v", g, err)
	}
	for text, want := range map[string]string{
		`[]`:                           "want an object",
		`{"acounts":[]}`:               `unknown field "acounts"`,
		`{"accounts":[{"adress":""}]}`: `accounts: json: unknown field "adress"`,
		`{"accounts":{}}`:              "want a list",
		`{"accounts":[],"accounts":[` + account + `]}`: "accounts is there twice",
		`{"cap":"1","cap":"2"}`:                        "cap is there twice",
		`{"Accounts":[` + account + `]}`:               "small letters",
		`{"accounts":[` + account:                      "EOF",
		``:                                             "EOF",
	} {
		if _, err := ParseGenesis([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
