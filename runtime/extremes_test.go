package runtime_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// change sets some of the arguments with which genesis instantiates a contract.
func change(t testing.TB, g *runtime.Genesis, contract string, to map[string]any) {
	t.Helper()
	for i, c := range g.Contracts {
		if c.Name != contract {
			continue
		}
		var args map[string]any
		must(t, json.Unmarshal(c.Init, &args))
		for k, v := range to {
			args[k] = v
		}
		var err error
		g.Contracts[i].Init, err = json.Marshal(args)
		must(t, err)
	}
}

// longestChange is the longest change of rewards' parameters that a proposal can hold: as much as fits for the formula.
func longestChange() string {
	return fmt.Sprintf(`{"name":"formula_params","new":"0x%s"}`, manyRules(57))
}

// Every track is full of the longest proposals, as many wait, they all pass at one boundary, and the upgrades stay
// on probation: governance's hook still takes each of them, within its gas and its memory.
func TestFullTracksOfTheLongestProposalsAreCarriedOut(t *testing.T) {
	long(t)
	g := society(t)
	g.Params.EpochSeconds = 10_000
	rules := governanceInit()["params"].(map[string]any)
	rules["max_active"], rules["grace"] = 64, 10
	for _, t := range rules["tracks"].([]map[string]any) {
		t["voting"] = 3
	}
	change(t, g, "governance", map[string]any{"params": rules})
	c, err := sandbox.New(g, sandbox.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	block(t, c, c.Time())
	p := &play{t: t, c: c}
	code := wasm(t, "../examples/formula-sqrt/formula-sqrt.wasm")
	send(t, c, "alice", tx.Upload{Code: code})
	block(t, c, c.Time())

	text := strings.Repeat(`,{"kind":"text"}`, 9)
	long := strings.Repeat("00", 4096)
	var upgrades []string
	for _, contract := range []string{"formula", "roles", "governance"} { // for two of them it is unfit
		upgrades = append(upgrades, fmt.Sprintf(`{"kind":"upgrade","contract":%q,"code_hash":"%s","migrate":%q}`, contract, tx.Hash(code), long))
	}
	title := strings.Repeat("t", 200)
	proposals := []string{
		`{"kind":"text"}` + text,
		fmt.Sprintf(`{"kind":"params","contract":"rewards","changes":[%s]}`, longestChange()) + text,
		strings.Join(upgrades, ","),
	}
	for _, two := range [][]string{{"alice", "bob"}, {"carol", "dora"}} { // each has half of the places; the last two wait
		for i := range 64 * len(proposals) {
			actions := proposals[i%len(proposals)]
			p.say(two[i%2], "governance", "propose", fmt.Sprintf(`{"title":%q,"actions":[%s]}`, title, actions), tokens(20))
		}
		for range 64 * len(upgrades) { // one dry run in a block
			block(t, c, c.Time())
		}
		p.closes()
	}
	ids := 2 * 64 * len(proposals)
	for id := 1; id <= ids; id++ {
		if p.proposal(uint64(id)) == "voting" {
			for _, who := range people {
				p.say(who, "governance", "vote", fmt.Sprintf(`{"proposal":%d,"option":"yes"}`, id), abi.Amount{})
			}
		}
	}
	for range 90 { // one code of a contract at a boundary
		if events := p.closes(); slices.Contains(events, "hook_failed") {
			t.Fatal("a hook failed")
		}
	}
	for id := 1; id <= ids; id++ {
		if s := p.proposal(uint64(id)); s == "waiting" || s == "voting" || s == "timelock" || s == "probation" || s == "expired" {
			t.Fatalf("proposal %d is left: %s", id, s)
		}
	}
}

// The largest sheet: sixteen submissions with eight measures of the largest size, reported on by all 64 attestors,
// every report another. The formula uses up its limit, the largest: the least gas that a vote can give the hooks
// of a block, and the contracts' memory, still suffice.
func TestTheLargestSheetIsVerified(t *testing.T) {
	long(t)
	g := society(t)
	g.Params.EpochSeconds, g.Params.BlockHookGas = 10_000, 100_000_000
	g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: wasm(t, "../contracts/testdata/formula-loop/formula-loop.wasm")})
	for i, c := range g.Contracts {
		if c.Name == "formula" {
			g.Contracts[i].CodeHash = tx.Hash(g.Codes[len(g.Codes)-1].Wasm)
		}
	}
	change(t, g, "rewards", map[string]any{"roles": []string{"work"}, "weights": []int{600_000},
		"params": map[string]any{"dispute": 1, "fee_share": 0, "min_weight": 1, "max_weight": 1_000_000, "max_change": 1_000_000, "pool_limit": 1_000_000, "review": 1, "demand_floor": "0", "wanted_stake": 0,
			"formula_gas": 10_000_000, "formula_gas_per_record": 50_000, "formula_params": strings.Repeat("00", 4096)}})
	var measures []map[string]any
	var attestors []abi.Address
	for i := range 8 {
		measures = append(measures, map[string]any{"name": fmt.Sprint("m", i), "unit": "units"})
	}
	for i := range 64 {
		who := sandbox.Key(fmt.Sprint("attestor", i)).Address()
		g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: who, Balance: tokens(1000)})
		g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: who, Amount: tokens(1)})
		attestors = append(attestors, who)
	}
	change(t, g, "roles", map[string]any{"roles": []map[string]any{{"name": "work", "measures": measures}}, "attestors": attestors})
	c, err := sandbox.New(g, sandbox.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	block(t, c, c.Time())
	p := &play{t: t, c: c}
	var register []string
	for i := range 100 { // as many as register takes
		register = append(register, fmt.Sprintf(`{"id":%q,"account":%q,"sponsor":%q}`, longID(i), sandbox.Key("alice").Address(), sandbox.Key("dora").Address()))
	}
	p.say("alice", "roles", "register", fmt.Sprintf(`{"role":"work","entries":[%s]}`, strings.Join(register, ",")), abi.Amount{})
	var submit []string
	for i := range 50 { // as many as submit takes
		submit = append(submit, fmt.Sprintf(`{"id":%q,"ref":%q,"locator":%q,"hash":"%064d","bond":"0"}`, longID(i), longID(i), strings.Repeat("l", 256), 1))
	}
	p.say("dora", "roles", "submit", fmt.Sprintf(`{"role":"work","entries":[%s]}`, strings.Join(submit, ",")), abi.Amount{})
	for who := range 64 {
		p.say(fmt.Sprint("attestor", who), "roles", "report", largestReport(who, 50), abi.Amount{})
	}
	events := p.closes()
	for blocks := 1; !p.sealed(0); blocks++ {
		if events = append(events, kinds(block(t, c, c.Time()).End.Events)...); blocks > 10 {
			t.Fatal("verification does not come to an end")
		}
	}
	if slices.Contains(events, "hook_failed") {
		t.Error("a hook failed")
	}
	var e epochInfo
	p.ask("rewards", "epoch", `{"epoch":0}`, &e)
	if e.PaidBy != "linear" || e.Roles[0].Participants != 50 {
		t.Errorf("%+v", e)
	}
}

// longID is an id of the largest length.
func longID(i int) string { return fmt.Sprintf("%064d", i) }

// largestReport is what one of the attestors says of n submissions: something else than the others.
func largestReport(who, n int) string {
	measures := strings.Repeat(fmt.Sprintf(`,"%s"`, abi.Amount{Hi: 1<<32 - 1, Lo: 1<<63 - uint64(who)}), 8)[1:]
	var sheets []string
	for i := 0; i < n; i += 16 {
		var findings []string
		for k := i; k < min(n, i+16); k++ {
			findings = append(findings, fmt.Sprintf(`{"number":%d,"time":%d,"measures":[%s]}`, k, uint64(1)<<62, measures))
		}
		sheets = append(sheets, fmt.Sprintf(`{"sheet":%d,"findings":[%s]}`, i/16, strings.Join(findings, ",")))
	}
	return fmt.Sprintf(`{"role":"work","epoch":0,"sheets":[%s]}`, strings.Join(sheets, ","))
}
