package main

import (
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/formula"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// A whole epoch through the entries that the chain calls, in the encoding it uses.
func TestEntriesSpeakCBOR(t *testing.T) {
	w := newWorld(t)
	w.fund(1100)
	for epoch := range uint64(2) {
		w.As(sdk.Address{}).Must(func() {
			peerzEndEpoch(sdk.Marshal(&sdk.EndEpochArgs{Epoch: epoch, Start: epoch * 10, NextStart: epoch*10 + 10}))
		})
		w.Ctx.Epoch++
		w.As(rolesAddress).Must(func() {
			if epoch == 0 {
				peerzExecute(sdk.Method("record", &rewards.RecordArgs{Role: developers, Entries: []rewards.Entry{entry("a", 3), entry("b", 1)}}))
			}
			peerzExecute(sdk.Method("seal", &rewards.SealArgs{Epoch: epoch, From: epoch + 1}))
		})
	}
	var claimed rewards.ClaimResult
	w.As(who("b")).Must(func() {
		if !sdk.Unmarshal(peerzExecute(sdk.Method("claim", &rewards.ClaimArgs{Account: who("a")})), &claimed) {
			t.Error("claim answers nonsense")
		}
	})
	want(t, "claimed", claimed, rewards.ClaimResult{Paid: sdk.U64(99), Entitlements: 1})
	w.Must(func() { peerzEndBlock([]byte{0xa0}) })
	want(t, "swept", w.balances("a", "b"), "a=99 b=33")
	for method, answer := range map[string]sdk.Unmarshaler{
		"latest": &rewards.EpochResult{}, "weights": &rewards.WeightsResult{}, "params": &rewards.Params{},
	} {
		w.query(func() {
			if !sdk.Unmarshal(peerzQuery(sdk.Method(method, nil)), answer) {
				t.Errorf("%s answers nonsense", method)
			}
		})
	}
	var page rewards.PayoutsResult
	w.query(func() {
		args := rewards.PayoutsArgs{Role: "developers", Limit: 1}
		if !sdk.Unmarshal(peerzQuery(sdk.Method("payouts", &args)), &page) {
			t.Error("payouts answers nonsense")
		}
	})
	want(t, "next page", page.Next, "a")
	w.Expect(sdk.ErrMethod, func() { peerzExecute(sdk.Method("mint", nil)) })
}

// Whatever anyone sends, the contract answers or aborts; it never traps, and the books
// stay right.
func FuzzEntries(f *testing.F) {
	f.Add(sdk.Method("claim", &rewards.ClaimArgs{Account: who("a")}))
	f.Add(sdk.Method("record", &rewards.RecordArgs{Role: 3, Entries: []rewards.Entry{entry("a", 1)}}))
	f.Add(sdk.Method("set_weights", &rewards.SetWeightsArgs{Weights: votes(genesisWeights...), Epoch: 1}))
	f.Add(sdk.Method("payouts", &rewards.PayoutsArgs{Epoch: 0, Role: "developers", After: "a"}))
	f.Add(sdk.Method("schedule", &rewards.ScheduleArgs{Cap: sdk.MaxAmount, To: ^uint64(0)}))
	f.Add(sdk.Method("invariants", &rewards.InvariantsArgs{Epoch: 3}))
	f.Fuzz(func(t *testing.T, input []byte) {
		w := newWorld(t)
		w.contribute()
		w.end()
		for _, caller := range []sdk.Address{rolesAddress, governanceAddress, who("a")} {
			w.As(caller).Run(func() { peerzExecute(input) })
		}
		w.Query(func() { peerzQuery(input) })
		w.sound()
	})
}

// What the host answers when the formula cannot even be started is not the formula's
// fault, and no ground for a rollback.
func TestFormulaThatCannotBeStarted(t *testing.T) {
	for errno, code := range map[sdk.Errno]uint32{sdk.DepthExceeded: rewards.ErrDepth, sdk.InvalidArgument: rewards.ErrFormulaCall} {
		w := newWorld(t)
		w.live(2, with(linear.weights, nil))
		w.Pure(codeHash(2), func(entry string, input []byte) ([]byte, *sdk.CallError) {
			if entry == "weights" {
				return sdk.Marshal(&formula.WeightsResult{Weights: genesisWeights}), nil
			}
			return nil, &sdk.CallError{Errno: errno}
		})
		w.end()
		w.As(rolesAddress).Expect(code, func() { Record(rewards.RecordArgs{Role: developers, Entries: []rewards.Entry{entry("a", 1)}}) })
		w.seal(0)
		w.live(1, linear)
		want(t, "still live", w.contribute().PaidBy, "live")
	}
}

func TestMalformedAnswers(t *testing.T) {
	for _, answer := range [][]byte{nil, {0xa0}, {0xf6}, []byte("nonsense")} {
		w := newWorld(t)
		w.Pure(codeHash(1), func(string, []byte) ([]byte, *sdk.CallError) { return answer, nil })
		w.Infos[formulaAddress] = sdk.ContractInfo{CodeHash: codeHash(1)}
		e := w.contribute()
		want(t, "reason", e.Reason, rewards.ReasonMalformed)
		want(t, "paid by", e.PaidBy, "linear")
	}
}

// If the balance were gone, a claim would refuse, and the sweep would wait without
// failing its hook.
func TestPaymentsThatTheLedgerRefuses(t *testing.T) {
	w := paidWorld(t)
	w.Must(func() { w.Transfer(who("thief"), w.Balance(w.Ctx.Self)) })
	w.As(who("a")).Expect(rewards.ErrTransfer, func() { Claim(rewards.ClaimArgs{Account: who("a")}) })
	w.sweep()
	want(t, "nothing is paid", w.balances("a", "b"), "a=0 b=0")
	w.query(func() { want(t, "noticed", Invariants(rewards.InvariantsArgs{}).Ok, false) })
	w.close() // and epochs go on
	w.Fund(w.Ctx.Self, sdk.U64(1100))
	w.sweep()
	want(t, "paid when it is back", w.balances("a", "b"), "a=276 b=56")
}

func TestReasonHasALimit(t *testing.T) {
	w := newWorld(t)
	w.As(governanceAddress).Expect(rewards.ErrReason, func() {
		SetWeights(rewards.SetWeightsArgs{Weights: votes(genesisWeights...), Reason: strings.Repeat("x", 513)})
	})
}

func TestEvents(t *testing.T) {
	w := newWorld(t)
	w.fund(1100)
	w.give(developers, "a", 1)
	w.Events()
	w.close()
	w.close()
	w.sweep()
	var kinds []string
	for _, e := range w.Events() {
		kinds = append(kinds, e.String())
	}
	want(t, "events", strings.Join(kinds, "\n"), strings.Join([]string{
		"rewards.closed{fees=1100 pool=1100 epoch=0 emission=0 fee_pool=0 from_reserve=0}",
		"rewards.sealed{epoch=0 reason=0 paid_by=live returned=968 verified=0}",
		"rewards.closed{fees=0 pool=0 epoch=1 emission=0 fee_pool=0 from_reserve=0}",
		"rewards.sealed{epoch=1 reason=0 paid_by=live returned=0 verified=0}",
		"rewards.paid{id=a role=developers epoch=0 amount=132 account=0x6100000000000000000000000000000000000000}",
	}, "\n"))
}
