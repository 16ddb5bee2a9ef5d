// Package roles is the interface of the contract that knows who takes part, who has stake
// and what is verified: its methods, what they take and return, and its abort codes.
// Contracts call it by Caller, Go programs by Client.
//
//peerz:contract roles 1.0.0
package roles

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Contract declares the methods. The contract has a function of the same name for each.
type Contract interface {
	// Instantiate sets up roles, bonds and attestors.
	//
	//peerz:instantiate
	Instantiate(InstantiateArgs)

	// SetRole adds a role, here and in the contract rewards, where it begins with weight 0;
	// or it defines a retired role anew and takes it back into service. Only governance may
	// call it: no new binary is needed.
	//
	//peerz:execute set_role
	SetRole(RoleDefinition)

	// RetireRole ends the taking of contributions for a role. What it has earned is paid as
	// before; its weight is a matter of its own. Only governance may call it.
	//
	//peerz:execute retire_role
	RetireRole(RoleArgs)

	// Register adds participants to a role; the caller is the sponsor of those that are new.
	// Anybody can register anybody, without an approval list and without tokens of the
	// participant's own. Registration alone earns nothing.
	//
	//peerz:execute register
	Register(RegisterArgs) RegisterResult

	// Bond adds the tokens that come with the call to the caller's stake. They count as
	// power from the next epoch on.
	//
	//peerz:execute bond
	Bond()

	// Unbond takes tokens out of the caller's stake. They have no power from the next epoch
	// on, and can be withdrawn after the unbonding time.
	//
	//peerz:execute unbond
	Unbond(UnbondArgs) UnbondResult

	// Withdraw pays the caller's unbonded tokens whose time is over.
	//
	//peerz:execute withdraw
	Withdraw() WithdrawResult

	// RegisterAttestor makes the caller an attestor: it must be bonded. Its reports count
	// from the next epoch on. If the set is full it replaces the member with the
	// least stake, provided that it has more.
	//
	//peerz:execute register_attestor
	RegisterAttestor(RegisterAttestorArgs)

	// RetireAttestor ends the caller's service with this epoch.
	//
	//peerz:execute retire_attestor
	RetireAttestor()

	// Submit takes contributions of the caller itself or of those it sponsors. Contributions
	// of an epoch add up; one that was verified already stays as it is.
	//
	//peerz:execute submit
	Submit(ContributionsArgs) SubmitResult

	// Attest reports what the caller, an attestor, found. Its later report for the same
	// contribution replaces the first until that is verified; then it is ignored. A report
	// before the submission waits for it. Who disagrees reports what is right, 0 if nothing
	// was done: silence only counts as absence.
	//
	//peerz:execute attest
	Attest(ContributionsArgs) AttestResult

	// CheckParams aborts as the call in input would if governance made it now: set_role or
	// retire_role, no other.
	//
	//peerz:query check_params
	CheckParams(CheckParamsArgs)

	// Roles lists all roles.
	//
	//peerz:query roles
	Roles() RolesResult

	// Role returns one role.
	//
	//peerz:query role
	Role(RoleArgs) RoleInfo

	// Participant returns one participant.
	//
	//peerz:query participant
	Participant(ParticipantArgs) ParticipantInfo

	// ByAccount lists the participants whose rewards go to an account, at most 100.
	//
	//peerz:query by_account
	ByAccount(ByAccountArgs) ParticipantsResult

	// Participants lists a role's participants.
	//
	//peerz:query participants
	Participants(ParticipantsArgs) ParticipantsResult

	// Stake returns an account's stake: its voting power at the start of an epoch, or what
	// is bonded now.
	//
	//peerz:query stake
	Stake(StakeArgs) StakeResult

	// TotalStake returns the sum of all stakes.
	//
	//peerz:query total_stake
	TotalStake(TotalStakeArgs) StakeResult

	// Attestors lists all attestors.
	//
	//peerz:query attestors
	Attestors() AttestorsResult

	// Contributions lists what was submitted or reported for a role in an epoch.
	//
	//peerz:query contributions
	Contributions(PageArgs) ContributionsResult

	// Invariants checks that all stake, bonded or on its way out, is in this contract's
	// balance.
	//
	//peerz:query invariants
	Invariants() InvariantsResult

	// EndEpoch gives attestors their power for the next epoch, lets those go who retire,
	// have no stake left, are absent for too long (else the quorum would deadlock) or whose
	// validator signed against itself, and tells the chain which power validators shall have:
	// their attestor's stake in whole tokens. It touches at most 64
	// attestors and writes only if something changed.
	//
	//peerz:end_epoch
	EndEpoch(sdk.EndEpochArgs)
}
