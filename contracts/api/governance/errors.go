package governance

// Abort codes: what a caller can get wrong. The numbers are part of the interface: never
// reuse one. Each built-in contract has a hundred of its own, so that one can hand on the
// code of another unchanged.
//
//peerz:errors
const (
	ErrParams          = 301 // a parameter is outside its range, or does not fit another
	ErrDeposit         = 302 // the funds are not exactly the deposit
	ErrTitle           = 303 // a title is a line of at most 200 bytes
	ErrActions         = 304 // a proposal has 1 to 10 actions
	ErrKind            = 305 // an action is text, weights, params, call, upgrade or guardrails
	ErrTwice           = 307 // two actions change the same thing
	ErrContractUnknown = 308 // there is no built-in contract of this name
	ErrCode            = 309 // the code is not uploaded, or too recently
	ErrSameCode        = 310 // the contract runs this code already
	ErrInput           = 311 // the contract takes no calls by params, or its check failed
	ErrWeights         = 312 // rewards failed, without an abort code of its own
	ErrTrackFull       = 313 // too many proposals of this track are active
	ErrProposalUnknown = 314 // there is no such proposal
	ErrVotingOver      = 315 // the proposal is not open for votes
	ErrOption          = 316 // an option is yes, no, veto or abstain
	ErrNoPower         = 317 // the caller had no stake when the epoch of the submission began
	ErrNotProposer     = 318 // only the proposer can cancel
	ErrVoteUnknown     = 319 // the account did not vote
	ErrTransfer        = 321 // the ledger refused a payment
	ErrStateUnknown    = 322 // there is no such state
	ErrPowerlessChain  = 323 // nobody has stake: nothing could be voted on
	ErrBytes           = 324 // migrate or input has more than 4096 bytes
	ErrActionFields    = 325 // an action has fields of another kind, or lacks one of its own
	ErrTooLong         = 327 // all actions together have more than 16 KiB
	ErrGuardrail       = 329 // a parameter would leave the range that its guardrail allows, or move further than one vote may move it
	ErrGuardrails      = 330 // guardrails name each parameter once, by a name, with a range; there are at most 64
)
