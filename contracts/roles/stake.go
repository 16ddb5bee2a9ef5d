package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// stakeOf is what an account has bonded at the start of an epoch: attestor power is stake, which the chain
// holds. What is bonded during an epoch counts from the next one on (P5).
func stakeOf(account sdk.Address, epoch uint64) sdk.Amount { return sdk.Stake(account, epoch) }

const now = ^uint64(0) // an epoch that never comes: what is bonded now

// checkpoint is an amount.
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
