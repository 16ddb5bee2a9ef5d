package main

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/measured"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

func returning(ppm uint64) *roles.Source {
	return &roles.Source{Kind: roles.FromContracts, Contracts: []sdk.Address{shopA}, Returned: ppm}
}

// Together the roles return at most nine tenths, however they are divided and whatever is changed in which order.
func TestP14AllRolesTogetherReturnLessThanWasBurned(t *testing.T) {
	w := newWorld(t)
	w.open(shopA, &shop{})
	want(t, "too much alone", w.define("market", returning(900_001), 1), roles.ErrSource)
	want(t, "no sense elsewhere", w.define("market", &roles.Source{Kind: roles.FromAttestors, Returned: 1}, 1), roles.ErrSource)
	want(t, "the most", w.define("market", returning(600_000), 1), 0)
	want(t, "the rest and one", w.define("makers", returning(300_001), 1), roles.ErrSource)
	want(t, "the rest", w.define("makers", returning(300_000), 1), 0)
	set := func(role string, ppm uint64) uint32 {
		return w.As(governanceAddress).Run(func() { SetSource(roles.SetSourceArgs{Role: role, Source: *returning(ppm)}) })
	}
	want(t, "more", set("market", 600_001), roles.ErrSource)
	want(t, "less", set("market", 500_000), 0)
	want(t, "and the other more", set("makers", 400_000), 0)
	want(t, "huge", set("makers", ^uint64(0)), roles.ErrSource)
}

// What was burned limits what is earned; where nobody paid there is no limit. Who did nothing has no entry.
func TestP14WhoPaidForWorkEarnsAPartOfWhatWasBurned(t *testing.T) {
	burned := sdk.U64(1001)
	page := measured.MeasuresResult{Measured: sales(3, 5)}
	page.Measured[0].Burned = &burned
	page.Measured[1].Measures[0] = sdk.Amount{}
	list, ok := entriesOf(&page, nil, 1, 600_000)
	if !ok || len(list) != 2 || list[0].Limit == nil || *list[0].Limit != sdk.U64(600) || list[1].Limit != nil {
		t.Errorf("%v %+v", ok, list)
	}
}
