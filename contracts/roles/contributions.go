package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// contribution is what a participant did for a role in an epoch, and what is reported on it.
// Its reference tells it from others: the same reference is the same contribution, so
// that submitting or importing it again changes nothing (P3); another one adds to the epoch.
//
//peerz:store
type contribution struct {
	Submitted []sdk.Amount // by the participant's side; empty: not yet
	Reports   []report     // by attestors; empty once verified
	Verified  []sdk.Amount // what the contract rewards was told; empty: not yet. Final
	Reported  sdk.Amount   // attestor stake behind Verified
}

// report is one attestor's view.
//
//peerz:store
type report struct {
	Account  sdk.Address
	Measures []sdk.Amount
}

// Submit takes contributions of the caller itself or of those it sponsors.
func Submit(a roles.ContributionsArgs) roles.SubmitResult {
	v := newVerifier(a)
	caller := sdk.Context().Caller
	trusted := v.set.find(caller) != nil
	var n uint64
	for _, e := range a.Entries {
		p := v.participant(e)
		if caller != p.Account && caller != p.Sponsor && !trusted {
			sdk.Abort(roles.ErrNotSponsor, e.ID)
		}
		key := v.key(e)
		c := loadContribution(key)
		if c.verified() {
			continue
		}
		c.Submitted = e.Measures
		n++
		v.verify(&c, p.Account, e.ID)
		sdk.Save(key, &c)
	}
	v.deliver()
	sdk.Emit("roles.submitted", sdk.Text("role", a.Role), sdk.Uint("epoch", a.Epoch), sdk.Uint("count", n))
	return roles.SubmitResult{Accepted: n}
}

// verified reports whether the value is final.
func (c *contribution) verified() bool { return len(c.Verified) > 0 }

// Attest reports what the caller, an attestor, found.
func Attest(a roles.ContributionsArgs) roles.AttestResult {
	v := newVerifier(a)
	m := v.set.find(sdk.Context().Caller)
	if m == nil || m.Power.IsZero() {
		sdk.Abort(roles.ErrNotAttestor, "no attestor power in this epoch")
	}
	if m.Seen != a.Epoch+1 && len(a.Entries) > 0 {
		m.Seen = a.Epoch + 1
		v.set.save()
	}
	for _, e := range a.Entries {
		p := v.participant(e)
		key := v.key(e)
		c := loadContribution(key)
		if c.verified() {
			continue
		}
		c.report(m.Account, e.Measures)
		v.verify(&c, p.Account, e.ID)
		sdk.Save(key, &c)
	}
	v.deliver()
	sdk.Emit("roles.attested", sdk.Text("role", a.Role), sdk.Uint("epoch", a.Epoch), sdk.Addr("attestor", m.Account),
		sdk.Uint("count", uint64(len(a.Entries))), sdk.Uint("verified", uint64(len(v.done))))
	return roles.AttestResult{Verified: uint64(len(v.done))}
}

// report notes an attestor's view.
func (c *contribution) report(account sdk.Address, measures []sdk.Amount) {
	for i := range c.Reports {
		if c.Reports[i].Account == account {
			c.Reports[i].Measures = measures
			return
		}
	}
	c.Reports = append(c.Reports, report{account, measures})
}

func loadContribution(key []byte) (c contribution) {
	sdk.Load(key, &c)
	return c
}

// Contributions lists what was submitted or reported for a role in an epoch.
func Contributions(a roles.PageArgs) (result roles.ContributionsResult) {
	id, _ := findRole(a.Role)
	set := loadAttestors()
	prefix := contributionKey(a.Epoch, id, "")
	entries, more := page(prefix, a.After, pageSize(a.Limit))
	for _, entry := range entries {
		var c contribution
		if !sdk.Unmarshal(entry.Value, &c) {
			sdk.Abort(sdk.ErrState, "contribution")
		}
		name := string(entry.Key[len(prefix):])
		result.Contributions = append(result.Contributions, c.info(name, &set))
		if more {
			result.Next = name
		}
	}
	return result
}

// info shows a contribution whose key ends in name: the id and, after a space, the reference.
func (c *contribution) info(name string, set *attestors) roles.ContributionInfo {
	id, ref := name, ""
	for i := range name {
		if name[i] == ' ' {
			id, ref = name[:i], name[i+1:]
			break
		}
	}
	if c.verified() {
		return roles.ContributionInfo{ID: id, Ref: ref, Measures: c.Verified, ReportedStake: c.Reported, Verified: true}
	}
	return roles.ContributionInfo{ID: id, Ref: ref, Measures: c.Submitted, ReportedStake: c.stake(set), Verified: false}
}
