package runtime_test

import (
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
	"github.com/peerz-ai/peerz-chain/runtime/world"
)

// dayGas is the gas of a day's blocks, one a second with the default parameters.
const dayGas = 86_400 * 1_000_000_000

// BenchmarkMechanism says what contributions cost, from submission to payment, and that it does not depend on how many
// there are, each of another participant and sent to the chain: gas of a submission and of one finding of a report, the part of
// a day's gas that 10,000 contributions with 64 attestors take, gas of the hooks that verify one and pay it, and bytes of state of
// a contribution: when it waits, when it is paid, and when its reference is forgotten.
func BenchmarkMechanism(b *testing.B) {
	for _, n := range []int{1_000, 4_000, 100_000, 1_000_000} {
		if n > 4_000 && os.Getenv("FULL") == "" {
			continue
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				m := measure(b, n)
				b.ReportMetric(m.submit, "gas/submission")
				b.ReportMetric(m.report, "gas/finding")
				b.ReportMetric(100*m.report*10_000*64/dayGas, "%day/10000x64")
				b.ReportMetric(m.verify, "gas/verified")
				b.ReportMetric(m.pay, "gas/paid")
				b.ReportMetric(m.waiting, "B/waiting")
				b.ReportMetric(m.paid, "B/paid")
				b.ReportMetric(m.forgotten, "B/forgotten")
				b.ReportMetric(0, "ns/op")
			}
		})
	}
}

// mechanism is what one contribution takes.
type mechanism struct{ submit, report, verify, pay, waiting, paid, forgotten float64 }

// meter is a chain whose calls of roles are counted.
type meter struct {
	*play
	roles abi.Address
	n     int // developers
}

// measure has n developers submit one contribution each, and pays them.
func measure(t testing.TB, n int) (m mechanism) {
	g := society(t)
	g.Params.EpochSeconds = 1_000_000
	change(t, g, "roles", map[string]any{"params": map[string]any{
		"reveal": 0, "late": 200_000, "max_age": 3, "bond": "0", "deposit": "0", "min_stake": "1", "dispute_bond": "1", "dispute_reward": 500_000, "recovery_delay": 3, "registration": 3}})
	setParam(t, g, "rewards", "retention", 3)
	hooks := &hookGas{gas: map[string]uint64{}}
	c, err := sandbox.New(g, sandbox.Options{Observer: hooks, Dir: t.TempDir()})
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	plain(t, c, c.Time())
	contract, err := c.At("roles")
	must(t, err)
	p := &meter{&play{t: t, c: c}, contract.Address, n}
	p.registerAll()
	before := storedBytes(t, c)
	per := func(x float64) float64 { return x / float64(n) }
	submit, report := p.reportAll()
	m.submit, m.report, m.waiting = per(submit), per(report), per(storedBytes(t, c)-before)
	clear(hooks.gas)
	p.turn(0)
	m.verify = per(float64(hooks.gas[abi.EntryEndBlock]))
	clear(hooks.gas)
	p.turn(1)
	for slices.Contains(kinds(plain(t, c, c.Time()).End.Events), "rewards.paid") {
	}
	m.pay = per(float64(hooks.gas[abi.EntryEndBlock]))
	m.paid = per(storedBytes(t, c) - before)
	for epoch := uint64(2); epoch < 6; epoch++ {
		p.turn(epoch)
	}
	for range n/200 + 2 {
		plain(t, c, c.Time())
	}
	m.forgotten = per(storedBytes(t, c) - before)
	return m
}

// turn ends an epoch, and verifies it.
func (p *meter) turn(epoch uint64) {
	plain(p.t, p.c, clockEnd(p.t, p.c))
	for !p.sealed(epoch) {
		plain(p.t, p.c, p.c.Time())
	}
}

// call returns the gas of a call of roles.
func (p *meter) call(who string, input []byte) float64 {
	raw, err := p.c.Tx(who, tx.Call{Contract: p.roles, Input: input})
	must(p.t, err)
	r := plain(p.t, p.c, p.c.Time(), raw).Receipts[0]
	if r.Code != abi.CodeOK {
		p.t.Fatalf("%+v", r)
	}
	return float64(r.GasUsed)
}

func (p *meter) registerAll() {
	for from := 0; from < p.n; from += 48 {
		register := roles.RegisterArgs{Role: "developers"}
		for i := from; i < min(from+48, p.n); i++ {
			register.Entries = append(register.Entries, roles.RegisterEntry{ID: fmt.Sprint("p", i), Account: accountOf(i), Consent: consentOf(fmt.Sprint("p", i), "dora")})
		}
		p.call("dora", roles.Client{}.Register(register).Input)
	}
}

// reportAll has everybody's contribution submitted and reported on by two attestors; it returns the gas of all
// submissions, and of one attestor's reports.
func (p *meter) reportAll() (submitted, reported float64) {
	for from := 0; from < p.n; from += 48 { // three sheets
		submit, report := roles.SubmitArgs{Role: "developers"}, roles.ReportArgs{Role: "developers"}
		for i := from; i < min(from+48, p.n); i++ {
			submit.Entries = append(submit.Entries, roles.Submission{ID: fmt.Sprint("p", i), Ref: fmt.Sprintf("%040x", i),
				Locator: "https://example.org/repository", Hash: sdk.HashOf([]byte{1})})
			if i%roles.SheetSize == 0 {
				report.Sheets = append(report.Sheets, roles.Sheet{Sheet: uint64(i / roles.SheetSize)})
			}
			found := &report.Sheets[len(report.Sheets)-1].Findings
			*found = append(*found, roles.Finding{Number: uint64(i), Time: uint64(p.c.Time()), Measures: []sdk.Amount{sdk.U64(uint64(i + 1))}})
		}
		submitted += p.call("dora", roles.Client{}.Submit(submit).Input)
		reported += p.call("alice", roles.Client{}.Report(report).Input)
		p.call("bob", roles.Client{}.Report(report).Input)
	}
	return submitted, reported
}

func accountOf(i int) sdk.Address {
	a := sandbox.Key(fmt.Sprint("p", i)).Address()
	return sdk.AddressOf(a[:])
}

// storedBytes is how many bytes roles and rewards have in their storage.
func storedBytes(t testing.TB, c *sandbox.Chain) (sum float64) {
	t.Helper()
	for _, name := range []string{"roles", "rewards"} {
		contract, err := c.At(name)
		must(t, err)
		must(t, c.Read(func(r world.Reader) error {
			return r.Scan(contract.Address, nil, nil, false, func(k, v []byte) bool {
				sum += float64(len(k) + len(v))
				return true
			})
		}))
	}
	return sum
}
