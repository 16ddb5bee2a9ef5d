package main

import (
	"github.com/peerz-ai/peerz-chain/contracts/api/rewards"
	"github.com/peerz-ai/peerz-chain/contracts/api/roles"
	"github.com/peerz-ai/peerz-chain/contracts/sdk"
)

// mustBeVerifying returns the epoch that the chain's epoch n is a part of, while it is verified.
func (b *books) mustBeVerifying(n uint64) (epoch uint64, e *closed) {
	epoch, e = b.epochAt(n)
	if e == nil {
		sdk.Abort(rewards.ErrEpochOpen, "the epoch is open")
	}
	if e.Sealed {
		sdk.Abort(rewards.ErrSealed, "the epoch is sealed")
	}
	return epoch, e
}

// Seal ends the verification of an epoch. From then on every entitlement is fixed: who pays, what every
// role's scores add up to, and what returns to the reserve. It touches roles only (R9).
func Seal(a rewards.SealArgs) rewards.SealResult {
	onlyContract(roles.Name)
	c, b := loadConfig(), loadBooks()
	epoch, e := b.mustBeVerifying(a.Epoch)
	e.Verified += a.Verified
	e.Root = chained(e.Root, a.Root)
	if a.Epoch >= e.Last {
		s := loadScoring(epoch)
		e.paidBy(s)
		back, mended := c.fixScores(e, s, epoch)
		b.giveBack(back)
		e.Sealed, e.Matures = true, max(a.From, e.Last+1)+c.Params.Dispute
		b.Trial = b.Trial || s.starts(epoch)
		b.save()
		s.judge(epoch, e.Recorded, mended)
		c.measureNeeds(loadWeights(), epoch, a.Needs)
		sdk.Emit("rewards.sealed", sdk.Uint("epoch", epoch), sdk.Uint("verified", e.Verified), sdk.Amt("returned", e.Returned),
			sdk.Text("paid_by", payerName(e.PaidBy)), sdk.Uint("reason", e.Reason))
	}
	sdk.Save(epochKey(epoch), e)
	return rewards.SealResult{Matures: e.Matures}
}

// chained is the root of one epoch, and of epochs that were closed as one the hash of their roots in order.
func chained(before, root sdk.Hash) sdk.Hash {
	if before.IsZero() {
		return root
	}
	return sdk.SHA256(append(before.Bytes(), root.Bytes()...))
}

// fixScores fixes who pays each role and the total of its scores. It returns what goes back to the reserve, which
// is the part of a role without a score (R8) and the fee pool without a provider, and whether the fallback pays
// a role in which the live code pays nobody (R14).
func (c *config) fixScores(e *closed, s *scoring, epoch uint64) (back sdk.Amount, mended bool) {
	liquidity, hasLiquidity := c.roleID("liquidity")
	back = e.FeePool
	for i := range c.Roles {
		role := uint64(i)
		t := loadShare(epoch, role)
		t.PaidBy = e.PaidBy
		if instead := s.fallback(); e.PaidBy == byLive && t.LiveTotal.IsZero() && !t.total(instead).IsZero() {
			t.PaidBy, mended = instead, true
			sdk.Emit("rewards.role_mended", sdk.Uint("epoch", epoch), sdk.Text("role", c.Roles[i]), sdk.Text("paid_by", payerName(instead)))
		}
		t.Score = t.total(t.PaidBy)
		switch {
		case t.Score.IsZero():
			t.Returned = t.Pool
			e.Returned = e.Returned.Add(t.Pool)
		case hasLiquidity && role == liquidity:
			t.FeePool, back = e.FeePool, back.Sub(e.FeePool)
		}
		t.save(epoch, role)
	}
	return back.Add(e.Returned), mended
}
