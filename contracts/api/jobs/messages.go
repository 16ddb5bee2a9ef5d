package jobs

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Kinds of jobs.
const (
	Inference  = "inference"
	FineTuning = "fine_tuning"
)

// States of a job. All but the first four are final.
const (
	Open      = "open"      // nobody has taken it
	Taken     = "taken"     // a provider works on it
	Delivered = "delivered" // the customer looks at the result
	Rejected  = "rejected"  // attestors decide
	Accepted  = "accepted"  // paid
	Refused   = "refused"   // attestors decided for the customer: paid back
	Late      = "late"      // not delivered in time: paid back
	Cancelled = "cancelled" // not taken: paid back
	Undecided = "undecided" // attestors did not decide: half was paid, half was paid back
)

// TermsInfo are a market's terms, for ever.
type TermsInfo struct {
	Fee         uint64     // of the price, burned: 1,000 to 200,000
	RoyaltyBurn uint64     // of royalties, burned: up to 500,000
	Bond        uint64     // of the price, held while a provider works: 10,000 to 1,000,000
	Least       sdk.Amount // of a price
	Review      uint64     // seconds in which a customer may reject a result, up to 30 days
	Judging     uint64     // seconds in which attestors may decide, up to 30 days
}

// RegisterModelArgs describe a model.
type RegisterModelArgs struct {
	Name     string   // for people: a line of at most 64 bytes
	Version  string   // a line of at most 32 bytes
	Licence  string   // such as an SPDX expression: a line of at most 64 bytes
	Artifact sdk.Hash // SHA-256 of its weights, or of a manifest that names them
	Locator  string   // where they are: a line of at most 256 bytes
	Royalty  uint64   // of what a provider earns with it, up to 500,000
}

// ModelInfo is a model.
type ModelInfo struct {
	Owner   sdk.Address
	Model   RegisterModelArgs
	Retired bool
	Uses    uint64 // accepted jobs
}

// ModelArgs name a model.
type ModelArgs struct {
	Model uint64
}

// ModelResult is the number of a new model.
type ModelResult struct {
	Model uint64
}

// UnbondArgs say how much.
type UnbondArgs struct {
	Amount sdk.Amount
}

// CreateArgs describe a job.
type CreateArgs struct {
	Model    uint64
	Kind     string   // inference or fine_tuning
	Input    sdk.Hash // SHA-256
	Locator  string   // where the input is: a line of at most 256 bytes
	Deadline uint64   // until then a provider may take it: at most 30 days ahead
	Work     uint64   // seconds to deliver it in, once taken: at most 30 days
}

// JobResult is the number of a new job.
type JobResult struct {
	Job uint64
}

// JobArgs name a job.
type JobArgs struct {
	Job uint64
}

// DeliverArgs say what a result is.
type DeliverArgs struct {
	Job     uint64
	Result  sdk.Hash // SHA-256
	Locator string   // where it is: a line of at most 256 bytes
}

// JudgeArgs are an attestor's word.
type JudgeArgs struct {
	Job    uint64
	Accept bool // the result is what the customer asked for
}

// JobInfo is a job.
type JobInfo struct {
	Customer  sdk.Address
	Job       CreateArgs
	Price     sdk.Amount
	State     string
	Until     uint64      // unix seconds: when the state ends by itself
	Provider  sdk.Address // zero: none yet
	Held      sdk.Amount  // of the provider's bond; of the customer as much when it has rejected
	Delivered DeliverArgs // empty until then
	For       sdk.Amount  // power of the attestors who accept it
	Against   sdk.Amount  // power of those who do not
}

// PageArgs ask for a page, newest first.
type PageArgs struct {
	Before uint64 `cbor:"before,omitempty"` // only those with lower numbers; 0: all
}

// ModelEntry is a model with its number.
type ModelEntry struct {
	Model uint64
	Info  ModelInfo
}

// ModelsResult is a page.
type ModelsResult struct {
	Models []ModelEntry
}

// JobEntry is a job with its number.
type JobEntry struct {
	Job  uint64
	Info JobInfo
}

// JobsResult is a page.
type JobsResult struct {
	Jobs []JobEntry
}

// ProviderArgs name a provider.
type ProviderArgs struct {
	Account sdk.Address
}

// ProviderInfo is a provider.
type ProviderInfo struct {
	Bonded sdk.Amount
	Held   sdk.Amount // of it, by jobs
	Done   uint64     // accepted jobs
}

// InvariantsArgs say where a check goes on.
type InvariantsArgs struct {
	After []byte `cbor:"after,omitempty"` // the last record that was counted
	Sum   *Spoken
}

// Spoken is what of this contract's balance belongs to somebody, in two ways of counting.
type Spoken struct {
	Held  sdk.Amount // prices of jobs that are not over, what customers put up against results, and all bonds
	Bonds sdk.Amount // the part of bonds that jobs hold: what providers say, until the jobs are counted off
}

// InvariantsResult is a part of the check: at most 200 providers or jobs.
type InvariantsResult struct {
	Ok         bool // of the last part: what is spoken for is the sum of all records, and is there
	Sum        Spoken
	Held       sdk.Amount // as the books say
	Balance    sdk.Amount // of this contract: at least as much
	Next       []byte     `cbor:"next,omitempty"` // for after; absent in the last part
	Violations []string   `cbor:"violations,omitempty"`
}

// Abort codes: what a caller can get wrong. The numbers are part of the interface: never reuse one.
//
//peerz:errors
const (
	ErrTerms     = 701 // a term is out of its range
	ErrFunds     = 702 // tokens come along that nothing asks for, or fewer than are asked for
	ErrLine      = 703 // a name, version, licence or locator is not a line of the allowed length
	ErrRoyalty   = 704 // a royalty is at most 500,000 ppm
	ErrModel     = 705 // there is no such model
	ErrRetired   = 706 // the model is retired
	ErrJob       = 707 // there is no such job
	ErrState     = 708 // the job is not in the state that this needs
	ErrNotYours  = 709 // the caller is not the customer, provider or owner
	ErrKind      = 710 // a job is of kind inference or fine_tuning
	ErrPrice     = 711 // the price is below the least
	ErrTime      = 712 // a time is in the past, or more than 30 days ahead
	ErrOver      = 713 // the time for this is over
	ErrNotOver   = 714 // the time is not over yet
	ErrBond      = 715 // not as much of the bond is free
	ErrAttestor  = 716 // the caller is no attestor with power, has an interest, or has spoken already
	ErrAttestors = 717 // the contract roles did not say who attests
	ErrTransfer  = 718 // tokens could not be moved
	ErrOwnJob    = 719 // a customer cannot take its own job
)
