package main

import (
	"slices"

	"github.com/peerz-ai/peerz-chain/contracts/api/governance"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// info shows a proposal, and says how many bytes its actions take.
func (p *proposal) info(id uint64) (info governance.ProposalInfo, size int) {
	actions, size := loadActions(id)
	if p.State == voting {
		p.count()
	}
	p.lookForFailure(id, actions)
	return governance.ProposalInfo{
		Proposal: id, Title: p.Title, Proposer: p.Proposer, Track: trackName(p.Track), State: stateNames[p.State],
		Tally: governance.Tally{Yes: p.Yes, No: p.No, Veto: p.Veto, Abstain: p.Abstain}, Quorum: p.Quorum, Threshold: p.Threshold, PowerTotal: p.Power,
		Snapshot: p.Submitted, Submitted: p.Submitted, VotingEnd: p.VotingEnd, Extended: p.Extended,
		Veto: p.VetoLimit, Timelock: p.Timelock, Shadowing: p.Shadow, ExecuteAt: p.ExecuteAt, ExpiresAt: p.expiresAt(),
		Actions: actions, Reason: p.outcome(actions), Deposit: p.Deposit,
	}, size
}

// GetProposal returns one proposal.
func GetProposal(a governance.ProposalArgs) governance.ProposalInfo {
	p := loadProposal(a.Proposal)
	info, _ := p.info(a.Proposal)
	var words about
	sdk.Load(aboutKey(a.Proposal), &words)
	info.Description, info.Link, info.LinkHash = words.Description, words.Link, words.LinkHash
	info.Shadow = loadShadow(a.Proposal).Rows
	return info
}

// Pages are short because a proposal may be long and an answer has at most 64 KiB; a
// page with a filter looks at more proposals than it shows.
const (
	maxPage  = 20
	maxLook  = 200
	maxBulky = 24 << 10 // bytes of actions, after which a page ends
)

// Proposals lists proposals.
func Proposals(a governance.ProposalsArgs) (result governance.ProposalsResult) {
	wanted := stateID(a.State)
	limit := a.Limit
	if limit == 0 || limit > maxPage {
		limit = maxPage
	}
	last, bulk := lastID(), 0
	for id := a.After + 1; id <= last && id > a.After; id++ {
		p, ok := findProposal(id)
		if ok && (wanted < 0 || p.State == uint64(wanted)) {
			info, size := p.info(id)
			result.Proposals = append(result.Proposals, info)
			bulk += size
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
	sdk.Abort(governance.ErrStateUnknown, name)
	return 0
}

// GetVote returns what an account voted.
func GetVote(a governance.GetVoteArgs) governance.GetVoteResult {
	var v vote
	if v = loadVote(a.Proposal, a.Account); !v.Cast {
		sdk.Abort(governance.ErrVoteUnknown, "no such vote")
	}
	return governance.GetVoteResult{Option: optionNames[v.Choice], Power: v.Power}
}

// maxVotes is a page of votes.
const maxVotes = 200

// Votes lists who has voted how.
func Votes(a governance.VotesArgs) (result governance.VotesResult) {
	limit := a.Limit
	if limit == 0 || limit > maxVotes {
		limit = maxVotes
	}
	var looked uint64
	var last sdk.Address
	start := voteKey(a.Proposal, a.After)
	if !a.After.IsZero() {
		start = append(start, 0) // behind it
	}
	for _, e := range sdk.Scan(start, voteKey(a.Proposal+1, sdk.Address{}), false, int(limit)+1) {
		var v vote
		if !sdk.Unmarshal(e.Value, &v) {
			sdk.Abort(sdk.ErrState, "vote")
		}
		account := sdk.AddressOf(e.Key[9:])
		if looked == limit {
			result.Next = last
			break
		}
		looked, last = looked+1, account
		if v.Cast {
			result.Votes = append(result.Votes, governance.AccountVote{Account: account, Option: optionNames[v.Choice], Power: v.Power})
		}
	}
	return result
}

// Invariants checks that each proposer's escrow has the deposits of its proposals that are not over, and what is prepaid
// for their reports (G2).
func Invariants() governance.InvariantsResult {
	r := governance.InvariantsResult{Ok: true}
	var owners []sdk.Address
	var held []sdk.Amount
	add := func(owner sdk.Address, amount sdk.Amount) {
		r.Deposits = r.Deposits.Add(amount)
		i := slices.Index(owners, owner)
		if i < 0 {
			i, owners, held = len(owners), append(owners, owner), append(held, sdk.Amount{})
		}
		held[i] = held[i].Add(amount)
	}
	for track := range governance.Tracks() {
		p := loadPlaces(uint64(track))
		for _, one := range append(p.Open, p.Waiting...) {
			p, ok := findProposal(one.ID)
			if ok {
				add(p.Proposer, p.Deposit)
			}
		}
	}
	for _, one := range loadReports().Waiting {
		report, _ := loadReport(one.ID)
		add(one.Proposer, report.Prepaid.Add(report.Spent))
	}
	for i := range owners {
		locked := sdk.Escrow(owners[i])
		r.Escrow = r.Escrow.Add(locked)
		r.Ok = r.Ok && !locked.Less(held[i])
	}
	return r
}
