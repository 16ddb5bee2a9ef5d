package runtime_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
	"github.com/peerz-ai/peerz-chain/runtime/tx"
)

// owing is a chain that owes n developers p0, p1, ... something, which the next block begins to pay. Whoever
// comes later in that list has done more.
func owing(t testing.TB, n int, blockHookGas uint64) *sandbox.Chain {
	t.Helper()
	g := society(t)
	g.Unbounded, g.Params.EpochSeconds, g.Params.BlockHookGas = true, 1_000_000, blockHookGas
	c, err := sandbox.New(g, sandbox.Options{})
	must(t, err)
	t.Cleanup(func() { must(t, c.Close()) })
	plain(t, c, c.Time())
	contract, err := c.At("roles")
	must(t, err)
	const batch = 50
	for from := 0; from < n; from += batch {
		register := roles.RegisterArgs{Role: "developers"}
		submit, report := roles.SubmitArgs{Role: "developers"}, roles.ReportArgs{Role: "developers"}
		for i := from; i < min(from+batch, n); i++ {
			id := fmt.Sprint("p", i)
			a := sandbox.Key(id).Address()
			register.Entries = append(register.Entries, roles.RegisterEntry{ID: id, Account: sdk.AddressOf(a[:]), Consent: consentOf(id, "dora")})
			submit.Entries = append(submit.Entries, roles.Submission{ID: id, Ref: id, Locator: "https://example.org", Hash: sdk.HashOf([]byte{1})})
			sheet := uint64(i / roles.SheetSize)
			if n := len(report.Sheets); n == 0 || report.Sheets[n-1].Sheet != sheet {
				report.Sheets = append(report.Sheets, roles.Sheet{Sheet: sheet})
			}
			found := &report.Sheets[len(report.Sheets)-1].Findings
			*found = append(*found, roles.Finding{Number: uint64(i), Time: 1, Measures: []sdk.Amount{sdk.U64(uint64(i + 1))}})
		}
		var raw [][]byte
		for _, m := range []struct {
			who   string
			input []byte
		}{{"dora", roles.Client{}.Register(register).Input}, {"dora", roles.Client{}.Submit(submit).Input},
			{"alice", roles.Client{}.Report(report).Input}, {"bob", roles.Client{}.Report(report).Input}} {
			r, err := c.Tx(m.who, tx.Call{Contract: contract.Address, Input: m.input})
			must(t, err)
			raw = append(raw, r)
		}
		for _, r := range plain(t, c, c.Time(), raw...).Receipts {
			if r.Code != abi.CodeOK {
				t.Fatalf("%+v", r)
			}
		}
	}
	at := clockEnd(t, c)
	for p := (&play{t: t, c: c}); ; {
		if plain(t, c, at); p.sealed(0) {
			return c
		}
	}
}

// plain makes a block without checking the books, which looks at every account.
func plain(t testing.TB, c *sandbox.Chain, at int64, raw ...[]byte) sandbox.Block {
	t.Helper()
	b, err := c.Block(at, raw...)
	must(t, err)
	return b
}

// sweepAll makes blocks until one sweeps nothing, and returns how many did.
func sweepAll(t testing.TB, c *sandbox.Chain, at int64, after func()) (blocks int) {
	t.Helper()
	for ; ; blocks++ {
		kinds := kinds(plain(t, c, at).End.Events)
		if slices.Contains(kinds, "hook_failed") {
			t.Fatal("the sweep fails")
		}
		if !slices.Contains(kinds, "rewards.paid") {
			return blocks
		}
		after()
	}
}

// Whatever gas the hooks of a block may use, up to far more than memory for one call would do for, who is
// paid before whom and how much each gets is the same.
func TestR9TheRateOfPaymentFollowsTheGas(t *testing.T) {
	long(t)
	const n = 1200
	var ids []string
	for i := range n {
		ids = append(ids, fmt.Sprint("p", i))
	}
	slices.Sort(ids)
	var first []abi.Amount
	for _, c := range []struct {
		gas  uint64
		most int // blocks
	}{{100_000_000, 4}, {200_000_000, 2}, {10_000_000_000, 1}} {
		chain := owing(t, n, c.gas)
		var amounts []abi.Amount
		blocks := sweepAll(t, chain, clockEnd(t, chain), func() {
			amounts = nil
			for _, id := range ids {
				amounts = append(amounts, account(t, chain, id).Balance)
			}
			if unpaid := slices.IndexFunc(amounts, abi.Amount.IsZero); unpaid >= 0 &&
				slices.ContainsFunc(amounts[unpaid:], func(a abi.Amount) bool { return !a.IsZero() }) {
				t.Fatalf("%s is passed over", ids[unpaid])
			}
		})
		if slices.ContainsFunc(amounts, abi.Amount.IsZero) || blocks > c.most || c.gas == 100_000_000 && blocks < 3 {
			t.Errorf("%d gas: %d blocks", c.gas, blocks)
		}
		if first == nil {
			first = amounts
		}
		if !slices.Equal(amounts, first) {
			t.Errorf("%d gas: other amounts", c.gas)
		}
	}
}

// BenchmarkSweep pays everybody who is owed; the time has the commits in it.
func BenchmarkSweep(b *testing.B) {
	for _, n := range []int{1000, 10_000, 50_000, 200_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			blocks := 0
			for range b.N {
				b.StopTimer()
				c := owing(b, n, 0)
				b.StartTimer()
				blocks += sweepAll(b, c, clockEnd(b, c), func() {})
			}
			all := float64(b.N * n)
			b.ReportMetric(float64(b.Elapsed().Microseconds())/all, "us/payout")
			b.ReportMetric(all/float64(blocks), "payouts/block")
		})
	}
}
