package governance

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// VoteArgs are a vote.
type VoteArgs struct {
	Proposal uint64
	Option   string // yes, no, veto or abstain
}

// GetVoteArgs name a vote.
type GetVoteArgs struct {
	Proposal uint64
	Account  sdk.Address
}

// GetVoteResult is a vote.
type GetVoteResult struct {
	Option string
	Power  sdk.Amount
}
