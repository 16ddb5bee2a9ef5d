package gov

import (
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/peerz/gov/backtest"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// What was in force when it was proposed, and in which order the changes are named, makes no other change.
func TestTheSameChangeIsKnownAgain(t *testing.T) {
	params := func(changes ...governed.ParamChange) governance.Action {
		return governance.Action{Kind: "params", Contract: "rewards", Changes: changes}
	}
	one, two := governed.ParamChange{Name: "dispute", Old: "1", New: "2"}, governed.ParamChange{Name: "max_weight", New: "3"}
	later := one
	later.Old = "7"
	other := one
	other.New = "3"
	code := governance.Action{Kind: "upgrade", Contract: "formula", CodeHash: sdk.HashOf([]byte{31: 1})}
	for _, c := range []struct {
		what string
		a, b governance.Action
		want bool
	}{
		{"the same", params(one, two), params(one, two), true},
		{"in another order", params(one, two), params(two, one), true},
		{"proposed when something else was in force", params(one), params(later), true},
		{"another value", params(one), params(other), false},
		{"more", params(one), params(one, two), false},
		{"the same code", code, code, true},
		{"texts", governance.Action{Kind: "text"}, governance.Action{Kind: "text"}, false},
	} {
		others := []governance.Action{{Kind: "text"}, c.b}
		if got := repeats([]governance.Action{c.a}, others); got != c.want {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}

func TestWhatTheCalculationWarnsOf(t *testing.T) {
	r := backtest.Report{Epochs: 3, Roles: []*backtest.Role{{Role: "compute"}, {Role: "social", Mended: 2}},
		Failures: []backtest.Failure{{Epoch: 7, Reason: 21, Name: "trap"}}}
	want := []string{"in 2 of the last 3 epochs it would have paid nobody in social, so the formula before it would have",
		"in epoch 7 it fails, by reason 21: trap"}
	if got := warnings(&r); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
