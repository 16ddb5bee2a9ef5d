package backtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"testing"

	"github.com/peerz-ai/peerz-chain/cmd/audit/audittest"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

const (
	sqrt = "../../../../examples/formula-sqrt/formula-sqrt.wasm"
	trap = "../../../../contracts/testdata/formula-trap/formula-trap.wasm"
)

var ctx = context.Background()

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func module(t testing.TB, path string) []byte {
	t.Helper()
	wasm, err := os.ReadFile(path)
	must(t, err)
	return wasm
}

// source is a chain with the real contracts, on which ada, ben and eve have worked for three epochs.
type source struct {
	*audittest.Chain
	t testing.TB
}

func (s source) Wasm(ctx context.Context, hash abi.Hash) ([]byte, error) {
	return s.Module(ctx, sdk.HashOf(hash[:]))
}

func started(t testing.TB) source {
	s := source{audittest.New(t), t}
	s.Register("developers", "ada", "ben")
	s.Register("compute", "eve")
	for epoch := range uint64(3) {
		s.Works("developers", audittest.Work{ID: "ada", Measures: []uint64{100 + epoch}}, audittest.Work{ID: "ben", Measures: []uint64{4}})
		s.Works("compute", audittest.Work{ID: "eve", Measures: []uint64{1000, 7}})
		s.Close()
	}
	return s
}

// reported proposes something, and waits for the chain's report about it.
func (s source) reported(action governance.Action) governance.Report {
	s.t.Helper()
	contract := governance.Client{Node: s}
	rules, err := contract.GetParams(ctx)
	must(s.t, err)
	var made governance.ProposeResult
	propose := contract.Propose(governance.ProposeArgs{Title: "a title", Actions: []governance.Action{action}})
	if !sdk.Unmarshal(s.Call("alice", governance.Name, propose.Input, abi.Amount(rules.Deposit.Add(rules.Deposit))), &made) {
		s.t.Fatal("propose answers nonsense")
	}
	for range 20 {
		_, err := s.Block(s.Time())
		must(s.t, err)
		r, err := contract.GetReport(ctx, governance.ProposalArgs(made))
		must(s.t, err)
		if r.Done {
			return r
		}
	}
	s.t.Fatal("the report is never complete")
	return governance.Report{}
}

// same calculates what a report is about again, and compares the digests.
func (s source) same(what string, change Change, r governance.Report) *Report {
	s.t.Helper()
	if r.Epochs < 2 {
		s.t.Fatalf("%s: the report has %d epochs", what, r.Epochs)
	}
	again, err := Epochs(ctx, s, change, Span{Last: &r.Last, Most: r.Epochs, Samples: r.Samples})
	must(s.t, err)
	if again.Digest != abi.Hash(r.Digest.Bytes()).String() {
		s.t.Errorf("%s: digest %s, the chain has %x", what, again.Digest, r.Digest.Bytes())
	}
	return again
}

// Whatever a proposal changes of pay: whoever calculates it again comes to the bytes of the chain.
func TestTheChainHasTheSameDigest(t *testing.T) {
	s := started(t)
	wasm := module(t, sqrt)
	raw, err := s.Tx("alice", tx.Upload{Code: wasm})
	must(t, err)
	_, err = s.Block(s.Time(), raw)
	must(t, err)
	for range 10 { // until it may be called
		_, err = s.Block(s.Time())
		must(t, err)
	}
	hash := sha256.Sum256(wasm)
	r := s.reported(governance.Action{Kind: "upgrade", Contract: "formula", CodeHash: sdk.HashOf(hash[:])})
	formula := s.same("formula", Change{Formula: wasm}, r)
	if r.Records != formula.Records || r.Failed != 0 {
		t.Errorf("the chain has scored %d records, of %d; %d epochs failed", r.Records, formula.Records, r.Failed)
	}
	var pools Both
	for _, role := range formula.Roles {
		pools.add(role.Pool.Old, role.Pool.New)
	}
	if pools.Old != pools.New || pools.Old.IsZero() {
		t.Errorf("pools of %s, would be %s", pools.Old, pools.New)
	}
	if formula.Gains[0].ID != "ben" || formula.Losses[0].ID != "ada" { // a root makes the small larger
		t.Errorf("gains %v, losses %v", formula.Gains[0], formula.Losses[0])
	}
	if ada := formula.Of("ada"); len(ada) != 1 || ada[0].Role != "developers" || !ada[0].New.Less(ada[0].Old) {
		t.Errorf("ada: %v", ada)
	}
	if formula.GasOfCall == 0 || formula.GasOfCall > formula.GasLimit || formula.GasOfEpoch < formula.GasOfCall {
		t.Errorf("gas of an epoch %d, of a call %d of %d", formula.GasOfEpoch, formula.GasOfCall, formula.GasLimit)
	}

	contract := rewards.Client{Node: s}
	now, err := contract.Weights(ctx)
	must(t, err)
	var numbers []uint64
	for i := range now.Base {
		switch now.Base[i].Role {
		case "compute":
			now.Base[i].Weight -= 20_000
		case "developers":
			now.Base[i].Weight += 20_000
		}
		numbers = append(numbers, now.Base[i].Weight)
	}
	r = s.reported(governance.Action{Kind: "weights", Weights: now.Base})
	weights := s.same("weights", Change{Weights: numbers}, r)
	if weights.Losses[0].ID != "eve" || weights.Gains[0].ID != "ada" || r.Records != 0 {
		t.Errorf("gains %v, losses %v, %d records", weights.Gains[0], weights.Losses[0], r.Records)
	}

	r = s.reported(governance.Action{Kind: "params", Contract: "rewards", Changes: []governed.ParamChange{{Name: "max_weight", New: "410000"}}})
	s.same("bounds", Change{Params: []governed.Param{{Name: "max_weight", Value: "410000"}}}, r)
	r = s.reported(governance.Action{Kind: "params", Contract: "rewards", Changes: []governed.ParamChange{{Name: "formula_gas", New: "4000000"}}})
	s.same("gas", Change{Params: []governed.Param{{Name: "formula_gas", Value: "4000000"}}}, r)
}

// A code that fails changes nothing of an epoch, and the report says why.
func TestACodeThatFailsPaysNobody(t *testing.T) {
	s := started(t)
	r, err := Epochs(ctx, s, Change{Formula: module(t, trap)}, Span{Most: 30})
	must(t, err)
	if len(r.Failures) != int(r.Epochs) || r.Failures[0].Name != "trap" || len(r.Gains)+len(r.Losses) > 0 {
		t.Errorf("%d epochs, failures %v, gains %v, losses %v", r.Epochs, r.Failures, r.Gains, r.Losses)
	}
	if _, err := Epochs(ctx, s, Change{Formula: []byte("no module")}, Span{Most: 30}); err == nil {
		t.Error("what is no module is calculated with")
	}
}

// crowd stands in for rewards, with one epoch of so many developers: the i-th has measured i+1.
type crowd struct {
	source
	n uint64
}

func (c crowd) Query(ctx context.Context, contract string, input []byte) ([]byte, error) {
	d := sdk.NewDecoder(input)
	d.Tuple(2)
	switch d.Text() {
	case "latest", "epoch":
		e := rewards.EpochResult{State: "sealed", Table: sdk.HashOf([]byte{1}), Pool: sdk.U64(1_000_000),
			Roles: []rewards.RoleShare{{Role: "developers", Participants: c.n, Weight: 1_000_000, Pool: sdk.U64(1_000_000)}}}
		return sdk.Marshal(&e), nil
	case "inputs":
		real, err := rewards.Client{Node: c.source}.Inputs(ctx, rewards.EpochArgs{})
		real.Params.MaxWeight = 1_000_000
		real.Roles = []rewards.RoleInput{{Role: "developers", Previous: 1_000_000, Base: 1_000_000}}
		return sdk.Marshal(&real), err
	}
	var a rewards.RecordsArgs
	a.UnmarshalCBOR(d)
	var first uint64
	if a.After != "" {
		_, _ = fmt.Sscanf(a.After, "p%d", &first)
		first++
	}
	var page rewards.RecordsResult
	for i := first; i < min(first+rewards.RecordsOfPage, c.n); i++ {
		page.Records = append(page.Records, rewards.VerifiedRecord{ID: fmt.Sprintf("p%06d", i), Measures: []sdk.Amount{sdk.U64(i + 1)}, Score: sdk.U64(i + 1)})
	}
	if first+rewards.RecordsOfPage < c.n {
		page.Next = page.Records[rewards.RecordsOfPage-1].ID
	}
	return sdk.Marshal(&page), nil
}

// Of more records than the chain goes through, the pages that its seed draws make the digest, while all are shown.
func TestTheDigestOfASample(t *testing.T) {
	c := crowd{started(t), governance.MaxOfEpoch + 70}
	seed := sdk.HashOf([]byte{7})
	standard := module(t, "../../../../contracts/formula/formula.wasm")
	r, err := Epochs(ctx, c, Change{Formula: standard}, Span{Most: 1, Samples: []governance.Sample{{Epoch: 0, Seed: seed}}})
	must(t, err)
	if r.Records != c.n || len(r.Failures) > 0 {
		t.Errorf("%d records, failures %v", r.Records, r.Failures)
	}
	digest := sha256.Sum256(append(make([]byte, 32), sdk.Marshal(&rewards.BacktestWeightsResult{Old: []uint64{1_000_000}, New: []uint64{1_000_000}})...))
	for i := range uint64(200) {
		_, page := governance.PageAt([]uint64{202}, 200, seed, i)
		var answer rewards.BacktestResult
		for n := 50 * page; n < min(50*page+50, c.n); n++ {
			answer.Scores = append(answer.Scores, rewards.Rescored{ID: fmt.Sprintf("p%06d", n), Old: sdk.U64(n + 1), New: sdk.U64(n + 1)})
		}
		digest = sha256.Sum256(append(digest[:], sdk.Marshal(&answer)...))
	}
	if want := abi.Hash(digest).String(); r.Digest != want {
		t.Errorf("digest %s, want %s", r.Digest, want)
	}
}
