package rewards

// Abort codes: what a caller can get wrong. The numbers are part of the interface: never
// reuse one. Each built-in contract has a hundred of its own, so that one can hand on the
// code of another unchanged.
//
//peerz:errors
const (
	ErrDenied       = 201 // the caller may not use this method
	ErrRoleUnknown  = 202 // there is no role of this name or id
	ErrRoleMissing  = 203 // a vote on weights must name every role
	ErrRoleTwice    = 204 // a role is named twice, or exists already
	ErrWeightMin    = 205 // the part of a positive weight in the sum is below the lower bound
	ErrWeightMax    = 206 // the part of a weight in the sum is above the upper bound
	ErrWeightChange = 207 // a weight moves further than one vote may move it
	ErrWeightsZero  = 208 // all weights are zero
	ErrEpochOpen    = 209 // the epoch is still open: nothing is fixed yet
	ErrEpochUnknown = 210 // the epoch has not begun, or nothing has closed yet
	ErrGas          = 211 // too little gas left to give the formula its limit
	ErrDepth        = 212 // called from so deep that the formula cannot be called
	ErrTooMany      = 213 // more entries than one call takes
	ErrMeasures     = 214 // a record without measures, with too many, or with one above 2^96
	ErrParams       = 215 // a parameter is outside its range
	ErrRange        = 216 // the schedule's result cannot be represented
	ErrFormulaCall  = 217 // the host refused to start the formula, through no fault of it
	ErrEpochRange   = 218 // weights can be set for the open epoch or the next, no other
	ErrTransfer     = 219 // the ledger refused a payment: the books do not match the balance
	ErrIDLength     = 220 // an id has 1 to 64 bytes
	ErrReason       = 221 // a reason is empty or a line of at most 512 bytes
	ErrUnchanged    = 222 // that is what holds already: nothing would change
	ErrSealed       = 223 // the epoch is sealed: nothing can be recorded any more
	ErrOutflow      = 224 // this epoch has paid out what it may: the rest is paid in the next
	ErrPayout       = 225 // rewards cannot be paid to this contract
	ErrNoWish       = 226 // the account has no wish on the gauge to take back
	ErrNoStake      = 227 // the account has no stake, or less than all of the 200 that vote on the gauge
	ErrNoRecord     = 228 // there is no such record, or it is not held, or is void
	ErrHeld         = 229 // the record is disputed already
	ErrMatured      = 230 // the time to dispute the epoch is over
	ErrVerifying    = 231 // the epoch is not sealed: nothing can be disputed yet
	ErrPruned       = 232 // the records of the epoch are deleted: its root is there
)
