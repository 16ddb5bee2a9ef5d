package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

const maxPause = 3 // epochs

// mandate is who the guardian is, and what it has done.
//
//peerz:store
type mandate struct {
	Account sdk.Address
	Until   uint64 // the epoch with whose beginning it ends
	Used    bool
	Paused  string // a track or a contract
	Resumes uint64 // the epoch with whose beginning that ends
}

func loadMandate() (m mandate) { sdk.Load([]byte{keyGuardian}, &m); return m }

// checkMandate returns an error for a mandate that none can have, and when nothing would change.
func checkMandate(g *governance.Guardian) *sdk.CallError {
	now, epoch := loadMandate(), sdk.Context().Epoch
	switch {
	case g == nil && now.Until <= epoch:
		return refusal(governed.ErrUnchanged)
	case g != nil && (g.Account.IsZero() || g.Until <= epoch || g.Until > epoch+governance.MaxMandate):
		return refusal(governance.ErrMandate)
	}
	return nil
}

// setMandate gives a new mandate, or ends it. What was paused stays so until its time is over.
func setMandate(g *governance.Guardian) *sdk.CallError {
	if err := checkMandate(g); err != nil {
		return err
	}
	now := loadMandate()
	m := mandate{Paused: now.Paused, Resumes: now.Resumes}
	if g != nil {
		m.Account, m.Until = g.Account, g.Until
	}
	sdk.Save([]byte{keyGuardian}, &m)
	return nil
}

// Guard is what the guardian can do, once in its mandate.
func Guard(a governance.GuardArgs) {
	ctx, m := sdk.Context(), loadMandate()
	if m.Used || ctx.Epoch >= m.Until || ctx.Caller != m.Account {
		sdk.Abort(governance.ErrNotGuardian, "not the guardian, or not any more")
	}
	m.Used = true
	if a.Proposal != 0 {
		guardProposal(&a)
	} else {
		m.pause(&a, ctx.Epoch)
	}
	sdk.Save([]byte{keyGuardian}, &m)
	sdk.Emit("governance.guarded", sdk.Uint("proposal", a.Proposal), sdk.Text("paused", a.Pause), sdk.Uint("until", m.Resumes))
}

// guardProposal cancels a proposal. Its proposer has done nothing wrong: the deposit is returned.
func guardProposal(a *governance.GuardArgs) {
	p := loadProposal(a.Proposal)
	if a.Pause != "" || a.Epochs != 0 || p.State > shadowed || p.beyondGuardian() {
		sdk.Abort(governance.ErrGuarded, "not within the guardian's reach")
	}
	p.refund()
	p.cancel(a.Proposal, governance.ReasonGuardian)
}

// pause has the proposals of a track, or about a contract, wait.
func (m *mandate) pause(a *governance.GuardArgs, epoch uint64) {
	if !within(a.Epochs, 1, maxPause) || a.Pause == governance.TrackRules || !isTrack(a.Pause) && !isContract(a.Pause) {
		sdk.Abort(governance.ErrGuarded, a.Pause)
	}
	m.Paused, m.Resumes = a.Pause, epoch+1+a.Epochs
}

func isTrack(name string) bool {
	for _, t := range governance.Tracks() {
		if t == name {
			return true
		}
	}
	return false
}

func isContract(name string) bool {
	if name == "" || len(name) > maxGuardrailName {
		return false
	}
	_, ok := sdk.ContractByName(name)
	return ok || name == governance.Chain
}

// beyondGuardian reports whether the guardian cannot touch a proposal: the rules, its own among them, are the
// voters' alone, and so is what two thirds of all stake agree to.
func (p *proposal) beyondGuardian() bool {
	all := sdk.TotalStake(p.Submitted)
	return p.Track == trackRules || compare(p.Yes.Add(p.Yes).Add(p.Yes), all.Add(all), million) >= 0
}

// paused is the epoch until which the guardian has a proposal wait; 0: it does not.
//
//go:noinline
func (p *proposal) paused(actions []governance.Action, next uint64) uint64 {
	m := loadMandate()
	if m.Resumes <= next || p.beyondGuardian() {
		return 0
	}
	if trackName(p.Track) == m.Paused {
		return m.Resumes
	}
	for i := range actions {
		if actions[i].Contract == m.Paused {
			return m.Resumes
		}
	}
	return 0
}

// GetGuardian returns who can stop a proposal, and what it has stopped.
func GetGuardian() governance.GuardianResult {
	m := loadMandate()
	result := governance.GuardianResult{Used: m.Used, Paused: m.Paused, Until: m.Resumes}
	if m.Until > sdk.Context().Epoch {
		result.Guardian = &governance.Guardian{Account: m.Account, Until: m.Until}
	}
	return result
}
