package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// Stake is stored as checkpoints: under (account, epoch+1) lies the stake after the last
// change in that epoch, under (account, 0) the bond of genesis. The power at the start
// of epoch e is the last checkpoint written before it, key <= e: one lookup, and no loop
// over anybody at a boundary. What is bonded during an epoch counts from the next one (P5).

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

// hold adds to what of the balance is spoken for by bonds of submissions and by deposits (P4).
func hold(amount sdk.Amount) {
	if !amount.IsZero() {
		putAmount([]byte{keyHeld}, amountAt([]byte{keyHeld}).Add(amount))
	}
}

// release pays what was held. What the ledger refuses stays held: nobody's work waits for it.
func release(to sdk.Address, amount sdk.Amount) {
	if amount.IsZero() {
		return
	}
	if sdk.Transfer(to, amount) != sdk.OK {
		sdk.Emit("roles.release_refused", sdk.Addr("account", to), sdk.Amt("amount", amount))
		return
	}
	putAmount([]byte{keyHeld}, amountAt([]byte{keyHeld}).Sub(amount))
}

// forfeit gives up what was held: the contract rewards returns what it is given to the reserve.
func forfeit(amount sdk.Amount) {
	if to, ok := sdk.ContractByName(rewards.Name); ok {
		release(to, amount)
	}
}

// takeFunds keeps due of the tokens that came with the call, and sends the rest back.
func takeFunds(due sdk.Amount) {
	ctx := sdk.Context()
	rest, ok := ctx.Value.CheckedSub(due)
	if !ok {
		sdk.Abort(roles.ErrBond, "fewer tokens came along than are due")
	}
	if !rest.IsZero() && sdk.Transfer(ctx.Caller, rest) != sdk.OK {
		sdk.Abort(roles.ErrTransfer, "change")
	}
	hold(due)
}

// setStake writes checkpoints of an account and of the total under a number.
func setStake(account sdk.Address, stake, total sdk.Amount, number uint64) {
	putAmount(sdk.Key(keyStake, account.Bytes(), sdk.BE64(number)), stake)
	putAmount(sdk.Key(keyTotal, sdk.BE64(number)), total)
}

// Bond adds the tokens that come with the call to the caller's stake.
func Bond() {
	ctx := sdk.Context()
	if ctx.Value.IsZero() {
		sdk.Abort(roles.ErrNoFunds, "send tokens along")
	}
	stake := stakeOf(ctx.Caller, now).Add(ctx.Value)
	setStake(ctx.Caller, stake, totalStake(now).Add(ctx.Value), ctx.Epoch+1)
	sdk.Emit("roles.bonded", sdk.Addr("account", ctx.Caller), sdk.Amt("amount", ctx.Value), sdk.Amt("stake", stake))
}

// Unbond takes tokens out of the caller's stake.
func Unbond(a roles.UnbondArgs) roles.UnbondResult {
	ctx := sdk.Context()
	stake, ok := stakeOf(ctx.Caller, now).CheckedSub(a.Amount)
	if !ok || a.Amount.IsZero() {
		sdk.Abort(roles.ErrAmount, "more than is bonded, or nothing")
	}
	setStake(ctx.Caller, stake, totalStake(now).Sub(a.Amount), ctx.Epoch+1)
	release := ctx.Epoch + loadConfig().Unbonding
	key := sdk.Key(keyUnbonding, ctx.Caller.Bytes(), sdk.BE64(release))
	putAmount(key, amountAt(key).Add(a.Amount))
	putAmount([]byte{keyUnbonded}, amountAt([]byte{keyUnbonded}).Add(a.Amount))
	sdk.Emit("roles.unbonding", sdk.Addr("account", ctx.Caller), sdk.Amt("amount", a.Amount), sdk.Uint("release", release))
	return roles.UnbondResult{Release: release}
}

// Withdraw pays the caller's unbonded tokens whose time is over.
func Withdraw() roles.WithdrawResult {
	ctx := sdk.Context()
	prefix := sdk.Key(keyUnbonding, ctx.Caller.Bytes())
	end := append(append(append([]byte(nil), prefix...), sdk.BE64(ctx.Epoch)...), 0)
	var due sdk.Amount
	for _, entry := range sdk.Scan(prefix, end, false, 100) {
		due = due.Add(amountAt(entry.Key))
		sdk.Delete(entry.Key)
	}
	if due.IsZero() {
		sdk.Abort(roles.ErrNothingDue, "nothing is free yet")
	}
	putAmount([]byte{keyUnbonded}, amountAt([]byte{keyUnbonded}).Sub(due))
	if sdk.Transfer(ctx.Caller, due) != sdk.OK {
		sdk.Abort(roles.ErrTransfer, "withdraw")
	}
	sdk.Emit("roles.withdrawn", sdk.Addr("account", ctx.Caller), sdk.Amt("amount", due))
	return roles.WithdrawResult{Amount: due}
}

// limitOf is the newest checkpoint number that counts for a query.
func limitOf(epoch *uint64) uint64 {
	if epoch == nil {
		return now
	}
	return *epoch
}

// Stake returns an account's stake: its voting power at the start of an epoch, or what is
// bonded now.
func Stake(a roles.StakeArgs) roles.StakeResult {
	return roles.StakeResult{Stake: stakeOf(a.Account, limitOf(a.Epoch))}
}

// TotalStake returns the sum of all stakes.
func TotalStake(a roles.TotalStakeArgs) roles.StakeResult {
	return roles.StakeResult{Stake: totalStake(limitOf(a.Epoch))}
}
