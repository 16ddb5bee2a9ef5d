package main

import "github.com/peerz-ai/peerz-chain/contracts/sdk"

// income moves what the epoch has to distribute from its sources into e (R1):
// Pool = Emission + Fees + FromReserve, and FeePool beside it.
func (c *config) income(b *books, e *closed) {
	b.returnGifts()
	e.Emission, e.Share = b.mint(e.End), emissionShare()
	fees, errno := sdk.CollectFees()
	if errno != sdk.OK {
		fees = sdk.Amount{}
	}
	if _, ok := c.roleID("liquidity"); ok {
		e.FeePool, _, _ = sdk.MulDiv(fees, sdk.U64(c.Params.FeeShare), sdk.U64(million))
	}
	e.Fees = fees.Sub(e.FeePool)
	own := e.Emission.Add(e.Fees)
	e.FromReserve, e.Reserve = c.draw(e.Emission)
	e.Pool = own.Add(e.FromReserve)
	b.Held = b.Held.Add(e.Pool).Add(e.FeePool)
}

// mint creates what the chain's schedule has up to the end of the epoch, as the chain counts it: a code that asks for
// more gets nothing. If the ledger refuses, the epoch has no emission and the next one catches up.
func (b *books) mint(end uint64) sdk.Amount {
	emission := sdk.Mintable()
	if errno := sdk.Mint(emission); errno != sdk.OK {
		sdk.Emit("rewards.mint_refused", sdk.Amt("amount", emission))
		return sdk.Amount{}
	}
	b.Emitted = end
	return emission
}

// emissionShare is the part of the schedule that is minted, in ppm: a parameter of the chain.
func emissionShare() uint64 {
	value, _ := sdk.ChainParam("emission")
	share, ok := sdk.ParseUint(value, 64)
	if !ok {
		return million
	}
	return share
}

// draw has as much minted again as the reserve has, up to PoolLimit - 1 times the epoch's emission: so a
// role that is alone after a long silence gets no more than PoolLimit times its part of one epoch (R13). Fees draw nothing: whoever is
// paid most of a pool would pay fees for nothing but the reserve that follows them. It
// returns how much that is, and what is left in the reserve.
func (c *config) draw(emission sdk.Amount) (amount, left sdk.Amount) {
	most, _, ok := sdk.MulDiv(emission, sdk.U64(c.Params.PoolLimit-minPoolLimit), sdk.U64(million)) // rounded down
	if !ok {
		most = emission
	}
	amount, left, errno := sdk.MintReserve(most)
	if errno != sdk.OK {
		return sdk.Amount{}, sdk.Amount{}
	}
	return amount, left
}

// giveBack returns to the reserve what was held for nobody: pools of idle roles, and dust. If the ledger
// refuses, it stays in the balance as a gift, and returns with the next epoch's.
func (b *books) giveBack(amount sdk.Amount) {
	b.Held = b.Held.Sub(amount)
	if !amount.IsZero() {
		sdk.ReturnToReserve(amount)
	}
}

// returnGifts returns to the reserve what the balance holds beyond the books: tokens that anyone sent here.
// They are no income of the epoch, so that nobody can draw on the reserve with them.
func (b *books) returnGifts() {
	gift, ok := sdk.Balance(sdk.Context().Self).CheckedSub(b.Held)
	if ok && !gift.IsZero() { // less than the books: the invariants query shows it, and closing goes on
		sdk.ReturnToReserve(gift)
	}
}
