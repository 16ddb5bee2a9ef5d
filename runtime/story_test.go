package runtime_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts"
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// people vote, attest and pay; each has a hundred thousand tokens bonded. Dora sponsors those who work: a sponsor
// cannot attest for them.
var people = []string{"alice", "bob", "carol"}

// society is a genesis with the four real contracts and epochs of 100 seconds.
func society(t testing.TB) *runtime.Genesis {
	g := richGenesis()
	g.Params.EpochSeconds, g.Params.Probation = 100, 3
	g.Accounts = append(g.Accounts, runtime.GenesisAccount{Address: sandbox.Key("dora").Address(), Balance: tokens(1_000_000)})
	g.Mint = mintLimits()
	for _, p := range people {
		g.Bonds = append(g.Bonds, runtime.GenesisBond{Account: sandbox.Key(p).Address(), Amount: tokens(100_000)})
	}
	init := map[string]any{
		"rewards": map[string]any{"cap": world.DefaultCap, "start": sandbox.Start,
			"roles": []string{"compute", "validators", "models", "developers", "liquidity", "social"}, "weights": []int{400_000, 200_000, 120_000, 120_000, 100_000, 60_000},
			"params": map[string]any{"dispute": 1, "fee_share": 200_000, "min_weight": 10_000, "max_weight": 600_000,
				"max_change": 50_000, "pool_limit": 2_000_000, "review": 90, "demand_floor": "0", "wanted_stake": 0, "formula_gas": 5_000_000, "formula_gas_per_record": 50_000}},
		"governance": governanceInit(),
		"roles":      rolesInit(), "formula": nil,
	}
	caps := map[string][]abi.Capability{
		"rewards":    {abi.CapMint, abi.CapFees, abi.CapGuard, abi.CapEpoch},
		"governance": {abi.CapUpgrade, abi.CapParams, abi.CapDelegate, abi.CapEpoch}, "roles": {abi.CapEpoch},
	}
	for _, name := range []string{"rewards", "governance", "roles", "formula"} {
		c, _ := contracts.Get(name)
		g.Codes = append(g.Codes, runtime.GenesisCode{Wasm: c.Wasm})
		con := runtime.GenesisContract{Name: name, CodeHash: sha256.Sum256(c.Wasm), Capabilities: caps[name]}
		if init[name] != nil {
			var err error
			con.Init, err = json.Marshal(init[name])
			must(t, err)
		}
		g.Contracts = append(g.Contracts, con)
	}
	return g
}

// governanceInit are rules by which everything is voted on for one epoch and holds at once.
func governanceInit() map[string]any {
	var tracks []map[string]any
	for i, name := range governance.Tracks() {
		t := map[string]any{"name": name, "voting": 1, "timelock": 0, "quorum": 334_000, "threshold": 500_000}
		if i >= slices.Index(governance.Tracks(), governance.TrackFormula) {
			t["quorum"], t["threshold"] = 400_000, 667_000
		}
		tracks = append(tracks, t)
	}
	return map[string]any{"params": map[string]any{"deposit": tokens(10), "shadow": 0, "grace": 5, "veto": 334_000, "max_active": 10, "tracks": tracks}}
}

func rolesInit() map[string]any {
	var roles []map[string]any
	var attestors []abi.Address
	for _, r := range []string{"compute", "validators", "models", "developers", "liquidity", "social"} {
		roles = append(roles, map[string]any{"name": r, "measures": []map[string]string{{"name": "work", "unit": "units"}}})
	}
	for _, p := range people {
		attestors = append(attestors, sandbox.Key(p).Address())
	}
	return map[string]any{"roles": roles, "attestors": attestors,
		"params": map[string]any{"reveal": 0, "late": 200_000, "max_age": 0, "bond": "0", "deposit": "0", "min_stake": "1", "dispute_bond": "1", "dispute_reward": 500_000, "recovery_delay": 3, "registration": 3}}
}

// play is a chain of the real contracts with a log of what happened.
type play struct {
	t       testing.TB
	c       *sandbox.Chain
	reveals []func() // what is committed, to be revealed in the next epoch
}

// say calls a method and requires its success.
func (p *play) say(who, contract, method, args string, funds abi.Amount) json.RawMessage {
	p.t.Helper()
	k, err := p.c.At(contract)
	must(p.t, err)
	o, err := k.Call(who, method, []byte(args), funds, nil)
	must(p.t, err)
	if o.Code != abi.CodeOK {
		p.t.Fatalf("%s %s.%s %s: %s %s", who, contract, method, args, o, o.Log)
	}
	must(p.t, p.c.Read(world.Reader.CheckBooks))
	return o.Output
}

// ask queries a method into v.
func (p *play) ask(contract, method, args string, v any) {
	p.t.Helper()
	k, err := p.c.At(contract)
	must(p.t, err)
	o, err := k.Query(method, []byte(args), nil)
	must(p.t, err)
	if o.Code != abi.CodeOK {
		p.t.Fatalf("%s.%s %s: %s %s", contract, method, args, o, o.Log)
	}
	must(p.t, json.Unmarshal(o.Output, v))
}

// work has contributions of developers submitted and reported on in the open epoch; two of three attestors suffice.
func (p *play) work(units map[string]int) {
	p.t.Helper()
	var ids []string
	for _, id := range []string{"ada", "ben", "cyd"} {
		if _, ok := units[id]; ok {
			ids = append(ids, id)
		}
	}
	p.sendWork(ids, func(i int) int { return units[ids[i]] })
}

// closes makes the block that ends the epoch, and returns the events of its hooks.
func (p *play) closes() []string {
	p.t.Helper()
	events := kinds(block(p.t, p.c, clockEnd(p.t, p.c)).End.Events)
	for _, reveal := range p.reveals {
		reveal()
	}
	p.reveals = nil
	return events
}

type epochInfo struct {
	Epoch  uint64
	Pool   abi.Amount
	PaidBy string `json:"paid_by"`
	Reason uint64
	Roles  []struct {
		Role         string
		Weight       uint64
		Pool         abi.Amount
		Participants uint64
	}
}

// paid returns who paid an epoch's developers and what each got.
func (p *play) paid(epoch uint64) (by string, amounts map[string]abi.Amount) {
	p.t.Helper()
	var e epochInfo
	p.ask("rewards", "epoch", fmt.Sprintf(`{"epoch":%d}`, epoch), &e)
	var out struct {
		Payouts []struct {
			ID     string
			Amount abi.Amount
		}
	}
	p.ask("rewards", "payouts", fmt.Sprintf(`{"epoch":%d,"role":"developers"}`, epoch), &out)
	amounts = map[string]abi.Amount{}
	for _, x := range out.Payouts {
		amounts[x.ID] = x.Amount
	}
	var inv struct {
		OK         bool
		Violations []string
	}
	p.ask("rewards", "invariants", `{}`, &inv)
	if !inv.OK {
		p.t.Errorf("rewards: %v", inv.Violations)
	}
	return e.PaidBy, amounts
}

// enact proposes and votes an upgrade of the formula, and closes the epoch that decides it.
func (p *play) enact(code []byte) (proposal uint64) {
	p.t.Helper()
	if r := send(p.t, p.c, "alice", tx.Upload{Code: code}); r.Code != abi.CodeOK {
		p.t.Fatalf("upload: %+v", r)
	}
	block(p.t, p.c, p.c.Time())
	action := fmt.Sprintf(`{"title":"another formula","actions":[{"kind":"upgrade","contract":"formula","code_hash":"%s"}]}`, tx.Hash(code))
	var made struct{ Proposal uint64 }
	must(p.t, json.Unmarshal(p.say("alice", "governance", "propose", action, tokens(20)), &made))
	p.report(made.Proposal)
	p.closes() // it waits for a place
	for _, who := range people {
		p.say(who, "governance", "vote", fmt.Sprintf(`{"proposal":%d,"option":"yes"}`, made.Proposal), abi.Amount{})
	}
	p.closes()
	return made.Proposal
}

func (p *play) proposal(id uint64) (state string) {
	p.t.Helper()
	var out struct{ State, Reason string }
	p.ask("governance", "proposal", fmt.Sprintf(`{"proposal":%d}`, id), &out)
	return out.State
}

func newPlay(t testing.TB, o sandbox.Options) *play { return playOf(t, society(t), o) }

// playOf registers developers on a chain that begins with a genesis.
func playOf(t testing.TB, g *runtime.Genesis, o sandbox.Options) *play {
	t.Helper()
	c, err := sandbox.New(g, o)
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	block(t, c, c.Time())
	p := &play{t: t, c: c}
	var entries []string
	for _, id := range []string{"ada", "ben", "cyd"} {
		entries = append(entries, consented(id, "dora"))
	}
	p.say("dora", "roles", "register", `{"role":"developers","entries":[`+strings.Join(entries, ",")+`]}`, abi.Amount{})
	return p
}

// consentOf is the word of an account, named as the id is, that it may be paid for that id, sponsored by somebody.
func consentOf(id, sponsor string) *roles.Consent {
	key, chain := sandbox.Key(id), sha256.Sum256([]byte(sandbox.ChainID))
	account, by, pub := key.Address(), sandbox.Key(sponsor).Address(), key.Public()
	input := roles.ConsentInput(sdk.HashOf(chain[:]), id, sdk.AddressOf(account[:]), sdk.AddressOf(by[:]))
	return &roles.Consent{Key: sdk.HashOf(pub[:]), Signature: key.SignRequest(input)}
}

// consented is an entry of register with it.
func consented(id, sponsor string) string {
	c := consentOf(id, sponsor)
	return fmt.Sprintf(`{"id":%q,"account":%q,"consent":{"key":"%x","signature":"%x"}}`, id, sandbox.Key(id).Address(), c.Key.Bytes(), c.Signature)
}

// The reference formula pays in proportion; another one takes over by vote; a broken one is
// caught, and the same block pays with the code before it.
func TestFormulasComeAndGo(t *testing.T) {
	long(t)
	sqrt, loop := "../examples/formula-sqrt/formula-sqrt.wasm", "../contracts/testdata/formula-loop/formula-loop.wasm"
	trap, nonsense := "../contracts/testdata/formula-trap/formula-trap.wasm", "../contracts/testdata/formula-nonsense/formula-nonsense.wasm"
	for _, x := range []struct {
		name, path, by, after, state string
		ratio                        uint64 // of ben's pay to ada's, who did 4 and 1
	}{
		{"sqrt", sqrt, "live", "live", "executed", 2},
		{"trap", trap, "last_good", "last_good", "rolled_back", 4},
		{"loop", loop, "last_good", "last_good", "rolled_back", 4},
		{"nonsense", nonsense, "last_good", "last_good", "rolled_back", 4},
	} {
		t.Run(x.name, func(t *testing.T) {
			p := newPlay(t, sandbox.Options{})
			p.work(map[string]int{"ada": 1, "ben": 4})
			id := p.enact(wasm(t, x.path)) // epochs 0 and 1 close; the new code is live
			p.pays(0, "live", 4)
			p.work(map[string]int{"ada": 1, "ben": 4})
			p.closes()
			p.pays(2, x.by, x.ratio)
			p.work(map[string]int{"ada": 1, "ben": 4})
			p.closes()
			p.pays(3, x.after, x.ratio)
			for range 3 { // it is proven by what it scores
				p.work(map[string]int{"ada": 1, "ben": 4})
				p.closes()
			}
			if got := p.proposal(id); got != x.state {
				t.Errorf("the proposal is %s, want %s", got, x.state)
			}
		})
	}
}

// pays checks who paid an epoch, and ben's pay against ada's, up to rounding.
func (p *play) pays(epoch uint64, by string, ratio uint64) {
	p.t.Helper()
	got, amounts := p.paid(epoch)
	most, _ := amounts["ada"].Mul(abi.U64(ratio))
	most, _ = most.Add(abi.U64(ratio))
	least, _ := most.Sub(abi.U64(2 * ratio))
	if got != by || amounts["ada"].IsZero() || amounts["ben"].Less(least) || most.Less(amounts["ben"]) {
		p.t.Errorf("epoch %d is paid by %s (want %s): %v, want a ratio of %d", epoch, got, by, amounts, ratio)
	}
}

// What an epoch owes reaches balances by itself once its dispute window is over.
func TestTheSweepPays(t *testing.T) {
	long(t)
	p := newPlay(t, sandbox.Options{})
	p.work(map[string]int{"ada": 3, "ben": 3, "cyd": 1})
	p.closes()
	_, owed := p.paid(0)
	p.closes()
	block(t, p.c, p.c.Time()+1)
	for id, amount := range owed {
		if acc := account(t, p.c, id); acc.Balance != amount || amount.IsZero() {
			t.Errorf("%s has %s, is due %s", id, acc.Balance, amount)
		}
	}
}

// The same story has the same root, run twice and on both engines.
func TestTheStoryIsDeterministic(t *testing.T) {
	var first [32]byte
	for i, o := range []sandbox.Options{{}, {}, {Interpreter: true}} {
		p := newPlay(t, o)
		p.work(map[string]int{"ada": 1, "ben": 4})
		p.enact(wasm(t, "../contracts/testdata/formula-trap/formula-trap.wasm"))
		p.work(map[string]int{"ada": 2})
		p.closes()
		p.closes()
		root := block(t, p.c, p.c.Time()+1).Root
		if i == 0 {
			first = root
		}
		if root != first {
			t.Errorf("run %d has another root", i)
		}
	}
}

// A block in which nobody does anything keeps the root, with the real contracts too.
func TestQuietBlocksKeepTheRoot(t *testing.T) {
	p := newPlay(t, sandbox.Options{})
	p.closes()
	block(t, p.c, p.c.Time()+1)
	root := block(t, p.c, p.c.Time()+1).Root
	for range 3 {
		if again := block(t, p.c, p.c.Time()+1).Root; again != root {
			t.Fatal("a quiet block changes the root")
		}
	}
}
