package runtime_test

import (
	"fmt"
	"math/rand"
	"testing"

	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// inForce are the parameters of the next block.
func inForce(t testing.TB, c *sandbox.Chain) (p world.Params) {
	t.Helper()
	must(t, c.Read(func(r world.Reader) (err error) { p, err = r.Params(); return err }))
	return p
}

func values(list ...world.ParamValue) []byte { return world.AppendParamValues(nil, list) }

// changeParams appends a call of set_params.
func (p *program) changeParams(changes []byte, flags uint64) *program {
	return p.host("set_params", p.at(changes), uint64(len(changes)), flags)
}

func TestParamsAreCheckedThenSet(t *testing.T) {
	invalid := int64(abi.ErrInvalidArgument)
	for _, x := range []struct {
		about   string
		changes []byte
		answer  int64
	}{
		{"nothing", values(), 0},
		{"what is in force", values(world.ParamValue{Name: "probation", Value: 3}), 0},
		{"one", values(world.ParamValue{Name: "probation", Value: 4}), 1},
		{"one of two", values(world.ParamValue{Name: "probation", Value: 4}, world.ParamValue{Name: "growth_gas", Value: 400}), 1},
		{"two that fit each other alone", values(world.ParamValue{Name: "hook_gas", Value: 1e9}, world.ParamValue{Name: "block_hook_gas", Value: 1e9}), 2},
		{"one of them", values(world.ParamValue{Name: "block_hook_gas", Value: 1e9}), invalid},
		{"unbonding shorter than evidence lasts", values(world.ParamValue{Name: "unbonding", Value: 20}), invalid},
		{"longer", values(world.ParamValue{Name: "unbonding", Value: 22}), 1},
		{"how long evidence lasts", values(world.ParamValue{Name: "evidence_seconds", Value: 1}), invalid},
		{"the length of an epoch", values(world.ParamValue{Name: "epoch_seconds", Value: 60}), invalid},
		{"no parameter", values(world.ParamValue{Name: "x", Value: 1}), invalid},
		{"a name twice", values(world.ParamValue{Name: "probation", Value: 4}, world.ParamValue{Name: "probation", Value: 4}), invalid},
		{"no map", []byte{0x80}, invalid},
		{"a map of a billion", []byte{0xba, 0x40, 0, 0, 0}, invalid},
		{"a name alone", []byte{0xa1, 0x61, 'x'}, invalid},
		{"an amount", append(append([]byte{0xa1, 0x6d}, "min_gas_price"...), 0xc2, 0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0), invalid},
		{"more behind it", append(values(world.ParamValue{Name: "probation", Value: 4}), 0), invalid},
	} {
		t.Run(x.about, func(t *testing.T) {
			c := start(t, probes(t, "one"))
			before := inForce(t, c)
			p := new(program).changeParams(x.changes, abi.ParamsCheck)
			expect(t, results(t, c, builtin(0), p), x.answer)
			if inForce(t, c) != before {
				t.Error("a check changes something")
			}
			p = new(program).changeParams(x.changes, 0)
			expect(t, results(t, c, builtin(0), p), x.answer)
			if now := inForce(t, c); (now != before) != (x.answer > 0) {
				t.Errorf("answer %d: %+v became %+v", x.answer, before, now)
			}
		})
	}
}

// Each range is exact, and nothing outside of it ever gets in.
func TestTheEndsOfTheParameters(t *testing.T) {
	for _, v := range world.Votables() {
		for _, x := range []struct {
			value uint64
			legal bool
		}{{v.Least, true}, {v.Most, true}, {v.Most + 1, false}, {v.Least - 1, false}, {^uint64(0), false}} {
			// what the relations ask of others
			p := world.Params{}.WithDefaults()
			p.HookGas, p.BlockHookGas, p.EvidenceSeconds = 2e9, 100e6, 86_400
			after, changed, err := p.Change([]world.ParamValue{{Name: v.Name, Value: x.value}})
			if (err == nil) != x.legal {
				t.Errorf("%s = %d: %v", v.Name, x.value, err)
			}
			if want := p; err != nil && (after != want || changed != nil) {
				t.Errorf("%s = %d is refused, and changes %v", v.Name, x.value, changed)
			}
			if err == nil && v.Of(after) != x.value {
				t.Errorf("%s became %d, want %d", v.Name, v.Of(after), x.value)
			}
		}
	}
}

// A block goes on with the parameters that it began with; what fails leaves none behind.
func TestParamsTakeEffectWithTheNextBlock(t *testing.T) {
	c := start(t, probes(t, "one", "two"))
	price := inForce(t, c).MinGasPrice
	dearer := values(world.ParamValue{Name: "min_gas_price", Value: 2 * price.Lo})
	do(t, c, builtin(0), new(program).changeParams(dearer, 0).op(opTrap))
	if inForce(t, c).MinGasPrice != price {
		t.Error("a failed call changes a parameter")
	}
	var raw [][]byte
	for _, x := range []struct {
		who string
		p   *program
	}{{"alice", new(program).changeParams(dearer, 0)}, {"bob", new(program).set('k', 7)}} { // both pay the old price
		b, err := c.Tx(x.who, tx.Call{Contract: builtin(0), Input: x.p.bytes()})
		must(t, err)
		raw = append(raw, b)
	}
	for i, r := range block(t, c, c.Time(), raw...).Receipts {
		if r.Code != abi.CodeOK {
			t.Errorf("transaction %d: %s", i, r.Code)
		}
	}
	if got, want := inForce(t, c).MinGasPrice.Lo, 2*price.Lo; got != want {
		t.Errorf("the next block's price is %d, want %d", got, want)
	}
}

// Changes of one block see each other: two that fit what was, and not each other, do not both get in.
func TestTwoChangesOfOneBlock(t *testing.T) {
	c := start(t, probes(t, "one"))
	p := new(program).changeParams(values(world.ParamValue{Name: "hook_gas", Value: 250e6}), 0)
	p.changeParams(values(world.ParamValue{Name: "block_hook_gas", Value: 300e6}), abi.ParamsCheck)
	p.changeParams(values(world.ParamValue{Name: "block_hook_gas", Value: 300e6}), 0)
	expect(t, results(t, c, builtin(0), p), 1, int64(abi.ErrInvalidArgument), int64(abi.ErrInvalidArgument))
}

func TestParamsNeedTheCapability(t *testing.T) {
	g := probes(t, "one")
	g.Contracts[0].Capabilities = abi.Capabilities()[:5] // all others
	c := start(t, g)
	p := new(program).changeParams(values(world.ParamValue{Name: "probation", Value: 4}), abi.ParamsCheck)
	expect(t, results(t, c, builtin(0), p), int64(abi.ErrDenied))
}

// Whatever is asked for, what is in force is in range and fits together.
func TestAnyChangesLeaveParamsThatFit(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	p := world.Params{}.WithDefaults()
	applied := 0
	for range 20_000 {
		var list []world.ParamValue
		for _, v := range world.Votables() {
			if r.Intn(3) == 0 {
				list = append(list, world.ParamValue{Name: v.Name, Value: v.Least - 1 + uint64(r.Int63n(int64(v.Most-v.Least)+3))})
			}
		}
		after, changed, err := p.Change(list)
		if err != nil && (after != p || changed != nil) {
			t.Fatalf("%v is refused with %v, and changes %v", list, err, changed)
		}
		if p = after; len(changed) > 0 {
			applied++
		}
		if p.MaxTxGas > p.MaxBlockGas || p.BlockHookGas > p.HookGas || p.Unbonding*p.EpochSeconds < p.EvidenceSeconds {
			t.Fatalf("%+v", p)
		}
	}
	if applied < 1000 {
		t.Errorf("only %d changes were legal", applied)
	}
}

func FuzzParamValues(f *testing.F) {
	f.Add(values(world.ParamValue{Name: "probation", Value: 4}, world.ParamValue{Name: "growth_gas", Value: 0}))
	f.Add([]byte{0xba, 0x40, 0, 0, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		list, err := world.ReadParamValues(b)
		if err == nil && string(world.AppendParamValues(nil, list)) != string(b) {
			t.Errorf("%x has another encoding", b)
		}
		p := world.Params{}.WithDefaults()
		if after, _, err := p.Change(list); err == nil && after.Check() != nil {
			t.Errorf("%x is accepted: %v", b, after.Check())
		}
		plan, _, err := world.Program{}.Change(list, 7)
		if next := plan.Plan; err == nil && next != (world.Plan{}) && (next.Height <= 7 || world.CheckVersion(next.Version) != nil) {
			t.Errorf("%x is accepted: %v", b, next)
		}
	})
}

// A contract reads what a vote would change, as votes write it.
func TestContractsReadTheChainsParameters(t *testing.T) {
	c := start(t, probes(t, "one"))
	p := new(program)
	for _, name := range []string{"probation", "program", "epoch_seconds"} {
		p.host("chain_param", p.at([]byte(name)), uint64(len(name)))
	}
	p.host("chain_param", p.at([]byte("probation")), 9).host("result_read", spareAt, 0, 1).show(spareAt, 1)
	out := do(t, c, builtin(0), p).Data
	expect(t, words(out[:40]), 1, 0, int64(abi.ErrNotFound), 1, 1)
	var want uint64
	must(t, c.Read(func(r world.Reader) error {
		params, err := r.Params()
		want = params.Probation
		return err
	}))
	if got := string(out[40:]); got != fmt.Sprint(want) {
		t.Errorf("probation is %s, want %d", got, want)
	}
}
