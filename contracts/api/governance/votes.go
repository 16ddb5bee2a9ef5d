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

// VotesArgs ask for a page of the votes on a proposal.
type VotesArgs struct {
	Proposal uint64
	After    sdk.Address `cbor:"after,omitempty"` // where the last page ended
	Limit    uint64      `cbor:"limit,omitempty"` // up to 200, which is the default
}

// AccountVote is what an account voted.
type AccountVote struct {
	Account sdk.Address
	Option  string
	Power   sdk.Amount
}

// VotesResult is a page, by account.
type VotesResult struct {
	Votes []AccountVote
	Next  sdk.Address `cbor:"next,omitempty"` // for after; absent on the last page
}

// DelegateArgs name who votes with the caller's stake.
type DelegateArgs struct {
	Proxy sdk.Address `cbor:"proxy,omitempty"` // absent: nobody
}

// PowerArgs name an account.
type PowerArgs struct {
	Account sdk.Address
}

// PowerResult is what an account votes with on what is proposed now, and will by what it has done by now.
type PowerResult struct {
	Stake     sdk.Amount  // its own at the start of the epoch
	Delegated sdk.Amount  // of those who had named it as their proxy, without what is dormant
	Proxy     sdk.Address `cbor:"proxy,omitempty"` // who votes with its stake, unless it does; absent: nobody
	NextStake sdk.Amount  // from the next epoch on
	NextProxy sdk.Address `cbor:"next_proxy,omitempty"`
	All       sdk.Amount  // all stake
	Awake     sdk.Amount  // of which so much is not dormant: quorums are shares of it
}
