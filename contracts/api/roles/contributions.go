package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Contribution is something that one participant did in the current epoch.
type Contribution struct {
	ID       string       `cbor:"id"`            // of a participant of the role
	Ref      string       `cbor:"ref,omitempty"` // which contribution: a merged change, a job, a period; a line of at most 64 bytes
	Measures []sdk.Amount // one for each measure of the role, in its order, below 2^96
}

// ContributionsArgs are contributions to one role.
type ContributionsArgs struct {
	Role    string
	Epoch   uint64         // must be the current one
	Entries []Contribution // at most 50
}

// SubmitResult counts.
type SubmitResult struct {
	Accepted uint64
}

// AttestResult counts.
type AttestResult struct {
	Verified uint64 // entries that this call completed
}

// PageArgs ask for a page of what was submitted or reported.
type PageArgs struct {
	Epoch uint64
	Role  string
	After string `cbor:"after,omitempty"` // where the last page ended: its next
	Limit uint64 `cbor:"limit,omitempty"` // up to 100, which is the default
}

// ContributionInfo is a contribution as queries show it.
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
