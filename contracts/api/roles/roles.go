// Package roles is the interface of the contract that knows who takes part and what is verified: its methods, what they take and return, and its abort codes.
// Contracts call it by Caller, Go programs by Client.
//
//peerz:contract roles 2.0.0
package roles

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Contract declares the methods. The contract has a function of the same name for each.
type Contract interface {
	// Instantiate sets up roles and attestors.
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

	// SetSource says where the measures of a role come from, beginning with the epoch that is verified
	// next. Only governance may call it.
	//
	//peerz:execute set_source
	SetSource(SetSourceArgs)

	// Register adds participants to a role; the caller is the sponsor of those that are new, unless their
	// account names another. The account that is paid has signed for it, or is the caller: so a contract is paid
	// only if it registers itself. No approval list, and no tokens of the participant's own, are needed. Registration
	// alone earns nothing.
	//
	//peerz:execute register
	Register(RegisterArgs) RegisterResult

	// Rotate moves an id to another account, which agrees to it. The caller is its account. What was submitted
	// before is paid to the account of then.
	//
	//peerz:execute rotate
	Rotate(RotateArgs)

	// SetBacking names who may submit for an id, and who may move it should its account's key be lost. The
	// caller is its account. A move that its recovery has begun ends with it.
	//
	//peerz:execute set_backing
	SetBacking(SetBackingArgs)

	// Recover moves an id to another account, which agrees to it. The caller is the recovery that its account has
	// named. The move takes place recovery_delay epochs later, with a second call, unless the account ends it by
	// set_backing.
	//
	//peerz:execute recover
	Recover(RotateArgs)

	// Leave retires an id for ever. The caller is its account. What was submitted is verified and paid as before,
	// and bonds go back by themselves.
	//
	//peerz:execute leave
	Leave(IDArgs)

	// RegisterAttestor makes the caller an attestor: it needs the least bond. Its reports
	// count from the next epoch on. If the set is full, the member with the least stake leaves
	// for it, provided that it has more.
	//
	//peerz:execute register_attestor
	RegisterAttestor()

	// RetireAttestor ends the caller's service. All who leave take at most a tenth of the
	// power of all attestors with them at an epoch boundary, so that it may take several.
	//
	//peerz:execute retire_attestor
	RetireAttestor()

	// SetParams changes parameters by name. Only governance may call it. An epoch that has begun
	// keeps the way of reporting that it began with.
	//
	//peerz:execute set_params
	SetParams(governed.ParamsArgs)

	// Submit takes submissions of the caller itself or of those it sponsors, each with a bond
	// from the tokens that come along; what they are more than the bonds is sent back. A
	// submission belongs to the current epoch, or to the next one when it is late. One that
	// waits already, or whose reference is taken, is not taken again, and its bond is not.
	//
	//peerz:execute submit
	Submit(SubmitArgs) SubmitResult

	// Report says what the caller, an attestor, found, in an epoch whose reports are open. A
	// finding of a number replaces the one before; others stay. Who finds nothing reports 0:
	// silence counts as absence.
	//
	//peerz:execute report
	Report(ReportArgs)

	// Commit binds the caller, an attestor, to sheets that it will reveal in the next epoch,
	// with a deposit for each. A sheet that is committed again replaces the one before.
	//
	//peerz:execute commit
	Commit(CommitArgs)

	// Reveal shows sheets that the caller has committed in an earlier epoch, and returns their
	// deposits.
	//
	//peerz:execute reveal
	Reveal(RevealArgs)

	// Dispute says that a participant shall not be paid for an epoch: whoever has stake may, with a bond. That
	// record alone waits. The attestors of the present epoch vote, in it and in the next. Two thirds of all power
	// without an interest, and more than half of all, end it one way or the other: upheld, the participant is paid
	// nothing, and the bonds of the submissions are lost, a part of them to the disputer; rejected, the disputer's
	// bond is. Else all bonds go back; but who disputes again what was undecided loses half of it if it stays so. A dispute
	// that names an heir is about the account: upheld, the work is paid to the heir, which gets all that the id has not been
	// recorded for, too, and the id is retired; void, by those who find that it is neither's, nobody is paid.
	//
	//peerz:execute dispute
	Dispute(DisputeArgs) DisputeResult

	// VoteDispute is the vote of the caller, an attestor of the epoch in which the dispute began, without an interest: it is
	// neither the disputer nor the participant's account or sponsor, and has sent none of the submissions.
	//
	//peerz:execute vote_dispute
	VoteDispute(VoteDisputeArgs)

	// CheckParams says what SetParams would change now, or aborts as it would.
	//
	//peerz:query check_params
	CheckParams(governed.ParamsArgs) governed.ParamsResult

	// CheckCall aborts as the call in input would if governance made it now: set_role, retire_role
	// or set_source, no other.
	//
	//peerz:query check_call
	CheckCall(governed.CallArgs)

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

	// Attestors lists all attestors.
	//
	//peerz:query attestors
	Attestors() AttestorsResult

	// Params returns the parameters in force.
	//
	//peerz:query params
	Params() Params

	// Submissions lists what was submitted for a role in an epoch, and what became of it.
	//
	//peerz:query submissions
	Submissions(SubmissionsArgs) SubmissionsResult

	// Submission finds a contribution by its reference: one that waits, or the one that has
	// taken the reference.
	//
	//peerz:query submission
	Submission(SubmissionArgs) SubmissionInfo

	// Measured lists what sources other than attestors have measured in an epoch.
	//
	//peerz:query measured
	Measured(MeasuredArgs) MeasuredResult

	// Sheets lists what is committed and reported on sixteen submissions.
	//
	//peerz:query sheets
	Sheets(SheetsArgs) SheetsResult

	// Disputes lists those that are open.
	//
	//peerz:query disputes
	Disputes(DisputesArgs) DisputesResult

	// Verification says how far verification has come, and how an epoch is reported on.
	//
	//peerz:query verification
	Verification(VerificationArgs) VerificationResult

	// Invariants checks that all bonds of submissions and all deposits are in escrow, for their owners.
	//
	//peerz:query invariants
	Invariants() InvariantsResult

	// EndEpoch fixes who attests in the next epoch, and with which power, and notes what those who are
	// validators have signed. It touches attestors only.
	//
	//peerz:end_epoch
	EndEpoch(sdk.EndEpochArgs)

	// EndBlock verifies, sixteen submissions a call, those of epochs whose reports are
	// complete, takes what the other sources have measured, hands all of it to the contract rewards and
	// seals the epoch there. It ends disputes whose time is over, returns the bonds of what has matured, and
	// also deletes what is older than references are retained. A block in which nothing is due
	// writes nothing.
	//
	//peerz:end_block
	EndBlock(sdk.EndBlockArgs) sdk.HookResult
}
