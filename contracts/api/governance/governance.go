// Package governance is the interface of the contract through which holders change
// everything else: its methods, what they take and return, and its abort codes. Contracts
// call it by Caller, Go programs by Client. Times are in epochs.
//
//peerz:contract governance 1.0.0
package governance

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Contract declares the methods. The contract has a function of the same name for each.
type Contract interface {
	// Instantiate sets the rules.
	//
	//peerz:instantiate
	Instantiate(InstantiateArgs)

	// Propose opens a vote. The funds must be exactly the deposit. It is returned when the
	// votes are counted, unless too few vote or too many veto.
	//
	//peerz:execute propose
	Propose(ProposeArgs) ProposeResult

	// Cancel withdraws a proposal while it is voted on. Half of the deposit is lost. Only
	// the proposer may call it.
	//
	//peerz:execute cancel
	Cancel(ProposalArgs)

	// Vote votes with the stake that the caller had when the epoch of the submission began:
	// what was bonded later has no say. A second vote replaces the first.
	//
	//peerz:execute vote
	Vote(VoteArgs)

	// GetParams returns the rules.
	//
	//peerz:query params
	GetParams() Params

	// GetGuardrails returns what votes keep to when they change parameters.
	//
	//peerz:query guardrails
	GetGuardrails() GuardrailsResult

	// Check says by which rules a proposal would be decided and what it would change, or aborts as
	// propose would. Whether the chain takes a change of its own parameters only propose finds out.
	//
	//peerz:query check
	Check(CheckArgs) CheckResult

	// GetProposal returns one proposal.
	//
	//peerz:query proposal
	GetProposal(ProposalArgs) ProposalInfo

	// Proposals lists proposals.
	//
	//peerz:query proposals
	Proposals(ProposalsArgs) ProposalsResult

	// GetVote returns what an account voted.
	//
	//peerz:query vote
	GetVote(GetVoteArgs) GetVoteResult

	// Invariants checks that the deposits of all active proposals are here.
	//
	//peerz:query invariants
	Invariants() InvariantsResult

	// EndEpoch moves the active proposals on: it counts votes whose time is over, carries
	// out what has waited long enough, and watches new code, one proposal's actions in a
	// call. There are at most nine tracks of 64 active proposals, so its work is bounded; it
	// writes only what has changed.
	//
	//peerz:end_epoch
	EndEpoch(sdk.EndEpochArgs) sdk.HookResult
}
