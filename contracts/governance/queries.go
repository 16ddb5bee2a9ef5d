package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Tally is the stake behind each option.
type Tally struct {
	Yes     sdk.Amount
	No      sdk.Amount
	Veto    sdk.Amount
	Abstain sdk.Amount
}

// ProposalInfo is a proposal as queries show it. Epochs are numbers of epochs.
type ProposalInfo struct {
	Proposal   uint64 // id
	Title      string
	Proposer   sdk.Address
	Track      string // text, parameters or upgrades
	State      string // voting, timelock, probation; executed, rejected, failed, rolled_back, cancelled, expired
	Tally      Tally
	Quorum     uint64     // ppm of power_total that must vote
	Threshold  uint64     // ppm of yes + no + veto that yes must exceed
	PowerTotal sdk.Amount // all stake at the snapshot
	Snapshot   uint64     // power is the stake at the start of this epoch
	Submitted  uint64     // epoch
	VotingEnd  uint64     // the last epoch in which votes count
	ExecuteAt  uint64     // the epoch with whose beginning it takes effect; 0 until it has passed
	Actions    []Action
	Reason     string     // why it was rejected, failed or was rolled back
	Deposit    sdk.Amount // still held
}

func (p *proposal) info(id uint64) ProposalInfo {
	return ProposalInfo{
		Proposal: id, Title: p.Title, Proposer: p.Proposer, Track: trackNames[p.Track], State: stateNames[p.State],
		Tally: Tally{p.Yes, p.No, p.Veto, p.Abstain}, Quorum: p.Quorum, Threshold: p.Threshold, PowerTotal: p.Power,
		Snapshot: p.Submitted, Submitted: p.Submitted, VotingEnd: p.VotingEnd, ExecuteAt: p.ExecuteAt,
		Actions: p.actions(), Reason: p.Reason, Deposit: p.Deposit,
	}
}

// GetProposal returns one proposal.
//
//peerz:query proposal
func GetProposal(a ProposalArgs) ProposalInfo {
	p := loadProposal(a.Proposal)
	return p.info(a.Proposal)
}

// Pages are short because a proposal may be long and an answer has at most 64 KiB; a
// page with a filter looks at more proposals than it shows.
const (
	maxPage  = 20
	maxLook  = 200
	maxBulky = 24 << 10 // bytes of actions, after which a page ends
)

// ProposalsArgs ask for a page of proposals.
type ProposalsArgs struct {
	After uint64 `cbor:"after,omitempty"` // the id where the last page ended
	Limit uint64 `cbor:"limit,omitempty"` // up to 20, which is the default
	State string `cbor:"state,omitempty"` // only these
}

// ProposalsResult is a page.
type ProposalsResult struct {
	Proposals []ProposalInfo // by id
	Next      uint64         `cbor:"next,omitempty"` // for after; absent on the last page
}

// Proposals lists proposals.
//
//peerz:query proposals
func Proposals(a ProposalsArgs) (result ProposalsResult) {
	wanted := stateID(a.State)
	limit := a.Limit
	if limit == 0 || limit > maxPage {
		limit = maxPage
	}
	last, bulk := lastID(), 0
	for id := a.After + 1; id <= last && id > a.After; id++ {
		p := loadProposal(id)
		if wanted < 0 || p.State == uint64(wanted) {
			result.Proposals = append(result.Proposals, p.info(id))
			bulk += len(p.Actions)
		}
		if uint64(len(result.Proposals)) == limit || id-a.After == maxLook || bulk > maxBulky {
			if id < last {
				result.Next = id
			}
			break
		}
	}
	return result
}

// stateID returns a state by its name, -1 for any.
func stateID(name string) int {
	if name == "" {
		return -1
	}
	for i := range stateNames {
		if stateNames[i] == name {
			return i
		}
	}
	sdk.Abort(ErrStateUnknown, name)
	return 0
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

// GetVote returns what an account voted.
//
//peerz:query vote
func GetVote(a GetVoteArgs) GetVoteResult {
	var v vote
	if !sdk.Load(voteKey(a.Proposal, a.Account), &v) {
		sdk.Abort(ErrVoteUnknown, "no such vote")
	}
	return GetVoteResult{Option: optionNames[v.Option], Power: v.Power}
}

// InvariantsResult says whether the deposits are covered.
type InvariantsResult struct {
	Ok       bool
	Deposits sdk.Amount // of active proposals
	Balance  sdk.Amount // of this contract: at least as much
}

// Invariants checks that the deposits of all active proposals are here.
//
//peerz:query invariants
func Invariants() InvariantsResult {
	r := InvariantsResult{Balance: sdk.Balance(sdk.Context().Self)}
	for _, id := range loadActive().IDs {
		p := loadProposal(id)
		r.Deposits = r.Deposits.Add(p.Deposit)
	}
	r.Ok = !r.Balance.Less(r.Deposits)
	return r
}
