package main

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// spot is where a submission was verified.
type spot struct{ epoch, number uint64 }

// life is a world with what a test knows beside the contract.
type life struct {
	*world
	r       *rand.Rand
	paid    map[string]spot // by reference
	reveals []func()
}

// Hundreds of epochs of whatever anybody may do: what is held is what waits, every reference is paid at most once,
// nothing waits for ever, and power changes hands slowly.
func TestHundredsOfRandomEpochs(t *testing.T) {
	for seed := range uint64(4) {
		reveal := seed % 2
		l := &life{
			world: newWorld(t, func(p *roles.Params) { p.Reveal, p.MaxAge = reveal, 200 }),
			r:     rand.New(rand.NewPCG(seed, 21)), paid: map[string]spot{},
		}
		l.window = seed
		l.enrol("developers", "d0", "d1", "d2", "d3")
		for epoch := range 100 {
			l.epoch(reveal)
			if epoch == 50 {
				l.As(who("a4")).Must(RetireAttestor)
			}
			before := Attestors().Total
			l.end()
			if least, _, _ := sdk.MulDiv(before, sdk.U64(9), sdk.U64(10)); Attestors().Total.Less(least) {
				t.Fatalf("power falls from %s to %s", before, Attestors().Total)
			}
			l.verifySome()
		}
		if len(l.paid) < 50 {
			t.Errorf("reveal %d: only %d are paid", reveal, len(l.paid))
		}
	}
}

// epoch is what people do in one.
func (l *life) epoch(reveal uint64) {
	for range l.r.IntN(8) {
		l.Ctx.Time = l.Ctx.EpochStart + l.r.Uint64N(epochSeconds)
		e := entry(fmt.Sprint("d", l.r.IntN(4)), fmt.Sprint("work ", l.r.IntN(300)))
		e.Bond = sdk.U64(10 + l.r.Uint64N(20))
		_, code := l.send("sponsor", submissions("developers", e))
		want(l.t, "submit", code, 0)
	}
	for _, reveal := range l.reveals {
		if l.r.IntN(20) > 0 {
			reveal()
		}
	}
	l.reveals = nil
	for _, i := range l.r.Perm(4) {
		if attestor := fmt.Sprint("a", i+1); l.r.IntN(20) > 0 && loadAttestorOf(attestor) {
			l.reportAll(attestor, reveal)
		}
	}
}

// reportAll has an attestor say something of nearly everything, sheet by sheet, openly or not.
func (l *life) reportAll(attestor string, reveal uint64) {
	for first := uint64(0); first < countOf(l.Ctx.Epoch, 1); first += roles.SheetSize {
		s := roles.Sheet{Sheet: first / roles.SheetSize}
		for n := first; n < min(first+roles.SheetSize, countOf(l.Ctx.Epoch, 1)); n++ {
			if l.r.IntN(20) > 0 {
				f := finding(n, []uint64{5, 5, 5, 5, 5, 0, 9}[l.r.IntN(7)])
				f.Time = l.Ctx.EpochStart
				s.Findings = append(s.Findings, f)
			}
		}
		if len(s.Findings) == 0 {
			continue
		}
		if reveal == 0 {
			l.As(who(attestor)).Must(func() { Report(roles.ReportArgs{Epoch: l.Ctx.Epoch, Role: "developers", Sheets: []roles.Sheet{s}}) })
			continue
		}
		l.commitSheet(attestor, roles.Revealed{Salt: sdk.HashOf([]byte(attestor)), Sheet: s})
	}
}

func (l *life) commitSheet(attestor string, r roles.Revealed) {
	epoch := l.Ctx.Epoch
	hash := sdk.SHA256(roles.CommitmentInput(l.Ctx.ChainID, epoch, "developers", who(attestor), &r))
	args := roles.CommitArgs{Epoch: epoch, Role: "developers", Commitments: []roles.Commitment{{Sheet: r.Sheet.Sheet, Hash: hash}}}
	l.Fund(who(attestor), least.Deposit)
	want(l.t, "commit", l.As(who(attestor)).Send(least.Deposit, func() { Commit(args) }), 0)
	l.reveals = append(l.reveals, func() {
		l.As(who(attestor)).Must(func() { Reveal(roles.RevealArgs{Epoch: epoch, Role: "developers", Sheets: []roles.Revealed{r}}) })
	})
}

// verifySome takes the steps of a block, and checks the books after each.
func (l *life) verifySome() {
	for from := uint64(0); ; {
		var more sdk.HookResult
		l.As(sdk.Address{}).Must(func() { more = EndBlock(sdk.EndBlockArgs{From: from}) })
		l.balanced()
		if more.Next <= from {
			return
		}
		from = more.Next
	}
}

// balanced checks the contract's books against its submissions and commitments, and notes what is paid.
func (l *life) balanced() {
	l.t.Helper()
	i := Invariants()
	want(l.t, "covered", i.Ok, true)
	var held sdk.Amount
	for _, entry := range l.Dump() {
		switch entry.Key[0] {
		case keySheet:
			held = held.Add(readSheet(entry.Value).Deposit)
		case keySubmission:
			s := readSubmission(entry.Value)
			epoch, role, number := splitSubmissionKey(entry.Key)
			held = held.Add(loadProgress().bondOf(entry.Key, s))
			if s.State == waiting {
				want(l.t, "moved at most three times", s.Moved <= maxMoved, true)
				at, ok := sdk.Get(waitingKey(role, s.ID, s.Ref))
				want(l.t, "is found where it waits", ok && string(at) == string(location(epoch, number)), true)
			}
			if known, again := l.paid[s.Ref]; s.State == verified && again && known != (spot{epoch, number}) {
				l.t.Fatalf("%s is paid twice: in %v and in %v", s.Ref, known, spot{epoch, number})
			} else if s.State == verified {
				l.paid[s.Ref] = spot{epoch, number}
			}
		}
	}
	want(l.t, "held", i.Held, held)
	want(l.t, "balance", l.Balance(l.Ctx.Self), sdk.Amount{})
}
