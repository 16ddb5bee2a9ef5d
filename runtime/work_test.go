package runtime_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
	"github.com/peerz-ai/peerz-chain/runtime/abi"
	"github.com/peerz-ai/peerz-chain/runtime/sandbox"
)

// sendWork has the work of up to 50 developers, of whom the i-th did units(i), submitted and reported on, in the way
// that the parameters say.
func (p *play) sendWork(ids []string, units func(i int) int) {
	p.t.Helper()
	var params struct {
		Reveal        uint64
		Bond, Deposit abi.Amount
	}
	p.ask("roles", "params", `{}`, &params)
	first := p.submitWork(ids, params.Bond)
	var sheets []roles.Sheet
	for i := range ids {
		n := first + uint64(i)
		if last := len(sheets) - 1; last < 0 || sheets[last].Sheet != n/roles.SheetSize {
			sheets = append(sheets, roles.Sheet{Sheet: n / roles.SheetSize})
		}
		found := &sheets[len(sheets)-1].Findings
		*found = append(*found, roles.Finding{Number: n, Time: uint64(p.c.Time()), Measures: []sdk.Amount{sdk.U64(uint64(units(i)))}})
	}
	for _, attestor := range []string{"alice", "bob"} {
		if params.Reveal == 0 {
			p.say(attestor, "roles", "report", fmt.Sprintf(`{"role":"developers","epoch":%d,"sheets":[%s]}`,
				clock(p.t, p.c).Epoch, joined(sheets, sheetJSON)), abi.Amount{})
			continue
		}
		p.commitWork(attestor, sheets, params.Deposit)
	}
}

func (p *play) submitWork(ids []string, bond abi.Amount) (first uint64) {
	p.t.Helper()
	bonds, _ := bond.Mul(abi.U64(uint64(len(ids))))
	entries := joined(ids, func(id string) string {
		return fmt.Sprintf(`{"id":%q,"ref":"%s in %d","locator":"https://example.org","hash":"%064d","bond":"%s"}`, id, id, clock(p.t, p.c).Epoch, 1, bond)
	})
	var at struct{ First uint64 }
	must(p.t, json.Unmarshal(p.say("dora", "roles", "submit", fmt.Sprintf(`{"role":"developers","entries":[%s]}`, entries), bonds), &at))
	return at.First
}

// commitWork commits sheets, and reveals them when the epoch has closed.
func (p *play) commitWork(attestor string, sheets []roles.Sheet, deposit abi.Amount) {
	p.t.Helper()
	epoch := clock(p.t, p.c).Epoch
	who := sandbox.Key(attestor).Address()
	salt := sdk.HashOf([]byte(attestor))
	commitments := joined(sheets, func(s roles.Sheet) string {
		input := roles.CommitmentInput(sdk.HashOf(chainHash()), epoch, "developers", sdk.AddressOf(who[:]), &roles.Revealed{Salt: salt, Sheet: s})
		return fmt.Sprintf(`{"sheet":%d,"hash":"%x"}`, s.Sheet, sha256.Sum256(input))
	})
	deposits, _ := deposit.Mul(abi.U64(uint64(len(sheets))))
	p.say(attestor, "roles", "commit", fmt.Sprintf(`{"role":"developers","epoch":%d,"commitments":[%s]}`, epoch, commitments), deposits)
	p.reveals = append(p.reveals, func() {
		revealed := joined(sheets, func(s roles.Sheet) string { return fmt.Sprintf(`{"salt":"%x","sheet":%s}`, salt.Bytes(), sheetJSON(s)) })
		p.say(attestor, "roles", "reveal", fmt.Sprintf(`{"role":"developers","epoch":%d,"sheets":[%s]}`, epoch, revealed), abi.Amount{})
	})
}

func chainHash() []byte {
	sum := sha256.Sum256([]byte(sandbox.ChainID))
	return sum[:]
}

func sheetJSON(s roles.Sheet) string {
	return fmt.Sprintf(`{"sheet":%d,"findings":[%s]}`, s.Sheet, joined(s.Findings, func(f roles.Finding) string {
		return fmt.Sprintf(`{"number":%d,"time":%d,"measures":["%s"]}`, f.Number, f.Time, f.Measures[0])
	}))
}

// joined is what text makes of each, with commas.
func joined[T any](list []T, text func(T) string) string {
	parts := make([]string, len(list))
	for i, x := range list {
		parts[i] = text(x)
	}
	return strings.Join(parts, ",")
}

// sealed reports whether an epoch is verified.
func (p *play) sealed(epoch uint64) bool {
	p.t.Helper()
	var at struct{ Verifying uint64 }
	p.ask("roles", "verification", fmt.Sprintf(`{"epoch":%d}`, epoch), &at)
	return at.Verifying > epoch
}
