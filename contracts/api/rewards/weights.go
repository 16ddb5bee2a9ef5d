package rewards

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// RoleWeight is a role's share in the pool.
type RoleWeight struct {
	Role   string
	Weight uint64 // ppm; only the proportions count
}

// SetWeightsArgs replaces the voted weights, whole.
type SetWeightsArgs struct {
	Weights []RoleWeight // every role once
	Reason  string       // recorded with the change: empty or a line of at most 512 bytes
	Epoch   uint64       // the first epoch that is paid by them: the open one or the next
}

// CheckWeightsArgs are weights that somebody wants to propose.
type CheckWeightsArgs struct {
	Weights []RoleWeight // every role once
}

// WeightsResult is the voted split.
type WeightsResult struct {
	Base        []RoleWeight // in force now
	Next        []RoleWeight // in force from last_changed on; empty: no change ahead
	LastChanged uint64       // the epoch from which on the last change holds
	Reason      string       // that the last change gave
	Reviewed    uint64       // the epoch in which votes last decided on the weights, be it for those in force
	Due         uint64       // the epoch from which on a review is overdue
}

// VoteGaugeArgs are a voter's wish for the weights.
type VoteGaugeArgs struct {
	Weights []RoleWeight // only proportions count; empty: no wish any more
}

// GaugeArgs name a voter.
type GaugeArgs struct {
	Account sdk.Address
}

// GaugeResult is what a voter wishes.
type GaugeResult struct {
	Weights []RoleWeight // parts of a million; empty: nothing
}

// TermsArgs name an epoch.
type TermsArgs struct {
	Epoch uint64
}

// TermsResult is what demand, supply and gauge votes came to when an epoch was sealed: the terms
// that the next epochs to close are weighted by.
type TermsResult struct {
	Epoch uint64 // the sealed one: the last at or before the one asked for
	Roles []RoleTerms
}

// RoleTerms are a role's three terms. A term is 1,000,000 where nothing is measured or the mean is too small to compare with.
type RoleTerms struct {
	Role      string
	Demand    Term // base units that were burned; validators: stake that is wanted and not there
	Supply    Term // what was offered and used, in a unit of the role
	Priority  Term // value and mean are parts of a million: of gauge votes, and of base weights
	Suspended bool
	NoDemand  bool // nothing measures a demand for this role
}

// Term is one of them.
type Term struct {
	Value    sdk.Amount // in the epoch
	Mean     sdk.Amount // what it is compared with: of the 30 epochs before the last review, or so far before the first
	Now      uint64     `unit:"ppm"` // value / mean, between half and twice
	Smoothed uint64     `unit:"ppm"` // moved 1/30 of the way to that
}

// AddRoleArgs names a new role.
type AddRoleArgs struct {
	Role string
}
