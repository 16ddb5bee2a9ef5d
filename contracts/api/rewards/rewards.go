// Package rewards is the interface of the contract that turns verified contributions into
// balances: its methods, what they take and return, its abort codes, and why a formula
// did not pay an epoch. Contracts call it by Caller, Go programs by Client.
//
// Amounts are base units, weights are parts per million (ppm), times are unix seconds.
//
//peerz:contract rewards 2.0.0
package rewards

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/governed"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Contract declares the methods. The contract has a function of the same name for each.
type Contract interface {
	// Instantiate sets up the books. Funds that come along go to the reserve when the first epoch closes.
	//
	//peerz:instantiate
	Instantiate(InstantiateArgs)

	// SetParams changes parameters by name. The weights in force, and those that wait, must be
	// within the new bounds. Only governance may call it.
	//
	//peerz:execute set_params
	SetParams(governed.ParamsArgs)

	// SetWeights replaces the base weights from an epoch on: at an epoch boundary that is the
	// epoch which begins, so that weights exist before the period they apply to. A change
	// that waits already is replaced too. Only governance may call it.
	//
	//peerz:execute set_weights
	SetWeights(SetWeightsArgs)

	// VoteGauge says how the caller wishes the weights. It counts from the next epoch on with the caller's stake and that of those
	// who have named it to vote for them and do not vote here, until it is replaced, or they are less than half of a thousandth
	// of all stake; it takes a thousandth to begin. Who has less names a proxy.
	//
	//peerz:execute vote_gauge
	VoteGauge(VoteGaugeArgs)

	// AddRole appends a role with weight 0, which a vote can then raise. Only roles may
	// call it, when governance adds a role there; the ids of both lists stay the same.
	//
	//peerz:execute add_role
	AddRole(AddRoleArgs)

	// Record adds verified contributions to what their participants did in a closed epoch,
	// and scores the totals: measures add up, scores never do, so that it makes no difference
	// in how many parts, or in which order, something arrives. A record is one account's. Only roles may call it.
	//
	//peerz:execute record
	Record(RecordArgs) RecordResult

	// Seal ends the verification of an epoch: it fixes who pays, and so every entitlement, and
	// returns the pools of idle roles to the reserve. Only roles may call it. Of epochs that were
	// closed as one, the last seals them.
	//
	//peerz:execute seal
	Seal(SealArgs) SealResult

	// Hold keeps a record from being paid while it is disputed, within the time in which it can be. All
	// others are paid as if nothing were. Only roles may call it.
	//
	//peerz:execute hold
	Hold(HoldArgs) HoldResult

	// Decide lets a record that is held be paid, at once if it was due meanwhile, or declares it void: what
	// it would have been paid returns to the reserve, and nobody else's pay changes. Only roles may call it.
	//
	//peerz:execute decide
	Decide(DecideArgs)

	// SetPayout names the address that the caller's rewards are paid to from now on.
	//
	//peerz:execute set_payout
	SetPayout(SetPayoutArgs)

	// Claim pays an account's matured entitlements, oldest first, without waiting for the
	// sweep. Anyone may claim for anyone. A second claim finds nothing and pays nothing; what the
	// limit of the epoch's outflow refuses stays owed.
	//
	//peerz:execute claim
	Claim(ClaimArgs) ClaimResult

	// Params returns the parameters in force.
	//
	//peerz:query params
	Params() Params

	// Schedule computes the emission of an interval for any cap; it reads no state.
	//
	//peerz:query schedule
	Schedule(ScheduleArgs) ScheduleResult

	// Epoch returns the account of an epoch that is open or closed, or of the long epoch that
	// it became a part of.
	//
	//peerz:query epoch
	Epoch(EpochArgs) EpochResult

	// Inputs returns what a closed epoch was calculated from.
	//
	//peerz:query inputs
	Inputs(EpochArgs) InputsResult

	// Latest returns the last closed epoch.
	//
	//peerz:query latest
	Latest() EpochResult

	// Standing returns how a code has done as the live formula.
	//
	//peerz:query standing
	Standing(StandingArgs) StandingResult

	// Records lists what was verified in a role of a sealed epoch.
	//
	//peerz:query records
	Records(RecordsArgs) RecordsResult

	// Backtest scores records of a sealed epoch, whose table is made, again by another code: together, one by one,
	// and in the opposite order.
	//
	//peerz:query backtest
	Backtest(BacktestArgs) BacktestResult

	// BacktestWeights returns the weights that an alternative would have given a closed epoch.
	//
	//peerz:query backtest_weights
	BacktestWeights(BacktestWeightsArgs) BacktestWeightsResult

	// Payouts lists what each participant of a role gets for a closed epoch.
	//
	//peerz:query payouts
	Payouts(PayoutsArgs) PayoutsResult

	// Account returns what an account has earned, and what it will get.
	//
	//peerz:query account
	Account(AccountArgs) AccountResult

	// CheckParams says what SetParams would change now, or aborts as it would.
	//
	//peerz:query check_params
	CheckParams(governed.ParamsArgs) governed.ParamsResult

	// CheckWeights aborts with the bound that the weights violate, if they do, and when they
	// would change nothing, unless a review is due.
	//
	//peerz:query check_weights
	CheckWeights(CheckWeightsArgs)

	// Weights returns the voted weights, before the formula's smoothing.
	//
	//peerz:query weights
	Weights() WeightsResult

	// Gauge returns what an account wishes.
	//
	//peerz:query gauge
	Gauge(GaugeArgs) GaugeResult

	// Terms returns what demand, supply and gauge votes came to.
	//
	//peerz:query terms
	Terms(TermsArgs) TermsResult

	// Invariants recomputes the sums that must hold: of the last 32 closed
	// epochs, and record by record for the newest. A check of older epochs starts at epoch.
	//
	//peerz:query invariants
	Invariants(InvariantsArgs) InvariantsResult

	// EndEpoch closes an epoch: it fixes the pool, the weights and each role's part of it,
	// and touches no participant. Whatever the formula does, it completes. Epochs that it
	// could not close at their ends are closed with it, as one.
	//
	//peerz:end_epoch
	EndEpoch(sdk.EndEpochArgs)

	// EndBlock pays matured entitlements into balances, as many as its gas allows, so that
	// payout needs nobody's transaction: oldest epoch first, then by role id, then by
	// participant id. What was claimed already is passed over. A block in which nothing is
	// due writes nothing.
	//
	//peerz:end_block
	EndBlock(sdk.EndBlockArgs) sdk.HookResult
}
