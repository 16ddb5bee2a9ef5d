package roles

// Abort codes: what a caller can get wrong. The numbers are part of the interface: never
// reuse one. Each built-in contract has a hundred of its own, so that one can hand on the
// code of another unchanged.
//
//peerz:errors
const (
	ErrDenied             = 101 // the caller may not use this method
	ErrRoleUnknown        = 102 // there is no role of this name
	ErrRoleRetired        = 103 // the role takes no new contributions
	ErrRoleExists         = 104 // the role exists already
	ErrRoleLimit          = 105 // there can be no more roles
	ErrRoleName           = 106 // a role or measure is a name of at most 32 bytes
	ErrMeasures           = 107 // not the measures that the role defines, or a unit that is no line of at most 64 bytes
	ErrMeasureTooLarge    = 108 // a measure is below 2^96
	ErrIDInvalid          = 109 // an id is a name: 1 to 64 of a-z, 0-9, dot, _, colon and -
	ErrIDTaken            = 110 // the id belongs to another account, or is a contract's name
	ErrParticipantUnknown = 111 // the id is not registered in this role
	ErrAccountInvalid     = 112 // the zero address cannot take part
	ErrNotSponsor         = 113 // only the account or its sponsor can submit for an id
	ErrWrongEpoch         = 114 // reports and commitments are for the current epoch; revealing has not begun
	ErrTooMany            = 115 // more entries than one call takes
	ErrNotAttestor        = 116 // the caller has no attestor power in this epoch
	ErrAttestorExists     = 117 // the caller is an attestor already
	ErrAttestorLimit      = 118 // there are 64 attestors with at least as much stake, or too many who are leaving
	ErrNotBonded          = 119 // an attestor must have the least stake
	ErrRewards            = 125 // rewards failed, without an abort code of its own
	ErrTransfer           = 127 // the ledger refused a payment
	ErrRef                = 128 // a reference is a line of 1 to 64 bytes
	ErrParams             = 130 // a parameter is outside its range
	ErrEvidence           = 132 // evidence has a locator, a line of 1 to 256 bytes, and a hash
	ErrBond               = 133 // a bond is too small, or fewer tokens came along than the bonds or deposits
	ErrNumber             = 134 // not a number of a submission of that sheet, or not in order, or twice
	ErrCommitFirst        = 135 // reports of this epoch are committed first, and then revealed
	ErrOpenReports        = 136 // reports of this epoch are open: there is nothing to commit or to reveal
	ErrNotCommitted       = 137 // the caller has committed nothing for this sheet
	ErrMismatch           = 138 // what is revealed is not what was committed
	ErrRevealed           = 139 // the sheet is revealed already
	ErrLateReveal         = 140 // the time to reveal is over
	ErrSubmissionUnknown  = 141 // nothing with this reference waits or was verified
	ErrScheme             = 142 // there is no such scheme of reports and commitments
	ErrSource             = 143 // a source has a kind, and what that kind has: contracts, publishers and repositories, or one measure if it is validators
	ErrInterest           = 145 // the attestor has an interest in the dispute
	ErrDisputeUnknown     = 146 // there is no such dispute, or the time to vote on it is over
	ErrReason             = 147 // a reason is a line of 1 to 256 bytes
	ErrConsent            = 148 // the account that is paid has not signed for this id and sponsor, and is not the caller
	ErrNotItsAccount      = 149 // only the account of the id, or the recovery that it has named, may do this
	ErrRetired            = 150 // the id has left: it is never used again
	ErrTooEarly           = 151 // the id is moved later: its account has the time to object
	ErrHeir               = 152 // an heir is another participant of the role, which has not left
	ErrAge                = 155 // the role asks for an id that has been registered for longer
	ErrStake              = 156 // the role asks that the account of an id has more bonded since the epoch began
	ErrOneID              = 157 // the account works under another id in this epoch, and the role allows one
	ErrMeasuredRole       = 144 // the role is measured by the chain: nobody submits for it
)
