package main

// What a caller can get wrong. The numbers are part of the interface: never reuse one.
//
//peerz:errors
const (
	ErrDenied             = 1  // the caller may not use this method
	ErrRoleUnknown        = 2  // there is no role of this name
	ErrRoleRetired        = 3  // the role takes no new contributions
	ErrRoleExists         = 4  // the role exists already
	ErrRoleLimit          = 5  // there can be no more roles
	ErrRoleName           = 6  // a role or measure has 1 to 32 of a-z, 0-9, _ and -
	ErrMeasures           = 7  // not the measures that the role defines
	ErrMeasureTooLarge    = 8  // a measure is below 2^96
	ErrIDInvalid          = 9  // an id has 1 to 64 of letters, digits, dot, _, colon and -
	ErrIDTaken            = 10 // the id belongs to another account
	ErrParticipantUnknown = 11 // the id is not registered in this role
	ErrAccountInvalid     = 12 // the zero address cannot take part
	ErrNotSponsor         = 13 // only the account, its sponsor or an attestor can submit for an id
	ErrWrongEpoch         = 14 // contributions belong to the epoch in which they are submitted
	ErrTooMany            = 15 // more entries than one call takes
	ErrNotAttestor        = 16 // the caller has no attestor power in this epoch
	ErrAttestorExists     = 17 // the caller is an attestor already
	ErrAttestorLimit      = 18 // there are 64 attestors with at least as much stake
	ErrNotBonded          = 19 // an attestor must have a bond
	ErrKeyTaken           = 20 // another attestor has this validator key
	ErrKeyProof           = 21 // the validator key's signature is missing or wrong
	ErrNoFunds            = 22 // bond needs tokens that come with the call
	ErrAmount             = 23 // the amount is zero or more than what is bonded
	ErrNothingDue         = 24 // no unbonded tokens are free yet
	ErrRewards            = 25 // the contract rewards refused
	ErrUnbonding          = 26 // the unbonding time is at most 10,000 epochs
	ErrTransfer           = 27 // the ledger refused a payment
	ErrRefTooLong         = 28 // a reference has at most 64 bytes
)
