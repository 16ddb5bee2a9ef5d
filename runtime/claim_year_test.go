package runtime_test

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// Who was away for a year, in which nobody swept, is paid by four claims, on the real contract: all four fit one block, a claim
// takes less than a twentieth of a block's gas, the same whether the year was long or short, and a claim that finds
// nothing next to none. A short year by default; FULL=1 for one of 365 epochs.
func TestAClaimOverAYear(t *testing.T) {
	long(t)
	epochs := 105
	if os.Getenv("FULL") != "" {
		epochs = 365
	}
	c := unswept(t, epochs)
	contract, err := c.At("rewards")
	must(t, err)
	ada := sandbox.Key("ada").Address()
	input := rewards.Client{}.Claim(rewards.ClaimArgs{Account: sdk.AddressOf(ada[:])}).Input
	var claims [][]byte
	for range epochs/100 + 2 { // one finds nothing
		raw, err := c.Tx("dora", tx.Call{Contract: contract.Address, Input: input})
		must(t, err)
		claims = append(claims, raw)
	}
	var settled uint64
	for i, r := range plain(t, c, c.Time(), claims...).Receipts {
		var paid rewards.ClaimResult
		if r.Code != abi.CodeOK || !sdk.Unmarshal(r.Data, &paid) {
			t.Fatalf("%+v", r)
		}
		settled += paid.Entitlements
		t.Logf("claim %d: %d entitlements, %d gas", i+1, paid.Entitlements, r.GasUsed)
		if most := 1_500_000 + 500_000*paid.Entitlements; r.GasUsed > most {
			t.Errorf("a claim of %d entitlements takes %d gas, at most %d", paid.Entitlements, r.GasUsed, most)
		}
	}
	if settled != uint64(epochs) {
		t.Errorf("settled %d", settled)
	}
}

// unswept is a chain on which a developer worked in so many epochs and nobody was paid: the sweep believes to have paid
// everything long ago.
func unswept(t *testing.T, epochs int) *sandbox.Chain {
	g := society(t)
	setParam(t, g, "rewards", "retention", 0)
	young, err := sandbox.New(g, sandbox.Options{})
	must(t, err)
	defer func() { must(t, young.Close()) }()
	block(t, young, young.Time())
	v := young.View()
	defer v.Close()
	exported, err := runtime.ExportState(v, nil)
	must(t, err)
	var at abi.Address
	must(t, young.Read(func(r world.Reader) (err error) { at, _, err = r.ByName("rewards"); return err }))
	i := slices.IndexFunc(exported.State, func(p runtime.GenesisPair) bool { return bytes.Equal(p.Key, world.StorageKey(at, []byte("b"))) })
	exported.State[i].Value = withUint(exported.State[i].Value, 6, 1<<40)
	p := playOf(t, exported, sandbox.Options{})
	for range epochs {
		p.work(map[string]int{"ada": 1, "ben": 100}) // so that a year of hers is less than an epoch may pay out
		p.closes()
		block(t, p.c, p.c.Time()+1)
	}
	for range 3 {
		p.closes()
		block(t, p.c, p.c.Time()+1)
	}
	return p.c
}

// withUint replaces a number in a stored record.
func withUint(record []byte, field int, n uint64) (out []byte) {
	r := abi.NewReader(record)
	fields := r.Array()
	out = abi.AppendArray(nil, fields)
	for i := range fields {
		if raw := r.Raw(); i == field {
			out = abi.AppendUint(out, n)
		} else {
			out = append(out, raw...)
		}
	}
	return out
}
