package runtime_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
	"github.com/peerz-ai/peerz-chain/vm"
)

// end is a parameter with the smallest and the largest value that a vote can give it. The native tests of each
// contract show that nothing beyond is accepted.
type end struct {
	name        string // OWNER/NAME
	least, most any
}

// ends are those of every parameter: what a contract's query "params" answers, and what votes change of the chain.
// Terms of governance may be longer than the 28 epochs that are walked here; nothing else happens in them.
func ends() (list []end) {
	for _, v := range world.Votables() {
		list = append(list, end{"chain/" + v.Name, v.Least, v.Most})
	}
	return append(list, []end{
		{"rewards/dispute", 0, 28},
		{"rewards/retention", 0, 10_000},
		{"rewards/fee_share", 0, 1_000_000},
		{"rewards/min_weight", 0, 60_000}, // the smallest weight in force
		{"rewards/max_weight", 400_000, 1_000_000},
		{"rewards/max_change", 0, 1_000_000},
		{"rewards/pool_limit", 1_000_000, 3_000_000},
		{"rewards/review", 1, 10_000},
		{"rewards/demand_floor", abi.Amount{}, tokens(1_000_000)},
		{"rewards/wanted_stake", 0, 1_000_000},
		{"rewards/formula_gas", 1_000_000, 10_000_000},
		{"rewards/formula_gas_per_record", 0, 50_000},
		{"rewards/formula_params", "", manyRules(60)},
		{"governance/deposit", abi.Amount{}, tokens(100_000)},
		{"governance/grace", 0, 28},
		{"governance/veto", 100_000, 1_000_000},
		{"governance/max_active", 1, 64},
		{"governance/shadow", 0, 30},
		{"governance/voting", 1, 28}, // these of every track
		{"governance/timelock", 0, 28},
		{"governance/quorum", 10_000, 500_000},
		{"governance/threshold", 500_000, 900_000},
		{"roles/reveal", 0, 1},
		{"roles/late", 0, 500_000},
		{"roles/max_age", 0, 10_000},
		{"roles/bond", abi.Amount{}, tokens(1000)},
		{"roles/deposit", abi.Amount{}, tokens(1000)},
		{"roles/recovery_delay", 1, 1000},
		{"roles/registration", 1, 1000},
		{"roles/dispute_bond", abi.U64(1), tokens(1000)},
		{"roles/dispute_reward", 0, 500_000},
		{"roles/min_stake", abi.U64(1), tokens(100_000)}, // what the attestors have
	}...)
}

// manyRules are parameters of the formula as long as there can be, in hex.
func manyRules(n int) string {
	b := abi.AppendArray(nil, n)
	for range n {
		b = abi.AppendArray(b, 3)
		b = abi.AppendText(b, strings.Repeat("x", 60))
		b = abi.AppendUint(abi.AppendUint(b, 1), 1000)
	}
	return hex.EncodeToString(b)
}

// Whoever adds a parameter says here which values it can have.
func TestEveryParameterHasItsEnds(t *testing.T) {
	known := map[string]bool{}
	for _, e := range ends() {
		known[e.name] = true
	}
	for _, c := range contracts.All() {
		iface, err := abi.ParseInterface(abi.InterfaceIn(c.Wasm))
		must(t, err)
		m, has := iface.Method(abi.EntryQuery, "params")
		if !has {
			continue
		}
		fields := slices.Clone(m.Returns)
		for _, f := range m.Returns {
			if element, list := strings.CutPrefix(f.Type, "[]"); list { // each of them has these parameters, and a name
				fields = append(fields, iface.Types[element]...)
				known[c.Name+"/"+f.Name], known[c.Name+"/name"] = true, true
			}
		}
		for _, f := range fields {
			if name := c.Name + "/" + f.Name; !known[name] {
				t.Errorf("%s has no row in the table of ends", name)
			}
		}
	}
}

// At either end of each parameter, and at all largest and all smallest values at once, blocks go on, epochs
// close, whoever worked is paid, a vote is counted and what it decided is carried out, and the largest calls
// still fit a transaction.
func TestTheChainLivesAtTheEndsOfItsParameters(t *testing.T) {
	long(t)
	code := vm.Disk{Dir: t.TempDir(), Key: [32]byte{1}}
	all := map[string]map[string]any{"all at their least": {}, "all at their most": {}}
	for _, e := range ends() {
		for value, what := range map[string]any{"least": e.least, "most": e.most} {
			t.Run(e.name+" at its "+value, func(t *testing.T) { lives(t, code, map[string]any{e.name: what}) })
			all["all at their "+value][e.name] = what
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) { lives(t, code, all[name]) })
	}
}

// settle starts a chain of the real contracts with these parameters: the chain's set as a vote would, for its next block.
func settle(t *testing.T, code vm.Disk, params map[string]any) *play {
	g := society(t)
	for i := range g.Accounts {
		g.Accounts[i].Balance = tokens(1_000_000) // the largest deposit is a tenth
	}
	var native []world.ParamValue
	for name, value := range params {
		owner, field, _ := strings.Cut(name, "/")
		if owner == "chain" {
			native = append(native, world.ParamValue{Name: field, Value: value.(uint64)})
		} else {
			setParam(t, g, owner, field, value)
		}
	}
	now := g.Params.WithDefaults()
	now.HookGas = 1e9       // so that a block's hook can have as much
	now.EvidenceSeconds = 1 // so that unbonding can be as short as votes can have it
	after, _, err := now.Change(native)
	must(t, err)
	g.Params = after
	return playOf(t, g, sandbox.Options{Code: code})
}

// setParam sets a parameter among the arguments with which genesis instantiates a contract.
func setParam(t testing.TB, g *runtime.Genesis, owner, field string, value any) {
	t.Helper()
	for i, c := range g.Contracts {
		if c.Name != owner {
			continue
		}
		var args map[string]any
		must(t, json.Unmarshal(c.Init, &args))
		inner := args["params"].(map[string]any)
		tracks, _ := inner["tracks"].([]any)
		ofTracks := false
		for _, track := range tracks {
			if one := track.(map[string]any); one[field] != nil {
				one[field], ofTracks = value, true
			}
		}
		if !ofTracks {
			inner[field] = value
		}
		var err error
		g.Contracts[i].Init, err = json.Marshal(args)
		must(t, err)
	}
}

// lives plays what people do on a chain and requires that all of it comes to its end.
func lives(t *testing.T, code vm.Disk, params map[string]any) {
	p := settle(t, code, params)
	var entries []string
	for i := range 100 { // as many as one call takes
		entries = append(entries, fmt.Sprintf(`{"id":%q,"account":%q}`, longID(i), sandbox.Key("alice").Address()))
	}
	p.say("alice", "roles", "register", `{"role":"compute","entries":[`+strings.Join(entries, ",")+`]}`, abi.Amount{})
	if r := send(t, p.c, "alice", tx.Upload{Code: wasm(t, "../examples/counter/counter.wasm")}); r.Code != abi.CodeOK {
		t.Fatalf("upload: %+v", r)
	}
	p.work(map[string]int{"ada": 1, "ben": 4})
	id := p.voted(`{"kind":"text"}`)
	for range 100 {
		if slices.Contains(p.closes(), "hook_failed") {
			t.Fatal("a hook failed")
		}
		block(t, p.c, p.c.Time()+1)
		ada, ben := account(t, p.c, "ada").Balance, account(t, p.c, "ben").Balance
		if p.proposal(id) == "executed" && !ada.IsZero() && ada.Less(ben) {
			return
		}
	}
	t.Errorf("after 100 epochs the proposal is %s, ada has %s, ben has %s", p.proposal(id),
		account(t, p.c, "ada").Balance, account(t, p.c, "ben").Balance)
}

// voted makes a proposal for the deposit that is asked for, and what a report costs at most, and has everybody agree.
func (p *play) voted(action string) (id uint64) {
	p.t.Helper()
	var rules struct{ Deposit abi.Amount }
	p.ask("governance", "params", `{}`, &rules)
	var made struct{ Proposal uint64 }
	must(p.t, json.Unmarshal(p.say("alice", "governance", "propose", fmt.Sprintf(`{"title":"a title","actions":[%s]}`, action), sum(rules.Deposit, rules.Deposit)), &made))
	p.closes() // it waits for a place
	for _, who := range people {
		p.say(who, "governance", "vote", fmt.Sprintf(`{"proposal":%d,"option":"yes"}`, made.Proposal), abi.Amount{})
	}
	return made.Proposal
}

// A code of the largest size, which is as much work to compile as ours for its bytes, fits the smallest block at the highest price of growth.
func TestTheLargestCodeFitsABlockAtTheEnds(t *testing.T) {
	c := start(t, richGenesis())
	code := wasm(t, "../contracts/rewards/rewards.wasm")
	growth, _ := world.VotableNamed("growth_gas")
	most, _ := world.VotableNamed("max_block_gas")
	perByte := c.Engine().Check(code).DeployGas/uint64(len(code)) + growth.Most
	if gas := perByte*(512<<10) + runtime.Prices().Upload.For(512<<10); gas > most.Least {
		t.Errorf("it takes %d gas, and a block may have %d", gas, most.Least)
	}
}
