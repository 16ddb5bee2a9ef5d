package governance

// Abort codes: what a caller can get wrong. The numbers are part of the interface: never
// reuse one. Each built-in contract has a hundred of its own, so that one can hand on the
// code of another unchanged.
//
//peerz:errors
const (
	ErrParams          = 301 // a parameter is outside its range, or does not fit another
	ErrDeposit         = 302 // the funds are less than the deposit, or more than ten times as much
	ErrTitle           = 303 // a title is a line of at most 200 bytes
	ErrActions         = 304 // a proposal has 1 to 10 actions
	ErrKind            = 305 // an action is text, weights, params, call, upgrade, guardrails or guardian
	ErrTwice           = 307 // two actions change the same thing
	ErrContractUnknown = 308 // there is no built-in contract of this name
	ErrCode            = 309 // the code is not uploaded, or too recently
	ErrSameCode        = 310 // the contract runs this code already
	ErrInput           = 311 // the contract takes no calls by params, or its check failed
	ErrWeights         = 312 // rewards failed, without an abort code of its own
	ErrTrackFull       = 313 // too many proposals of this track wait, and each of them is ahead of this one
	ErrProposalUnknown = 314 // there is no such proposal
	ErrVotingOver      = 315 // votes on the proposal do not count any more
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
	ErrText            = 331 // a description is lines of at most 4096 bytes; a link is a line of at most 256 bytes, and has a hash
	ErrExpedited       = 332 // what changes rules, the program or nothing is never expedited
	ErrNotGuardian     = 333 // only the guardian can do it, once, until its mandate ends
	ErrGuarded         = 334 // the guardian cannot touch rules, a contract or track that there is not, nor what two thirds of all stake agree to
	ErrMandate         = 335 // a mandate ends in an epoch to come, at most 1000 from now
	ErrProxy           = 336 // nobody is its own proxy
	ErrWaiting         = 340 // the proposal waits for a place, or for its report: votes count later
	ErrReportUnknown   = 337 // the chain makes no report about this proposal
	ErrNotChain        = 338 // only the chain can call it
	ErrPassed          = 339 // the block from which another version of the program was to execute has come
	ErrSlashLater      = 341 // another account has lost stake in this epoch: the proposal waits for the next
	ErrStricterTrack   = 343 // what is in force has changed so that a stricter track would decide it now
	ErrNothingBonded   = 342 // the account has nothing bonded that it could lose
	ErrGuardrails      = 330 // guardrails name each parameter once, by a name, with a range; there are at most 64
)
