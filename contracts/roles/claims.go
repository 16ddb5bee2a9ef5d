package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

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

// Contribution is something that one participant did in the current epoch.
type Contribution struct {
	ID       string       `cbor:"id"`            // of a participant of the role
	Ref      string       `cbor:"ref,omitempty"` // which contribution: a merged change, a job, a period; at most 64 bytes
	Measures []sdk.Amount // one for each measure of the role, in its order, below 2^96
}

// ContributionsArgs are contributions to one role.
type ContributionsArgs struct {
	Role    string
	Epoch   uint64         // must be the current one
	Entries []Contribution // at most 250
}

// SubmitResult counts.
type SubmitResult struct {
	Accepted uint64
}

// Submit claims contributions, for the caller itself or for those it sponsors. Contributions
// of an epoch add up; one that was verified already stays as it is.
//
//peerz:execute submit
func Submit(a ContributionsArgs) SubmitResult {
	v := newVerifier(a)
	caller := sdk.Context().Caller
	trusted := v.set.find(caller) != nil
	var n uint64
	for _, e := range a.Entries {
		p := v.participant(e)
		if caller != p.Account && caller != p.Sponsor && !trusted {
			sdk.Abort(ErrNotSponsor, e.ID)
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
	return SubmitResult{Accepted: n}
}

// verified reports whether the claim is settled.
func (c *claim) verified() bool { return len(c.Verified) > 0 }

// AttestResult counts.
type AttestResult struct {
	Verified uint64 // entries that this call completed
}

// Attest reports what the caller, an attestor, found. Its later report for the same
// contribution replaces the first until that is verified; then it is ignored. A report
// before the submission waits for it. Who disagrees reports what is right, 0 if nothing
// was done: silence only counts as absence.
//
//peerz:execute attest
func Attest(a ContributionsArgs) AttestResult {
	v := newVerifier(a)
	m := v.set.find(sdk.Context().Caller)
	if m == nil || m.Power.IsZero() {
		sdk.Abort(ErrNotAttestor, "no attestor power in this epoch")
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
	return AttestResult{Verified: uint64(len(v.done))}
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

// PageArgs ask for a page of what was claimed.
type PageArgs struct {
	Epoch uint64
	Role  string
	After string `cbor:"after,omitempty"` // where the last page ended: its next
	Limit uint64 `cbor:"limit,omitempty"` // up to 100, which is the default
}

// ContributionInfo is a claim as queries show it.
type ContributionInfo struct {
	ID            string       `cbor:"id"`
	Ref           string       `cbor:"ref,omitempty"`
	Measures      []sdk.Amount // the verified ones, or else what was submitted
	ReportedStake sdk.Amount   // attestor stake behind them so far
	Verified      bool
}

// ContributionsResult is a page.
type ContributionsResult struct {
	Contributions []ContributionInfo // by id, then reference
	Next          string             `cbor:"next,omitempty"` // for after; absent on the last page
}

// Contributions lists the claims of a role in an epoch.
//
//peerz:query contributions
func Contributions(a PageArgs) (result ContributionsResult) {
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
func (c *claim) info(name string, set *attestors) ContributionInfo {
	id, ref := name, ""
	for i := range name {
		if name[i] == ' ' {
			id, ref = name[:i], name[i+1:]
			break
		}
	}
	if c.verified() {
		return ContributionInfo{id, ref, c.Verified, c.Reported, true}
	}
	return ContributionInfo{id, ref, c.Submitted, c.stake(set), false}
}
