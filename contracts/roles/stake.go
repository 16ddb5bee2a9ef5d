package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// stakeOf is what an account has bonded at the start of an epoch: attestor power is stake, which the chain
// holds. What is bonded during an epoch counts from the next one on (P5).
func stakeOf(account sdk.Address, epoch uint64) sdk.Amount { return sdk.Stake(account, epoch) }

const now = ^uint64(0) // an epoch that never comes: what is bonded now

// Bonds and deposits are in escrow, which the chain holds: nothing but going back to their owner or, when they
// are lost, to the reserve can become of them, whatever code this contract gets (P4).

// takeFunds locks due of the tokens that came with the call for the caller, and sends the rest back.
func takeFunds(due sdk.Amount) {
	ctx := sdk.Context()
	rest, ok := ctx.Value.CheckedSub(due)
	if !ok {
		sdk.Abort(roles.ErrBond, "fewer tokens came along than are due")
	}
	if !rest.IsZero() && sdk.Transfer(ctx.Caller, rest) != sdk.OK {
		sdk.Abort(roles.ErrTransfer, "change")
	}
	if !due.IsZero() && sdk.LockEscrow(ctx.Caller, due) != sdk.OK {
		sdk.Abort(roles.ErrTransfer, "escrow")
	}
}

// share is what becomes of what one owner has in escrow.
type share struct {
	owner      sdk.Address
	back, lost sdk.Amount
}

// shares are those of several owners, each once.
type shares []share

func (s *shares) of(owner sdk.Address) *share {
	for i := range *s {
		if (*s)[i].owner == owner {
			return &(*s)[i]
		}
	}
	*s = append(*s, share{owner: owner})
	return &(*s)[len(*s)-1]
}

// pay gives back what goes back, and the rest to the reserve.
func (s shares) pay() {
	for i := range s {
		if r := &s[i]; !r.back.IsZero() && sdk.ReleaseEscrow(r.owner, r.back) != sdk.OK {
			sdk.Abort(roles.ErrTransfer, "escrow")
		}
		s[i].forfeit(sdk.Address{}, sdk.Amount{})
	}
}

// forfeit gives what is lost to the reserve, but for a reward to another.
func (s *share) forfeit(to sdk.Address, reward sdk.Amount) {
	if s.lost.IsZero() {
		return
	}
	if _, errno := sdk.ForfeitEscrow(s.owner, s.lost, to, reward); errno != sdk.OK {
		sdk.Abort(roles.ErrTransfer, "escrow")
	}
}
