package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// claim is what is said about one participant's contribution to a role in an epoch.
//
//peerz:store
type claim struct {
	Submitted []sdk.Amount // by the participant's side; empty: not yet
	Reports   []report     // by attestors; dropped once verified
	Verified  []sdk.Amount // what the contract rewards has; empty: nothing yet
	Open      bool         // Submitted or Reports wait for verification
	Reported  sdk.Amount   // attestor stake behind Verified
}

// report is one attestor's view.
//
//peerz:store
type report struct {
	Account  sdk.Address
	Measures []sdk.Amount
}

// Contribution is what was done by one participant in the current epoch: a total, not an
// increment.
type Contribution struct {
	ID       string       `cbor:"id"` // of a participant of the role
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

// Submit claims contributions, for the caller itself or for those it sponsors. A further
// submission replaces the first. After verification it opens a correction: an absolute
// total that, once verified in turn, replaces the earlier one.
//
//peerz:execute submit
func Submit(a ContributionsArgs) SubmitResult {
	v := newVerifier(a)
	caller := sdk.Context().Caller
	trusted := v.set.find(caller) != nil
	for _, e := range a.Entries {
		p := v.participant(e)
		if caller != p.Account && caller != p.Sponsor && !trusted {
			sdk.Abort(ErrNotSponsor, e.ID)
		}
		key := v.key(e.ID)
		c := loadClaim(key)
		if !c.submit(e.Measures) {
			continue
		}
		v.settle(&c, p.Account, e.ID)
		sdk.Save(key, &c)
	}
	v.deliver()
	n := uint64(len(a.Entries))
	sdk.Emit("roles.submitted", sdk.Text("role", a.Role), sdk.Uint("epoch", a.Epoch), sdk.Uint("count", n))
	return SubmitResult{Accepted: n}
}

// submit takes a total; false when it is what was verified already.
func (c *claim) submit(measures []sdk.Amount) bool {
	if !c.Open && len(c.Verified) > 0 && equal(c.Verified, measures) {
		return false
	}
	c.Submitted, c.Open = measures, true
	return true
}

// AttestResult counts.
type AttestResult struct {
	Verified uint64 // entries that this call completed
}

// Attest reports what the caller, an attestor, found. Its later report for the same
// participant replaces the first until the contribution is verified; then it is ignored,
// unless a correction was submitted. A report before the submission waits for it. Who
// disagrees reports what is right, 0 if nothing was done: silence only counts as absence.
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
		key := v.key(e.ID)
		c := loadClaim(key)
		if !c.report(m.Account, e.Measures) {
			continue
		}
		v.settle(&c, p.Account, e.ID)
		sdk.Save(key, &c)
	}
	v.deliver()
	sdk.Emit("roles.attested", sdk.Text("role", a.Role), sdk.Uint("epoch", a.Epoch), sdk.Addr("attestor", m.Account),
		sdk.Uint("count", uint64(len(a.Entries))), sdk.Uint("verified", uint64(len(v.done))))
	return AttestResult{Verified: uint64(len(v.done))}
}

// report notes an attestor's view; false when there is nothing to verify any more.
func (c *claim) report(account sdk.Address, measures []sdk.Amount) bool {
	if !c.Open && len(c.Verified) > 0 {
		return false
	}
	c.Open = true
	for i := range c.Reports {
		if c.Reports[i].Account == account {
			c.Reports[i].Measures = measures
			return true
		}
	}
	c.Reports = append(c.Reports, report{account, measures})
	return true
}

func loadClaim(key []byte) (c claim) {
	sdk.Load(key, &c)
	return c
}

func equal(a, b []sdk.Amount) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// PageArgs ask for a page of what was claimed.
type PageArgs struct {
	Epoch uint64
	Role  string
	After string `cbor:"after,omitempty"` // the id where the last page ended
	Limit uint64 `cbor:"limit,omitempty"` // up to 100, which is the default
}

// ContributionInfo is a claim as queries show it.
type ContributionInfo struct {
	ID            string       `cbor:"id"`
	Measures      []sdk.Amount // the verified ones, or else what was submitted
	ReportedStake sdk.Amount   // attestor stake behind them so far
	Verified      bool         // and nothing newer waits
	Recorded      []sdk.Amount // what is paid for; empty before the first verification
}

// ContributionsResult is a page.
type ContributionsResult struct {
	Contributions []ContributionInfo // by id
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

func (c *claim) info(id string, set *attestors) ContributionInfo {
	if c.Open {
		return ContributionInfo{id, c.Submitted, c.stake(set), false, c.Verified}
	}
	return ContributionInfo{id, c.Verified, c.Reported, true, c.Verified}
}
