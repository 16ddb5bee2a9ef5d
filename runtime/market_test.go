package runtime_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// trading is the society with a market of jobs, which measures compute and models, at terms of its own.
func trading(t testing.TB, terms map[string]any, compute, models uint64) *runtime.Genesis {
	g := society(t)
	built, ok := contracts.Get("jobs")
	if !ok {
		t.Fatal("no contract jobs")
	}
	g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: built.Wasm})
	init, err := json.Marshal(terms)
	must(t, err)
	market := runtime.GenesisContract{Name: "market", CodeHash: sha256.Sum256(built.Wasm), Init: init}
	g.Contracts = append([]runtime.GenesisContract{market}, g.Contracts...) // roles looks for it
	address := abi.ContractAddress(abi.Address{}, 0)
	two := func(a, b string) []map[string]string {
		return []map[string]string{{"name": a, "unit": "units"}, {"name": b, "unit": "units"}}
	}
	roles := rolesInit()
	list := roles["roles"].([]map[string]any)
	for i, r := range list {
		switch r["name"] {
		case "compute":
			list[i] = map[string]any{"name": "compute", "measures": two("inference", "fine_tuning"),
				"source": map[string]any{"kind": "contracts", "contracts": []abi.Address{address}, "returned": compute}}
		case "models":
			list[i] = map[string]any{"name": "models", "measures": two("deployments", "uses"),
				"source": map[string]any{"kind": "contracts", "contracts": []abi.Address{address}, "returned": models}}
		}
	}
	change(t, g, "roles", roles)
	return g
}

// balance is what somebody holds.
func (p *play) balance(who string) (a abi.Amount) {
	must(p.t, p.c.Read(func(r world.Reader) error {
		acc, err := r.Account(sandbox.Key(who).Address())
		a = acc.Balance
		return err
	}))
	return a
}

// job is a job from the offer to the payment.
func (p *play) job(customer, provider string, price abi.Amount) {
	p.t.Helper()
	offer := fmt.Sprintf(`{"model":1,"kind":"inference","input":"%064d","locator":"file:q","deadline":%d,"work":60}`, 0, p.c.Time()+3600)
	var made struct{ Job uint64 }
	must(p.t, json.Unmarshal(p.say(customer, "market", "create", offer, price), &made))
	job := fmt.Sprintf(`{"job":%d}`, made.Job)
	p.say(provider, "market", "take", job, abi.Amount{})
	p.say(provider, "market", "deliver", fmt.Sprintf(`{"job":%d,"result":"%064d","locator":"file:a"}`, made.Job, 1), abi.Amount{})
	p.say(customer, "market", "accept", job, abi.Amount{})
}

// An agent that is customer, provider and owner at once, alone on the market, loses, whatever the terms of the market are, and
// however the roles divide what they may return. Nobody else is there to share with, so that the whole of two
// role pools is its share: only what was burned bounds it.
func TestAttackAWashingAgent(t *testing.T) {
	long(t)
	for _, x := range []struct {
		fee, royaltyBurn, royalty int
		compute, models           uint64
	}{
		{1_000, 0, 0, 900_000, 0},
		{1_000, 0, 500_000, 0, 900_000},
		{50_000, 100_000, 100_000, 450_000, 450_000},
		{200_000, 500_000, 500_000, 450_000, 450_000},
	} {
		t.Run(fmt.Sprint(x), func(t *testing.T) {
			terms := map[string]any{"fee": x.fee, "royalty_burn": x.royaltyBurn, "bond": 10_000, "least": "1", "review": 60, "judging": 60}
			g := trading(t, terms, x.compute, x.models)
			change(t, g, "rewards", generous())
			p := playOf(t, g, sandbox.Options{})
			model := fmt.Sprintf(`{"name":"m","version":"1","licence":"MIT","artifact":"%064d","locator":"file:m","royalty":%d}`, 0, x.royalty)
			p.say("dora", "market", "register_model", model, abi.Amount{})
			p.say("carol", "market", "bond", `{}`, tokens(1000)) // the agent has two accounts: carol attests, too
			before, _ := p.balance("dora").Add(p.balance("carol"))
			for range 3 {
				p.job("dora", "carol", tokens(1000))
				p.closes()
			}
			for range 5 { // what is verified, disputed, and paid
				p.closes()
			}
			var paid struct {
				Payouts []struct{ Amount, Limit abi.Amount }
			}
			p.ask("rewards", "payouts", `{"epoch":1,"role":"compute"}`, &paid)
			if len(paid.Payouts) != 1 || paid.Payouts[0].Amount != paid.Payouts[0].Limit {
				t.Errorf("%+v", paid)
			}
			if after, _ := p.balance("dora").Add(p.balance("carol")); !after.Less(before) {
				t.Errorf("the agent has %s, and had %s", after, before)
			}
			for _, name := range []string{"rewards", "market"} {
				if said := p.violations(name); len(said) > 0 {
					t.Errorf("the invariants of %s do not hold: %s", name, said)
				}
			}
		})
	}
}

// generous is what rewards begins with when every parameter is at its end: the largest draws on the reserve, all fees for liquidity.
func generous() map[string]any {
	return map[string]any{"cap": world.DefaultCap, "start": sandbox.Start,
		"roles": []string{"compute", "validators", "models", "developers", "liquidity", "social"}, "weights": []int{400_000, 200_000, 120_000, 120_000, 100_000, 60_000},
		"params": map[string]any{"dispute": 1, "fee_share": 1_000_000, "min_weight": 0, "max_weight": 1_000_000, "max_change": 1_000_000, "pool_limit": 3_000_000,
			"review": 10_000, "demand_floor": "0", "wanted_stake": 1_000_000, "formula_gas": 10_000_000, "formula_gas_per_record": 50_000}}
}

// violations asks for the invariants of a contract, part by part.
func (p *play) violations(name string) []string {
	p.t.Helper()
	for args := `{}`; ; {
		var part struct {
			OK         bool
			Next       string
			Sum        json.RawMessage
			Violations []string
		}
		switch p.ask(name, "invariants", args, &part); {
		case len(part.Violations) > 0 || part.OK:
			return part.Violations
		case part.Next == "":
			return []string{"not said"}
		}
		args = fmt.Sprintf(`{"after":%q,"sum":%s}`, part.Next, part.Sum)
	}
}
