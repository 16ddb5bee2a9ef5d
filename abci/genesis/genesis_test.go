package genesis

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/peerz-ai/peerz-chain/abci"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

func options(validators int) Options {
	o := Options{
		ChainID: "g", Time: time.Unix(1_700_000_000, 987), Epoch: 3 * time.Second,
		Users: []abi.Address{{1}, {2}, {3}},
	}
	for i := range validators {
		o.Validators = append(o.Validators, Validator{Account: abi.Address{9, byte(i)}, PubKey: [32]byte{byte(i + 1), 31: 1}})
	}
	return o
}

// Whatever the number of validators is, the users can decide any vote.
func TestUsersHoldThreeQuartersOfTheStake(t *testing.T) {
	for _, n := range []int{1, 2, 4, 10, 11, 16, 64, 100} {
		o := options(n)
		validators := o.validatorBond() * uint64(n)
		users := uint64(len(o.Users)) * UserTokens
		if o.validatorBond() == 0 || 4*users < 3*(users+validators) {
			t.Errorf("%d validators bond %d against %d", n, validators, users)
		}
	}
}

func TestGenesisIsAFunctionOfItsOptions(t *testing.T) {
	a, err := Document(options(4))
	must(t, err)
	b, err := Document(options(4))
	must(t, err)
	if !bytes.Equal(a.AppState, b.AppState) || a.GenesisTime.Nanosecond() != 0 {
		t.Error("two genesis documents from the same options, or a fraction of a second")
	}
	for name, spoil := range map[string]func(*Options){
		"chain id":   func(o *Options) { o.ChainID = "" },
		"long id":    func(o *Options) { o.ChainID = strings.Repeat("x", 51) },
		"epoch":      func(o *Options) { o.Epoch = 1500 * time.Millisecond },
		"validators": func(o *Options) { o.Validators = nil },
		"users":      func(o *Options) { o.Users = nil },
	} {
		o := options(1)
		spoil(&o)
		if _, err := Document(o); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

// The machine accepts the genesis: every contract instantiates, the books balance,
// and two epochs close.
func TestGenesisRuns(t *testing.T) {
	o := options(2)
	o.Time = time.Unix(sandbox.Start, 0)
	doc, err := Document(o)
	must(t, err)
	g, err := abci.ParseGenesis(doc.AppState)
	must(t, err)
	chain, err := sandbox.New(g, sandbox.Options{})
	must(t, err)
	defer chain.Close()
	for at := range int64(8) {
		_, err := chain.Block(sandbox.Start + at)
		must(t, err)
	}
	must(t, chain.Read(func(r world.Reader) error {
		clock, err := r.Clock()
		if clock.Epoch != 2 {
			t.Errorf("epoch %d after 7 seconds of 3 each", clock.Epoch)
		}
		list, err2 := r.Contracts()
		if len(list) != len(builtins) {
			t.Errorf("%d contracts", len(list))
		}
		must(t, err)
		must(t, err2)
		return r.CheckBooks()
	}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
