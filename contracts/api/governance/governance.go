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

	// Propose has a proposal wait for a place in its track, at least to the end of the epoch: places go to the
	// largest deposits, and to nobody's second proposal before everybody's first. The funds are the deposit, up to
	// ten times what is asked for. It is returned when the votes are counted, unless too few vote or too many veto.
	//
	//peerz:execute propose
	Propose(ProposeArgs) ProposeResult

	// Cancel withdraws a proposal until the votes are counted. Half of the deposit is lost. Only
	// the proposer may call it.
	//
	//peerz:execute cancel
	Cancel(ProposalArgs)

	// Guard is what the guardian can do, once in its mandate: cancel a proposal, or have those of a track or on a
	// contract wait for up to three epochs before they are carried out.
	//
	//peerz:execute guard
	Guard(GuardArgs)

	// CarryOut does what a proposal does beside its upgrades. Only the chain may call it, as this contract, in the moment
	// in which they take effect.
	//
	//peerz:execute carry_out
	CarryOut(ProposalArgs)

	// Delegate has the caller's stake vote by a proxy, from the next epoch on and whatever the stake will be. Who
	// votes itself takes its stake out of the proxy's vote, before it or after. A proxy does not hand on what it was given.
	//
	//peerz:execute delegate
	Delegate(DelegateArgs)

	// Vote votes with the stake that the caller had when the epoch of the submission began, and with that of those
	// who had named it as their proxy then: what was bonded later has no say. A second vote replaces the first.
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

	// GetGuardian returns who can stop a proposal, and what it has stopped.
	//
	//peerz:query guardian
	GetGuardian() GuardianResult

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

	// Power says what an account votes with.
	//
	//peerz:query power
	Power(PowerArgs) PowerResult

	// Votes lists who has voted how on a proposal.
	//
	//peerz:query votes
	Votes(VotesArgs) VotesResult

	// GetReport returns what the chain has found out about the formula of a proposal, so far.
	//
	//peerz:query report
	GetReport(ProposalArgs) Report

	// Invariants checks that each proposer's escrow has the deposits of its proposals that are not over.
	//
	//peerz:query invariants
	Invariants() InvariantsResult

	// EndEpoch moves the proposals on: it counts votes whose time is over, carries out what has waited long
	// enough, and watches new code, one proposal's actions in a call; then it gives places to those who wait.
	// A track has at most 64 proposals and as many that wait, so its work is bounded; it writes only what has
	// changed.
	//
	//peerz:end_epoch
	EndEpoch(sdk.EndEpochArgs) sdk.HookResult

	// EndBlock goes on with the reports about formulas that are proposed, a bounded number of records in a block.
	//
	//peerz:end_block
	EndBlock(sdk.EndBlockArgs) sdk.HookResult
}
