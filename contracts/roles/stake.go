package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// Stake is kept as checkpoints: under (account, epoch+1) lies the stake after the last
// change in that epoch, under (account, 0) the bond of genesis. The power at the start
// of epoch e is the last checkpoint written before it, key <= e: one lookup, and no loop
// over anybody at a boundary. What is bonded during an epoch counts from the next one.

const maxUnbonding = 10_000

// checkpoint is an amount at some time.
//
//peerz:store
type checkpoint struct {
	Amount sdk.Amount
}

func amountAt(key []byte) sdk.Amount {
	var c checkpoint
	sdk.Load(key, &c)
	return c.Amount
}

func putAmount(key []byte, a sdk.Amount) { sdk.Save(key, &checkpoint{a}) }

// last returns the newest checkpoint under prefix whose number is at most limit.
func last(prefix []byte, limit uint64) sdk.Amount {
	end := append(append(append([]byte(nil), prefix...), sdk.BE64(limit)...), 0)
	found := sdk.Scan(prefix, end, true, 1)
	if len(found) == 0 {
		return sdk.Amount{}
	}
	var c checkpoint
	if !sdk.Unmarshal(found[0].Value, &c) {
		sdk.Abort(sdk.ErrState, "checkpoint")
	}
	return c.Amount
}

const now = ^uint64(0) // a limit that takes the newest checkpoint

func stakeOf(account sdk.Address, limit uint64) sdk.Amount {
	return last(sdk.Key(keyStake, account.Bytes()), limit)
}

func totalStake(limit uint64) sdk.Amount { return last([]byte{keyTotal}, limit) }

// setStake writes checkpoints of an account and of the total under a number.
func setStake(account sdk.Address, stake, total sdk.Amount, number uint64) {
	putAmount(sdk.Key(keyStake, account.Bytes(), sdk.BE64(number)), stake)
	putAmount(sdk.Key(keyTotal, sdk.BE64(number)), total)
}

// Bond adds the tokens that come with the call to the caller's stake. They count as
// power from the next epoch on.
//
//peerz:execute bond
func Bond() {
	ctx := sdk.Context()
	if ctx.Value.IsZero() {
		sdk.Abort(ErrNoFunds, "send tokens along")
	}
	stake := stakeOf(ctx.Caller, now).Add(ctx.Value)
	setStake(ctx.Caller, stake, totalStake(now).Add(ctx.Value), ctx.Epoch+1)
	sdk.Emit("roles.bonded", sdk.Addr("account", ctx.Caller), sdk.Amt("amount", ctx.Value), sdk.Amt("stake", stake))
}

// UnbondArgs say how much.
type UnbondArgs struct {
	Amount sdk.Amount // base units, up to what is bonded
}

// UnbondResult says when.
type UnbondResult struct {
	Release uint64 // the epoch from which on withdraw pays it
}

// Unbond takes tokens out of the caller's stake. They have no power from the next epoch
// on, and can be withdrawn after the unbonding time.
//
//peerz:execute unbond
func Unbond(a UnbondArgs) UnbondResult {
	ctx := sdk.Context()
	stake, ok := stakeOf(ctx.Caller, now).CheckedSub(a.Amount)
	if !ok || a.Amount.IsZero() {
		sdk.Abort(ErrAmount, "more than is bonded, or nothing")
	}
	setStake(ctx.Caller, stake, totalStake(now).Sub(a.Amount), ctx.Epoch+1)
	release := ctx.Epoch + loadConfig().Unbonding
	key := sdk.Key(keyUnbonding, ctx.Caller.Bytes(), sdk.BE64(release))
	putAmount(key, amountAt(key).Add(a.Amount))
	putAmount([]byte{keyUnbonded}, amountAt([]byte{keyUnbonded}).Add(a.Amount))
	sdk.Emit("roles.unbonding", sdk.Addr("account", ctx.Caller), sdk.Amt("amount", a.Amount), sdk.Uint("release", release))
	return UnbondResult{Release: release}
}

// WithdrawResult is what was paid.
type WithdrawResult struct {
	Amount sdk.Amount // base units
}

// Withdraw pays the caller's unbonded tokens whose time is over.
//
//peerz:execute withdraw
func Withdraw() WithdrawResult {
	ctx := sdk.Context()
	prefix := sdk.Key(keyUnbonding, ctx.Caller.Bytes())
	end := append(append(append([]byte(nil), prefix...), sdk.BE64(ctx.Epoch)...), 0)
	var due sdk.Amount
	for _, entry := range sdk.Scan(prefix, end, false, 100) {
		due = due.Add(amountAt(entry.Key))
		sdk.Delete(entry.Key)
	}
	if due.IsZero() {
		sdk.Abort(ErrNothingDue, "nothing is free yet")
	}
	putAmount([]byte{keyUnbonded}, amountAt([]byte{keyUnbonded}).Sub(due))
	if sdk.Transfer(ctx.Caller, due) != sdk.OK {
		sdk.Abort(ErrTransfer, "withdraw")
	}
	sdk.Emit("roles.withdrawn", sdk.Addr("account", ctx.Caller), sdk.Amt("amount", due))
	return WithdrawResult{Amount: due}
}

// StakeArgs ask for an account's stake.
type StakeArgs struct {
	Account sdk.Address
	Epoch   *uint64 // power at the start of this epoch; absent: what is bonded now
}

// StakeResult is a stake.
type StakeResult struct {
	Stake sdk.Amount // base units
}

// limitOf is the newest checkpoint number that counts for a query.
func limitOf(epoch *uint64) uint64 {
	if epoch == nil {
		return now
	}
	return *epoch
}

// Stake returns an account's stake: its voting power at the start of an epoch, or what
// is bonded now.
//
//peerz:query stake
func Stake(a StakeArgs) StakeResult {
	return StakeResult{Stake: stakeOf(a.Account, limitOf(a.Epoch))}
}

// TotalStakeArgs ask for the sum of all stakes.
type TotalStakeArgs struct {
	Epoch *uint64 // at the start of this epoch; absent: now
}

// TotalStake returns the sum of all stakes.
//
//peerz:query total_stake
func TotalStake(a TotalStakeArgs) StakeResult {
	return StakeResult{Stake: totalStake(limitOf(a.Epoch))}
}
