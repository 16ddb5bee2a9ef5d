package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// DisputeArgs say that a participant shall not be paid for a role and an epoch. The tokens that come along are
// the disputer's bond; what they are more than that is sent back.
type DisputeArgs struct {
	Epoch   uint64   // sealed and not matured
	Role    string   // that attestors measure
	ID      string   `cbor:"id"`
	Numbers []uint64 // submissions that were verified for it in the epoch and are wrong, 1 to 16: their bonds are at stake
	Reason  string   // a line of 1 to 256 bytes
	Heir    string   `cbor:"heir,omitempty"` // the work is real, and this id's, of the same role: the other is of the wrong account
}

// DisputeResult is the dispute that has begun.
type DisputeResult struct {
	Dispute uint64
	Last    uint64 // the last epoch in which attestors vote
}

// VoteDisputeArgs are an attestor's vote, which replaces an earlier one.
type VoteDisputeArgs struct {
	Dispute uint64
	Uphold  bool // the participant shall not be paid; the heir shall, if one is named
	Void    bool `cbor:"void,omitempty"` // nobody shall be paid, the heir neither
}

// DisputesArgs ask for a page of the disputes that are open.
type DisputesArgs struct {
	After uint64 `cbor:"after,omitempty"` // the dispute where the last page ended
	Limit uint64 `cbor:"limit,omitempty"` // up to 10, which is the default
}

// DisputeVote is a vote.
type DisputeVote struct {
	Attestor sdk.Address
	Uphold   bool
	Void     bool `cbor:"void,omitempty"`
}

// DisputeInfo is an open dispute as queries show it.
type DisputeInfo struct {
	Dispute  uint64
	Epoch    uint64
	Role     string
	ID       string      `cbor:"id"`
	Account  sdk.Address // that would be paid
	Numbers  []uint64
	Reason   string
	Heir     string `cbor:"heir,omitempty"` // who shall be paid instead
	Disputer sdk.Address
	Bond     sdk.Amount // the disputer's
	AtStake  sdk.Amount // the bonds of the submissions
	Last     uint64     // the last epoch in which attestors vote
	Need     sdk.Amount // power that decides it, one way or the other
	Uphold   sdk.Amount // power so far
	Reject   sdk.Amount
	Void     sdk.Amount    // of those for whom neither side shall be paid, where there is an heir
	Again    bool          // one about the same pay was undecided before: half the bond is lost if this one is, too
	Votes    []DisputeVote // by attestor
}

// DisputesResult is a page.
type DisputesResult struct {
	Disputes []DisputeInfo // by number
	Next     uint64        `cbor:"next,omitempty"` // for after; absent on the last page
}
