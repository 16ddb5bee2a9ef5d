package main

// What a caller can get wrong. The numbers are part of the interface: never reuse one.
// Those above 100 are what the contract rewards says about proposed weights, plus 100.
//
//peerz:errors
const (
	ErrParams          = 1   // a parameter is outside its range
	ErrDeposit         = 2   // the funds are not exactly the deposit
	ErrTitle           = 3   // a title has 1 to 200 bytes
	ErrActions         = 4   // a proposal has 1 to 10 actions
	ErrKind            = 5   // an action is text, weights, upgrade or params
	ErrTwoCalls        = 6   // at most one action may be weights or params: they could not be undone together
	ErrUpgradeTwice    = 7   // two actions upgrade the same contract
	ErrContractUnknown = 8   // there is no built-in contract of this name
	ErrCode            = 9   // the code is not uploaded, or too recently
	ErrSameCode        = 10  // the contract runs this code already
	ErrInput           = 11  // params needs the CBOR of a call: an array of method and arguments
	ErrWeights         = 12  // rewards refuses the weights
	ErrTrackFull       = 13  // too many proposals of this track are active
	ErrProposalUnknown = 14  // there is no such proposal
	ErrVotingOver      = 15  // the proposal is not open for votes
	ErrOption          = 16  // an option is yes, no, veto or abstain
	ErrNoPower         = 17  // the caller had no stake when the epoch of the submission began
	ErrNotProposer     = 18  // only the proposer can cancel
	ErrVoteUnknown     = 19  // the account did not vote
	ErrRoles           = 20  // the contract roles does not answer
	ErrTransfer        = 21  // the ledger refused a payment
	ErrStateUnknown    = 22  // there is no such state
	ErrPowerlessChain  = 23  // nobody has stake: nothing could be voted on
	ErrBytes           = 24  // migrate or input has more than 4096 bytes
	ErrActionFields    = 25  // an action has fields of another kind, or lacks one of its own
	ErrDenied          = 26  // the rules change by a proposal only
	ErrTooLong         = 27  // all actions together have more than 16 KiB
	ErrRoleUnknown     = 102 // there is no role of this name
	ErrRoleMissing     = 103 // a vote on weights must name every role
	ErrRoleTwice       = 104 // a role is named twice
	ErrWeightMin       = 105 // a weight is positive but below the lower bound
	ErrWeightMax       = 106 // a weight, or its part of the sum, is above the upper bound
	ErrWeightChange    = 107 // a weight moves further than one vote may move it
	ErrWeightsZero     = 108 // all weights are zero
)

// rewardsErrors is what is added to the codes with which rewards refuses weights.
const rewardsErrors = 100
