package genesis

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func network() Network {
	return Network{ChainID: "net-1", Time: time.Unix(1_800_000_000, 0), Epoch: 24 * time.Hour, Program: "0.1.0"}
}

func draft(t *testing.T) *Draft {
	t.Helper()
	d, err := NewDraft(network())
	must(t, err)
	must(t, d.AddAccount(runtime.GenesisAccount{Address: abi.Address{1}, Balance: tokens(1000)}, abi.Amount{}))
	must(t, d.AddAccount(runtime.GenesisAccount{Address: abi.Address{2}, Vesting: &runtime.GenesisVesting{Amount: tokens(500), Seconds: 1000}}, abi.Amount{}))
	return d
}

// A document is written in one form, whoever reads and writes it on the way.
func TestADraftIsWhatWasPutIn(t *testing.T) {
	d := draft(t)
	raw, err := d.Bytes()
	must(t, err)
	back, err := ReadDraft(raw)
	must(t, err)
	again, err := back.Bytes()
	must(t, err)
	if !bytes.Equal(raw, again) {
		t.Error("another document after a trip through a file")
	}
	s, err := back.Check()
	must(t, err)
	if s.Minted != tokens(1500) || s.Vesting != tokens(500) || s.Accounts != 2 || len(s.Code) != 4 || s.Program != "0.1.0" || len(s.AppHash) != 64 {
		t.Errorf("%+v", s)
	}
	p := back.State.Params
	if p.EpochSeconds != 86_400 || p.Probation != 7 || !strings.Contains(strings.ReplaceAll(string(back.State.Contracts[1].Init), " ", ""), `"dispute":3`) {
		t.Errorf("not the defaults of a network: %+v, %s", p, back.State.Contracts[1].Init)
	}
}

func TestADraftTakesNothingTwiceAndNothingEmpty(t *testing.T) {
	d := draft(t)
	for _, a := range []runtime.GenesisAccount{{Address: abi.Address{1}, Balance: abi.U64(1)}, {Address: abi.Address{3}}} {
		if err := d.AddAccount(a, abi.Amount{}); !errors.Is(err, ErrDraft) {
			t.Errorf("%+v: %v", a, err)
		}
	}
	must(t, d.AddAccount(runtime.GenesisAccount{Address: abi.Address{3}}, tokens(1)))
	if err := d.AddAccount(runtime.GenesisAccount{Address: abi.Address{3}}, tokens(1)); !errors.Is(err, ErrDraft) {
		t.Errorf("a second bond: %v", err)
	}
	for name, spoil := range map[string]func(*Network){
		"no name":        func(n *Network) { n.ChainID = "" },
		"a long name":    func(n *Network) { n.ChainID = strings.Repeat("x", 51) },
		"lines as name":  func(n *Network) { n.ChainID = "a\nb" },
		"no time":        func(n *Network) { n.Time = time.Time{} },
		"part of second": func(n *Network) { n.Time = n.Time.Add(1) },
		"no epoch":       func(n *Network) { n.Epoch = 0 },
		"a long epoch":   func(n *Network) { n.Epoch = (world.MaxEpochSeconds + 1) * time.Second },
	} {
		n := network()
		spoil(&n)
		if _, err := NewDraft(n); !errors.Is(err, ErrDraft) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Stake needs no validator, is created on top of what the account holds, and leaves the validators as they are.
func TestADraftHasStakeWithoutValidators(t *testing.T) {
	d := draft(t)
	before, err := d.Check()
	must(t, err)
	must(t, d.AddAccount(runtime.GenesisAccount{Address: abi.Address{3}, Balance: tokens(2)}, tokens(5)))
	must(t, d.AddAccount(runtime.GenesisAccount{Address: abi.Address{4}}, tokens(1)))
	after, err := d.Check()
	must(t, err)
	if more, _ := after.Minted.Sub(before.Minted); more != tokens(8) || after.Accounts != before.Accounts+1 || len(d.Doc.Validators) != 0 {
		t.Errorf("%+v, then %+v", before, after)
	}
	raw, err := d.Bytes()
	must(t, err)
	back, err := ReadDraft(raw)
	must(t, err)
	if !reflect.DeepEqual(back.State.Bonds, d.State.Bonds) || len(back.State.Bonds) != 2 {
		t.Errorf("%+v", back.State.Bonds)
	}
}

// Whatever is outside of what a vote may reach is refused by name, and no document of a devnet is a network's.
func TestACheckRefusesWhatIsOutOfBounds(t *testing.T) {
	for says, spoil := range map[string]func(*Draft){
		"profile":                         func(d *Draft) { d.State.Profile = "devnet" },
		"which version":                   func(d *Draft) { d.State.Program = "" },
		"version \"a b\"":                 func(d *Draft) { d.State.Program = "a b" },
		"max_tx_gas is 1,":                func(d *Draft) { d.State.Params.MaxTxGas = 1 },
		"epoch_seconds is 99999999999":    func(d *Draft) { d.State.Params.EpochSeconds = 99999999999 },
		"consensus_params":                func(d *Draft) { d.Doc.ConsensusParams.Block.MaxBytes++ },
		"initial height is 5":             func(d *Draft) { d.Doc.InitialHeight = 5 },
		"app_hash":                        func(d *Draft) { d.Doc.AppHash = []byte{1} },
		"contract 0 is other":             func(d *Draft) { d.State.Contracts[0].Name = "other" },
		"has the capabilities":            func(d *Draft) { d.State.Contracts[0].Capabilities = []abi.Capability{abi.CapUpgrade} },
		"it has 3 contracts":              func(d *Draft) { d.State.Contracts = d.State.Contracts[1:] },
		"contract formula: no code":       func(d *Draft) { d.State.Contracts[0].CodeHash = abi.Hash{1} },
		"it gives away":                   func(d *Draft) { d.State.Accounts[0].Balance = tokens(999_999_999) },
		"is there twice":                  func(d *Draft) { d.State.Accounts[1].Address = d.State.Accounts[0].Address },
		"vesting takes 0 seconds":         func(d *Draft) { d.State.Accounts[1].Vesting.Seconds = 0 },
		"contract governance: instantiat": func(d *Draft) { d.State.Contracts[2].Init = json.RawMessage(`{}`) },
	} {
		d := draft(t)
		spoil(d)
		if _, err := d.Check(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("want %q, got %v", says, err)
		}
	}
}

func TestACheckDoubtsCodeOfOthers(t *testing.T) {
	s := Summary{Code: []Code{{"formula", abi.Hash{1}}}}
	if s.ownCode(); len(s.Doubts) != 1 || !strings.Contains(s.Doubts[0], "formula") {
		t.Error(s.Doubts)
	}
}

func TestReadDraftRefusesWhatIsNone(t *testing.T) {
	for _, raw := range []string{"", "{}", "x", `{"app_state":{"profil":"x"}}`, `{"app_state":{"state":[{"key":"AA==","value":"AA=="}]}}`} {
		if _, err := ReadDraft([]byte(raw)); !errors.Is(err, ErrDraft) {
			t.Errorf("%q: %v", raw, err)
		}
	}
}
