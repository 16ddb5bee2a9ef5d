package main

// What a caller can get wrong. The numbers are part of the interface: never reuse one.
//
//peerz:errors
const (
	ErrDenied        = 1  // the caller may not use this method
	ErrRoleUnknown   = 2  // there is no role of this name or id
	ErrRoleMissing   = 3  // a vote on weights must name every role
	ErrRoleTwice     = 4  // a role is named twice, or exists already
	ErrWeightMin     = 5  // the part of a positive weight in the sum is below the lower bound
	ErrWeightMax     = 6  // the part of a weight in the sum is above the upper bound
	ErrWeightChange  = 7  // a weight moves further than one vote may move it
	ErrWeightsZero   = 8  // all weights are zero
	ErrEpochOpen     = 9  // the epoch is still open: nothing is fixed yet
	ErrEpochUnknown  = 10 // the epoch has not begun, or nothing has closed yet
	ErrGas           = 11 // too little gas left to give the formula its limit
	ErrDepth         = 12 // called from so deep that the formula cannot be called
	ErrTooMany       = 13 // more entries than one call takes
	ErrMeasures      = 14 // a record without measures, with too many, or with one above 2^96
	ErrParams        = 15 // a parameter is outside its range
	ErrRange         = 16 // the schedule's result cannot be represented
	ErrFormulaCall   = 17 // the host refused to start the formula, through no fault of it
	ErrEpochRange    = 18 // weights can be set for the open epoch or the next, no other
	ErrTransfer      = 19 // the ledger refused a payment: the books do not match the balance
	ErrIDLength      = 20 // an id has 1 to 64 bytes
	ErrReasonTooLong = 21 // a reason has at most 512 bytes
)
