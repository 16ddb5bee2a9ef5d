package audit

import (
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// What is paid of a payout while the limit on outflow keeps the rest counts as paid: out of the role's pool first, then of the fee pool.
func TestAPayoutInPartsCountsAsFarAsItIsPaid(t *testing.T) {
	n := func(x uint64) *sdk.Amount { a := sdk.U64(x); return &a }
	for part, paid := range map[uint64][2]uint64{0: {0, 0}, 1: {1, 0}, 59: {59, 0}, 60: {60, 0}, 63: {60, 3}, 65: {60, 5}} {
		e := &Epoch{Account: rewards.EpochResult{FeePool: sdk.U64(10)}}
		of := func(id string, score, amount, fee uint64, part *sdk.Amount) Payout {
			return Payout{"liquidity", rewards.Payout{ID: id, Contribution: sdk.U64(score), Score: sdk.U64(score), Amount: sdk.U64(amount), FeeAmount: sdk.U64(fee), State: "matured", Part: part}}
		}
		e.Payouts = []Payout{of("a", 2, 60, 6, n(part)), of("b", 1, 30, 3, nil)}
		s := &scoring{records: map[key]*record{}}
		for id, score := range map[string]uint64{"a": 2, "b": 1} {
			s.records[key{"liquidity", id}] = &record{measures: []sdk.Amount{sdk.U64(score)}, live: Wide(sdk.U64(score)), last: Wide(sdk.U64(score))}
		}
		k := &check{e: e}
		k.role(&rewards.RoleShare{Role: "liquidity", Pool: sdk.U64(90), FeePool: sdk.U64(10), ScoreTotal: sdk.U64(3), RawTotal: sdk.U64(3), Participants: 2,
			PaidBy: "live", Paid: sdk.U64(paid[0]), FeePaid: sdk.U64(paid[1])}, s, "live", 0)
		if len(k.findings) > 0 {
			t.Errorf("%d: %v", part, k.findings)
		}
	}
}
