package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// claim is one contribution of a participant to a role in an epoch, and what is said about
// it. Its reference tells it from others: the same reference is the same contribution, so
// that claiming or importing it again changes nothing; another one adds to the epoch.
//
//peerz:store
type claim struct {
	Submitted []sdk.Amount // by the participant's side; empty: not yet
	Reports   []report     // by attestors; dropped once verified
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

// Submit claims contributions, for the caller itself or for those it sponsors.
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
		c := loadClaim(key)
		if c.verified() {
			continue
		}
		c.Submitted = e.Measures
		n++
		v.settle(&c, p.Account, e.ID)
		sdk.Save(key, &c)
	}
	v.deliver()
	sdk.Emit("roles.submitted", sdk.Text("role", a.Role), sdk.Uint("epoch", a.Epoch), sdk.Uint("count", n))
	return roles.SubmitResult{Accepted: n}
}

// verified reports whether the claim is settled.
func (c *claim) verified() bool { return len(c.Verified) > 0 }

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
		c := loadClaim(key)
		if c.verified() {
			continue
		}
		c.report(m.Account, e.Measures)
		v.settle(&c, p.Account, e.ID)
		sdk.Save(key, &c)
	}
	v.deliver()
	sdk.Emit("roles.attested", sdk.Text("role", a.Role), sdk.Uint("epoch", a.Epoch), sdk.Addr("attestor", m.Account),
		sdk.Uint("count", uint64(len(a.Entries))), sdk.Uint("verified", uint64(len(v.done))))
	return roles.AttestResult{Verified: uint64(len(v.done))}
}

// report notes an attestor's view.
func (c *claim) report(account sdk.Address, measures []sdk.Amount) {
	for i := range c.Reports {
		if c.Reports[i].Account == account {
			c.Reports[i].Measures = measures
			return
		}
	}
	c.Reports = append(c.Reports, report{account, measures})
}

func loadClaim(key []byte) (c claim) {
	sdk.Load(key, &c)
	return c
}

// Contributions lists the claims of a role in an epoch.
func Contributions(a roles.PageArgs) (result roles.ContributionsResult) {
	id, _ := findRole(a.Role)
	set := loadAttestors()
	prefix := claimKey(a.Epoch, id, "")
	entries, more := page(prefix, a.After, pageSize(a.Limit))
	for _, entry := range entries {
		var c claim
		if !sdk.Unmarshal(entry.Value, &c) {
			sdk.Abort(sdk.ErrState, "claim")
		}
		name := string(entry.Key[len(prefix):])
		result.Contributions = append(result.Contributions, c.info(name, &set))
		if more {
			result.Next = name
		}
	}
	return result
}

// info shows a claim whose key ends in name: the id and, after a space, the reference.
func (c *claim) info(name string, set *attestors) roles.ContributionInfo {
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
